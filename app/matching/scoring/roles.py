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

# Roles of different kinds that still have something to say to each other, or get in each other's way: how well the
# labelled pairs of `benchmarks/relevance` about one thing do, drawn to what was set by hand as if that were five more.
_ACROSS: Mapping[tuple[Role, Role], float] = {
    (R.SELL, R.SITE): -0.3, (R.SELL, R.INVEST): 0.1, (R.SELL, R.RECEIVE): -0.3, (R.SELL, R.GIVE): 0.2,
    (R.SELL, R.SEND): -0.2, (R.SELL, R.RECRUIT): -0.15, (R.SELL, R.ADOPT): 0.1, (R.SELL, R.PROVIDE): 0.2,
    (R.SELL, R.LEARN): -0.5, (R.SELL, R.TEACH): 0.35, (R.SELL, R.HOST): -0.45, (R.SELL, R.BRING): -0.15,
    (R.SELL, R.ASK): -0.65, (R.SELL, R.HELP): 0.7, (R.SELL, R.SHARE): 0.15, (R.BUY, R.SITE): -0.05,
    (R.BUY, R.INVEST): 0.5, (R.BUY, R.RECEIVE): -0.65, (R.BUY, R.ADOPT): -0.3, (R.BUY, R.PROVIDE): 0.9,
    (R.BUY, R.LEARN): 0.2, (R.BUY, R.TEACH): 0.3, (R.BUY, R.ASK): 0.1, (R.BUY, R.HELP): 0.1, (R.BUY, R.SHARE): 0.1,
    (R.SITE, R.RECEIVE): -0.75, (R.SITE, R.GIVE): 0.75, (R.SITE, R.RECRUIT): -0.15, (R.SITE, R.ADOPT): -0.55,
    (R.SITE, R.PROVIDE): 0.7, (R.SITE, R.HOST): -0.55, (R.SITE, R.BRING): 0.15, (R.SITE, R.HELP): 0.4,
    (R.SITE, R.SHARE): 0.1, (R.INVEST, R.RECEIVE): 0.45, (R.INVEST, R.ADOPT): 0.5, (R.INVEST, R.LEARN): 0.55,
    (R.INVEST, R.HOST): 0.15, (R.INVEST, R.ASK): 0.1, (R.INVEST, R.SHARE): 0.2, (R.RECEIVE, R.SEND): -0.3,
    (R.RECEIVE, R.ADOPT): -0.8, (R.RECEIVE, R.PROVIDE): 0.5, (R.RECEIVE, R.LEARN): -0.6, (R.RECEIVE, R.TEACH): 0.55,
    (R.RECEIVE, R.HOST): -0.1, (R.RECEIVE, R.HELP): 0.65, (R.RECEIVE, R.SHARE): 0.45, (R.GIVE, R.SEND): -0.1,
    (R.GIVE, R.ADOPT): 0.85, (R.GIVE, R.PROVIDE): -0.2, (R.GIVE, R.LEARN): 0.85, (R.GIVE, R.HOST): 0.1,
    (R.GIVE, R.ASK): 0.6, (R.GIVE, R.SHARE): 0.45, (R.SEND, R.LEARN): -0.25, (R.SEND, R.TEACH): 0.55,
    (R.SEND, R.HELP): 0.45, (R.RECRUIT, R.HOST): -0.15, (R.RECRUIT, R.SHARE): 0.1, (R.ADOPT, R.LEARN): -0.6,
    (R.ADOPT, R.TEACH): 0.85, (R.ADOPT, R.HELP): 0.55, (R.ADOPT, R.SHARE): 0.8, (R.PROVIDE, R.LEARN): 0.55,
    (R.PROVIDE, R.HOST): 0.4, (R.PROVIDE, R.ASK): 0.7, (R.PROVIDE, R.SHARE): 0.5, (R.LEARN, R.HELP): 0.4,
    (R.LEARN, R.SHARE): 0.55, (R.TEACH, R.HOST): 0.3, (R.TEACH, R.ASK): 0.8, (R.TEACH, R.SHARE): 0.45,
    (R.HOST, R.HELP): 0.45, (R.HOST, R.SHARE): 0.35, (R.BRING, R.SHARE): 0.1, (R.ASK, R.SHARE): 0.4,
    (R.HELP, R.SHARE): 0.5,
}  # fmt: skip
_BOTH_TAKE, _TAKE_AND_GIVE = -0.4, 0.3
_TAKING = frozenset({R.SITE, R.RECEIVE, R.ADOPT, R.LEARN, R.ASK})
_PUTTING_IN = frozenset({R.INVEST, R.GIVE, R.PROVIDE, R.TEACH, R.HELP})
UNKNOWN = 0.25


def of_roles(one: Role, other: Role) -> float:
    """How well two roles go together: 1 where they complete each other, -1 where they are the same, 0 if unrelated."""
    if COMPLEMENTS[one] is other:
        return 1.0
    if one is other:
        return -1.0
    known = _ACROSS.get((one, other), _ACROSS.get((other, one)))
    if known is not None:
        return known
    if {one, other} <= _TAKING:
        return _BOTH_TAKE
    return _TAKE_AND_GIVE if {one, other} & _TAKING and {one, other} & _PUTTING_IN else 0.0


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
