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
    (R.ADOPT, R.SELL): 0.7, (R.BUY, R.PROVIDE): 0.8, (R.ADOPT, R.TEACH): 0.6, (R.ADOPT, R.GIVE): 0.6,
    (R.ADOPT, R.INVEST): 0.4, (R.ADOPT, R.SHARE): 0.5, (R.ADOPT, R.HELP): 0.5,
    (R.LEARN, R.PROVIDE): 0.6, (R.LEARN, R.GIVE): 0.6, (R.LEARN, R.SHARE): 0.5, (R.LEARN, R.SELL): -0.2,
    (R.RECEIVE, R.PROVIDE): 0.6, (R.RECEIVE, R.TEACH): 0.5, (R.RECEIVE, R.INVEST): 0.3, (R.RECEIVE, R.HELP): 0.6,
    (R.RECEIVE, R.SHARE): 0.3, (R.RECEIVE, R.SELL): -0.5,
    (R.SITE, R.PROVIDE): 0.5, (R.SITE, R.GIVE): 0.6, (R.SITE, R.HELP): 0.3, (R.SITE, R.SHARE): 0.3,
    (R.SITE, R.TEACH): 0.1, (R.SITE, R.SELL): -0.4, (R.SITE, R.BUY): -0.1,
    (R.SELL, R.INVEST): 0.15, (R.SELL, R.HELP): 0.5, (R.SELL, R.SHARE): 0.4, (R.SELL, R.GIVE): 0.2,
    (R.SELL, R.PROVIDE): 0.0, (R.BUY, R.INVEST): 0.3, (R.BUY, R.SHARE): 0.4,
    (R.ASK, R.PROVIDE): 0.6, (R.ASK, R.TEACH): 0.5, (R.ASK, R.GIVE): 0.5, (R.ASK, R.SHARE): 0.4,
    (R.ASK, R.SELL): -0.4, (R.ASK, R.BUY): -0.1,
    (R.HOST, R.INVEST): 0.3, (R.HOST, R.HELP): 0.4, (R.HOST, R.SHARE): 0.5, (R.HOST, R.TEACH): 0.2,
    (R.HOST, R.PROVIDE): 0.3,
    (R.SHARE, R.GIVE): 0.4, (R.SHARE, R.PROVIDE): 0.5, (R.SHARE, R.TEACH): 0.5, (R.SHARE, R.HELP): 0.4,
    (R.SHARE, R.INVEST): 0.2, (R.SEND, R.TEACH): 0.4, (R.SEND, R.HELP): 0.4, (R.LEARN, R.RECRUIT): 0.1,
    (R.SELL, R.SITE): -0.4, (R.SELL, R.SEND): -0.2,
    (R.ADOPT, R.BUY): -0.7, (R.ADOPT, R.RECEIVE): -0.7, (R.ADOPT, R.LEARN): -0.6, (R.ADOPT, R.SITE): -0.5,
    (R.SITE, R.RECEIVE): -0.7, (R.LEARN, R.RECEIVE): -0.6, (R.HOST, R.SITE): -0.4, (R.BUY, R.RECEIVE): -0.4,
    (R.SEND, R.RECEIVE): -0.3, (R.PROVIDE, R.GIVE): -0.2,
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
