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

# Roles of different kinds that still have something to say to each other, or get in each other's way.
_ACROSS: Mapping[tuple[Role, Role], float] = {
    (R.ADOPT, R.SELL): 0.8, (R.BUY, R.PROVIDE): 0.8, (R.ADOPT, R.TEACH): 0.6, (R.ADOPT, R.GIVE): 0.5,
    (R.ADOPT, R.INVEST): 0.4, (R.ADOPT, R.SHARE): 0.4, (R.ADOPT, R.HELP): 0.4,
    (R.LEARN, R.PROVIDE): 0.6, (R.LEARN, R.GIVE): 0.6, (R.LEARN, R.SHARE): 0.4, (R.LEARN, R.INVEST): 0.3,
    (R.LEARN, R.HELP): 0.3,
    (R.RECEIVE, R.PROVIDE): 0.6, (R.RECEIVE, R.TEACH): 0.4, (R.RECEIVE, R.INVEST): 0.4, (R.RECEIVE, R.HELP): 0.5,
    (R.RECEIVE, R.SHARE): 0.3,
    (R.SITE, R.PROVIDE): 0.4, (R.SITE, R.GIVE): 0.4, (R.SITE, R.HELP): 0.3,     (R.SITE, R.SHARE): 0.2,
    (R.SELL, R.INVEST): 0.15, (R.SELL, R.HELP): 0.5, (R.SELL, R.SHARE): 0.4, (R.BUY, R.INVEST): 0.1,
    (R.ASK, R.PROVIDE): 0.6, (R.ASK, R.TEACH): 0.4, (R.ASK, R.GIVE): 0.4, (R.ASK, R.SHARE): 0.4,
    (R.HOST, R.INVEST): 0.3, (R.HOST, R.HELP): 0.4, (R.HOST, R.SHARE): 0.4,
    (R.SHARE, R.GIVE): 0.3, (R.SHARE, R.PROVIDE): 0.5, (R.SHARE, R.TEACH): 0.4, (R.SHARE, R.HELP): 0.4,
    (R.SEND, R.TEACH): 0.2, (R.LEARN, R.RECRUIT): 0.1,
    (R.SELL, R.SITE): -0.4, (R.SELL, R.SEND): -0.2, (R.SELL, R.PROVIDE): -0.2, (R.SELL, R.RECEIVE): -0.3,
    (R.ADOPT, R.BUY): -0.7, (R.ADOPT, R.RECEIVE): -0.7, (R.ADOPT, R.LEARN): -0.6, (R.ADOPT, R.SITE): -0.5,
    (R.SITE, R.RECEIVE): -0.7, (R.LEARN, R.RECEIVE): -0.6, (R.ASK, R.RECEIVE): -0.3, (R.ASK, R.ADOPT): -0.4,
    (R.HOST, R.SITE): -0.4, (R.BUY, R.RECEIVE): -0.4, (R.BUY, R.SITE): -0.1, (R.SEND, R.RECEIVE): -0.3,
    (R.PROVIDE, R.GIVE): -0.2,
}  # fmt: skip
UNKNOWN = 0.35

# What it means to look for, and to offer, a thing of some kind.
SOUGHT: Mapping[str, Role] = {
    "goods": R.BUY, "equipment": R.BUY, "technology": R.ADOPT, "training": R.LEARN, "labour": R.RECRUIT,
    "visitors": R.HOST, "site": R.INVEST, "aid": R.RECEIVE, "finance": R.RECEIVE, "market": R.ASK,
    "protection": R.ASK, "twin": R.SHARE, "exchange": R.SHARE, "culture": R.SHARE, "overseas": R.SHARE,
    "visit": R.SHARE,
}  # fmt: skip
OFFERED: Mapping[str, Role] = {
    "goods": R.SELL, "equipment": R.SELL, "technology": R.PROVIDE, "training": R.TEACH, "labour": R.SEND,
    "visitors": R.BRING, "site": R.SITE, "aid": R.GIVE, "finance": R.GIVE, "market": R.HELP, "protection": R.HELP,
    "twin": R.SHARE, "exchange": R.SHARE, "culture": R.SHARE, "overseas": R.SHARE, "visit": R.SHARE,
}  # fmt: skip

# What a text that says nothing of it probably means. Of goods that are offered, nothing can be said.
USUAL: Mapping[Side, Mapping[str, tuple[Role, float]]] = {
    Side.NEED: {
        "goods": (R.SELL, 0.4), "equipment": (R.ADOPT, 0.4), "technology": (R.ADOPT, 0.4), "training": (R.LEARN, 0.5),
        "labour": (R.SEND, 0.5), "visitors": (R.HOST, 0.6),
        "destination": (R.HOST, 0.6), "site": (R.SITE, 0.6), "project": (R.SITE, 0.4),
        "aid": (R.RECEIVE, 0.6), "finance": (R.RECEIVE, 0.4), "market": (R.ASK, 0.5), "protection": (R.ASK, 0.6),
        "twin": (R.SHARE, 0.7), "exchange": (R.SHARE, 0.6), "culture": (R.SHARE, 0.6), "overseas": (R.SHARE, 0.6),
        "visit": (R.SHARE, 0.6),
    },
    Side.OFFER: {
        "equipment": (R.PROVIDE, 0.3), "technology": (R.PROVIDE, 0.4), "training": (R.TEACH, 0.5),
        "labour": (R.RECRUIT, 0.5), "visitors": (R.BRING, 0.5),
        "destination": (R.BRING, 0.4), "site": (R.INVEST, 0.2), "project": (R.INVEST, 0.3),
        "aid": (R.GIVE, 0.5), "finance": (R.GIVE, 0.5), "market": (R.HELP, 0.5), "protection": (R.HELP, 0.6),
        "twin": (R.SHARE, 0.7), "exchange": (R.SHARE, 0.6), "culture": (R.SHARE, 0.6), "overseas": (R.SHARE, 0.6),
        "visit": (R.SHARE, 0.6),
    },
}  # fmt: skip

# What an objective of `objectives.csv` means for either side.
OBJECTIVES: Mapping[str, tuple[Role, Role]] = {
    "FDI": (R.SITE, R.INVEST), "ODA": (R.RECEIVE, R.GIVE), "NGO": (R.RECEIVE, R.GIVE), "EXP": (R.SELL, R.BUY),
    "IMP": (R.BUY, R.SELL), "TRM": (R.HOST, R.BRING), "TWN": (R.SHARE, R.SHARE), "TRN": (R.LEARN, R.TEACH),
    "LBR": (R.SEND, R.RECRUIT), "STT": (R.ADOPT, R.PROVIDE), "CLT": (R.SHARE, R.SHARE), "EVT": (R.SHARE, R.SHARE),
    "OVS": (R.SHARE, R.SHARE), "PRO": (R.ASK, R.HELP), "DEL": (R.SHARE, R.SHARE), "INF": (R.ASK, R.HELP),
    "CON": (R.ASK, R.HELP),
}  # fmt: skip


def of_roles(one: Role, other: Role) -> float:
    """How well two roles go together: 1 where they complete each other, -1 where they are the same, 0 if unrelated."""
    if COMPLEMENTS[one] is other:
        return 1.0
    if one is other:
        return -1.0
    return _ACROSS.get((one, other), _ACROSS.get((other, one), 0.0))


TABLE: Mapping[tuple[Role, Role], float] = {(one, other): of_roles(one, other) for one in Role for other in Role}


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
