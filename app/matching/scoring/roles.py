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
    R.SELL: (-0.95,),
    R.BUY: (1.0, -0.61),
    R.SITE: (-0.5, -0.14, -1.0),
    R.INVEST: (-0.1, -0.33, 1.0, -0.69),
    R.RECEIVE: (-0.46, -0.65, -0.87, 0.17, -1.0),
    R.GIVE: (-0.1, 0.18, 0.72, -0.16, 1.0, -1.0),
    R.SEND: (-0.27, 0.26, -0.16, -0.05, -0.12, -0.07, -0.59),
    R.RECRUIT: (-0.23, -0.51, -0.27, -0.06, -0.2, 0.19, 1.0, -0.82),
    R.ADOPT: (-0.25, -0.51, -0.73, 0.29, -0.4, 0.83, 0.17, -0.58, -0.71),
    R.PROVIDE: (-0.05, 0.44, 0.82, 0.19, 0.33, -0.53, 0.01, 0.14, 1.0, -0.98),
    R.LEARN: (-0.68, -0.16, -0.47, 0.22, -0.37, 0.88, 0.09, -0.17, -1.0, 0.74, -1.0),
    R.TEACH: (0.22, -0.21, 0.07, -0.13, 0.68, -0.24, 0.02, 0.17, 0.93, -0.04, 1.0, -0.82),
    R.HOST: (-0.09, -0.36, -0.81, 0.61, -0.44, 0.39, 0.35, -0.38, -0.03, 0.72, -0.35, -0.02, -1.0),
    R.BRING: (0.08, -0.02, 0.11, -0.25, -0.16, 0.0, -0.02, -0.07, 0.01, 0.14, -0.07, 0.4, 1.0, -0.99),
    R.ASK: (-0.99, -0.34, 0.04, -0.46, -0.61, 1.0, 0.32, 0.19, -0.66, 0.72, -0.49, 0.32, -0.27, -0.03, -1.0),
    R.HELP: (1.0, 0.62, 0.45, 0.02, 0.58, 0.16, 0.79, -0.06, 0.68, 0.02, 0.53, 0.16, 0.75, -0.02, 1.0, -0.61),
    R.SHARE: (-0.19, -0.3, 0.47, -0.06, 0.31, 0.38, 0.39, -0.04, 0.6, 0.56, 0.14, 0.6, 0.32, 0.17, 0.23, 0.41, 1.0),
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
