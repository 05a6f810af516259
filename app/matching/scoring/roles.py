"""Who wants what of whom: the roles of two sides, and how well they go together.

The same goods and the same words are no match where both sell. So a need and an offering are each read for a role, and
`compatibility` says whether these meet.
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What one side does in what it proposes."""

    SELL = "sell"
    BUY = "buy"
    SITE = "site"
    INVEST = "invest"
    RECEIVE = "receive"
    GIVE = "give"
    SEND = "send"
    RECRUIT = "recruit"
    ADOPT = "adopt"
    PROVIDE = "provide"
    LEARN = "learn"
    TEACH = "teach"
    HOST = "host"
    BRING = "bring"
    ASK = "ask"
    HELP = "help"
    SHARE = "share"


class Side(StrEnum):
    """Which side of a pair a text stands on."""

    NEED = "need"
    OFFER = "offer"


Roles = Mapping[Role, float]

R = Role
COMPLEMENTS: Mapping[Role, Role] = {
    one: other
    for pair in (
        (R.SELL, R.BUY), (R.SITE, R.INVEST), (R.RECEIVE, R.GIVE), (R.SEND, R.RECRUIT), (R.ADOPT, R.PROVIDE),
        (R.LEARN, R.TEACH), (R.HOST, R.BRING), (R.ASK, R.HELP), (R.SHARE, R.SHARE),
    )
    for one, other in (pair, pair[::-1])
}  # fmt: skip

# Who asks, and who gives: a verb of giving behind one of asking tells what is asked for.
ASKING = frozenset({R.ASK, R.RECEIVE, R.ADOPT, R.LEARN})
GIVING = frozenset({R.HELP, R.GIVE, R.PROVIDE, R.TEACH, R.BRING})

# How well each role goes with those before it and with itself: 1 where they complete each other, the rest learnt from
# labelled pairs about all kinds of things (`python -m benchmarks.relevance --learn`), drawn to what was here before.
_FITS: Mapping[Role, tuple[float, ...]] = {
    R.SELL: (-0.97,),
    R.BUY: (1.0, -0.63),
    R.SITE: (-0.37, -0.26, -1.0),
    R.INVEST: (0.26, 0.63, 1.0, -0.56),
    R.RECEIVE: (-0.36, -0.65, -0.95, 0.58, -1.0),
    R.GIVE: (0.38, 0.02, 0.8, 0.05, 1.0, -0.96),
    R.SEND: (-0.13, -0.14, 0.02, -0.05, -0.24, -0.06, -0.94),
    R.RECRUIT: (-0.08, -0.1, -0.3, 0.06, -0.01, -0.03, 1.0, -0.96),
    R.ADOPT: (-0.04, -0.46, -0.75, 0.03, -0.93, 0.93, 0.0, -0.36, -0.63),
    R.PROVIDE: (0.5, 0.77, 0.98, 0.11, 0.47, -0.11, 0.09, 0.02, 1.0, -0.88),
    R.LEARN: (-0.57, 0.13, -0.53, 0.52, -0.73, 0.93, 0.0, -0.11, -0.58, 0.7, -0.95),
    R.TEACH: (0.59, 0.29, 0.2, -0.02, 0.87, 0.03, -0.03, 0.3, 0.95, 0.03, 1.0, -1.0),
    R.HOST: (-0.23, -0.16, -0.71, 0.59, -0.33, 0.29, 0.04, -0.34, 0.06, 0.58, -0.28, 0.25, -0.78),
    R.BRING: (-0.14, -0.02, 0.15, -0.03, -0.12, 0.02, -0.03, 0.01, 0.08, 0.04, -0.11, -0.05, 1.0, -1.0),
    R.ASK: (-1.0, -0.1, -0.4, -0.11, -0.6, 0.71, 0.07, -0.11, -0.38, 0.53, -0.36, 0.73, -0.07, 0.0, -1.0),
    R.HELP: (1.0, 0.41, 0.44, -0.07, 0.55, -0.07, 0.71, 0.01, 0.61, 0.01, 0.41, 0.0, 0.72, 0.0, 1.0, -0.98),
    R.SHARE: (0.11, 0.15, 0.41, 0.12, 0.57, 0.62, 0.25, 0.19, 0.84, 0.89, 0.33, 0.63, 0.67, 0.15, 0.21, 0.46, 1.0),
}  # fmt: skip
UNKNOWN = 0.25

TABLE: Mapping[tuple[Role, Role], float] = {
    couple: fit
    for one, fits in _FITS.items()
    for other, fit in zip(Role, fits, strict=False)
    for couple in ((one, other), (other, one))
}


def compatibility(one: Roles, other: Roles) -> float:
    """How well two distributions of roles go together, from -1 to 1.

    The weights of each add up to at most 1; what is missing is unknown, and counts as a weak yes.
    """
    known = sum(one.values()) * sum(other.values())
    met = sum(a * b * TABLE[role, against] for role, a in one.items() for against, b in other.items())
    return met + (1 - known) * UNKNOWN


def mixed(parts: list[tuple[Roles, float]]) -> dict[Role, float]:
    """One distribution of several, each with its weight; no weights, no roles."""
    whole = sum(weight for _, weight in parts)
    together: dict[Role, float] = {}
    for roles, weight in parts:
        for role, share in roles.items():
            together[role] = together.get(role, 0.0) + share * weight / whole
    return together
