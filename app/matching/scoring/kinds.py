"""What the kinds of things mean for roles: to look for labour is to recruit, to offer training is to teach."""

from collections.abc import Mapping

from app.matching.scoring.roles import Role, Side

R = Role

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

# What it means to plan something, or to study it, where it is offered; and to invite somebody to it.
PLANNED: Mapping[str, Role] = {
    "site": R.INVEST, "technology": R.PROVIDE, "training": R.TEACH,
    "visitors": R.BRING, "destination": R.BRING, "aid": R.GIVE, "finance": R.GIVE, "market": R.HELP,
}  # fmt: skip
INVITED: Mapping[Side, Mapping[str, Role]] = {
    Side.NEED: {
        "training": R.LEARN, "labour": R.LEARN, "visitors": R.HOST, "destination": R.HOST, "aid": R.RECEIVE,
        "twin": R.SHARE, "exchange": R.SHARE, "culture": R.SHARE, "overseas": R.SHARE, "visit": R.SHARE,
    },
    Side.OFFER: {
        "training": R.TEACH, "visitors": R.HOST, "destination": R.HOST,
        "twin": R.SHARE, "exchange": R.SHARE, "culture": R.SHARE, "overseas": R.SHARE, "visit": R.SHARE,
    },
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

# What a verb means of a thing that it does not go with: who supplies nurses sends them, who funds courses teaches.
_TAKING = (R.BUY, R.ADOPT, R.RECEIVE, R.LEARN, R.ASK)
_GIVING = (R.SELL, R.PROVIDE, R.GIVE, R.TEACH, R.HELP)
_TRADING = (R.SELL, R.BUY, R.SEND, R.RECRUIT, R.ADOPT, R.LEARN, R.HOST, R.BRING, R.SITE)


def _all(taking: Role, giving: Role) -> dict[Role, Role]:
    return dict.fromkeys(_TAKING, taking) | dict.fromkeys(_GIVING, giving)


_FITTING: Mapping[str, Mapping[Role, Role]] = {
    "labour": _all(R.RECRUIT, R.SEND) | {R.TEACH: R.RECRUIT},
    "training": _all(R.LEARN, R.TEACH) | {R.SEND: R.LEARN, R.INVEST: R.TEACH},
    "aid": _all(R.RECEIVE, R.GIVE) | {R.SEND: R.GIVE, R.INVEST: R.GIVE},
    "finance": _all(R.RECEIVE, R.GIVE) | {R.BUY: R.GIVE},
    "market": {**_all(R.ASK, R.HELP), R.SELL: R.SELL, R.BUY: R.BUY},
    "protection": _all(R.ASK, R.HELP) | {R.SHARE: R.HELP},
    "project": {R.BUY: R.INVEST},
    "site": {R.BUY: R.INVEST},
    "goods": {R.HOST: R.SELL, R.BRING: R.BUY},
    "technology": {R.SELL: R.PROVIDE, R.BUY: R.ADOPT, R.LEARN: R.ADOPT, R.ASK: R.ADOPT},
    "visitors": {R.BUY: R.BRING, R.INVEST: R.BRING, R.SITE: R.HOST},
    "destination": {R.SITE: R.HOST},
    "exchange": dict.fromkeys(_TRADING, R.SHARE),
    "culture": dict.fromkeys(_TRADING, R.SHARE),
    "twin": dict.fromkeys(R, R.SHARE),
    "visit": dict.fromkeys(R, R.SHARE),
    "overseas": dict.fromkeys(R, R.SHARE),
}


def fitting(role: Role, kind: str) -> Role:
    """The role towards a thing of this kind that a verb of this role means."""
    return _FITTING.get(kind, {}).get(role, role)


# What an objective of `objectives.csv` means for either side.
OBJECTIVES: Mapping[str, tuple[Role, Role]] = {
    "FDI": (R.SITE, R.INVEST), "ODA": (R.RECEIVE, R.GIVE), "NGO": (R.RECEIVE, R.GIVE), "EXP": (R.SELL, R.BUY),
    "IMP": (R.BUY, R.SELL), "TRM": (R.HOST, R.BRING), "TWN": (R.SHARE, R.SHARE), "TRN": (R.LEARN, R.TEACH),
    "LBR": (R.SEND, R.RECRUIT), "STT": (R.ADOPT, R.PROVIDE), "CLT": (R.SHARE, R.SHARE), "EVT": (R.SHARE, R.SHARE),
    "OVS": (R.SHARE, R.SHARE), "PRO": (R.ASK, R.HELP), "DEL": (R.SHARE, R.SHARE), "INF": (R.ASK, R.HELP),
    "CON": (R.ASK, R.HELP),
}  # fmt: skip
