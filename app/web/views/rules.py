"""What holds for the sides of a session, in words for the page of its organisers."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import ConferenceSession, SideRule
from app.services import side_names
from app.services.planning.problem import policy_of
from app.web.views.choices import Options
from app.web.views.wording import Wording

EVERYBODY, SOME, NONE = "everybody", "some", "nobody"
ASKING: Mapping[str, str] = {
    EVERYBODY: mark("Everybody"),
    SOME: mark("Only the sides that are ticked below"),
    NONE: mark("Nobody: it only answers"),
}
NUMBERS: Mapping[str, str] = {
    "max_requests": mark("Requests"),
    "max_wishes": mark("Wishes"),
    "max_do_not_meets": mark("Do not meet"),
    "min_meetings": mark("Meetings promised"),
    "max_meetings": mark("Meetings, at most"),
    "max_consecutive": mark("Slots in a row"),
}


class Line(NamedTuple):
    """A side: its code, what it is called, whom it asks, what is told of each number, and its bonus."""

    side: str
    name: str
    asks: str
    numbers: tuple[str, ...]
    bonus: str


def lines(language: Language, sides: Collection[str], session: ConferenceSession) -> list[Line]:
    rules = {rule.side: rule for rule in session.side_rules}
    return [_line(language, side, rules.get(side), bonus(session, side)) for side in sides]


def bonus(session: ConferenceSession, side: str) -> str:
    """What each of a delegation's first meetings is worth besides, between commas."""
    return ", ".join(str(points) for points in policy_of(session).bonus.get(side, ()))


def ordered(present: Collection[str], ruled: Collection[str]) -> list[str]:
    """Those that are there or have rules; first those that we have a word for, in our order."""
    found = {*present, *ruled}
    return [side for side in side_names.SIDES if side in found] + sorted(found - side_names.SIDES.keys())


def further(sides: Collection[str]) -> list[str]:
    """The usual sides that are not among these."""
    return [side for side in side_names.SIDES if side not in sides]


def options(language: Language, sides: Collection[str]) -> Options:
    return [(side, Wording(language).side(side)) for side in sides]


def asking(language: Language) -> Options:
    return [(value, language.gettext(name)) for value, name in ASKING.items()]


def typed(rule: SideRule | None) -> dict[str, Any]:
    """What a form begins with."""
    if rule is None:
        return {"asks": EVERYBODY, "min_meetings": 0}
    asks = EVERYBODY if rule.may_ask is None else SOME if rule.may_ask else NONE
    return {"asks": asks, "may_ask": rule.may_ask or []} | {name: getattr(rule, name) for name in NUMBERS}


def _line(language: Language, side: str, rule: SideRule | None, bonus: str) -> Line:
    name = Wording(language).side(side)
    return Line(side, name, _asks(language, rule), tuple(_numbers(language, rule)), bonus or "–")


def _asks(language: Language, rule: SideRule | None) -> str:
    if rule is None or rule.may_ask is None:
        return language.gettext("everybody")
    names = [Wording(language).side(side) for side in rule.may_ask]
    return language.listed(names) if names else language.gettext("nobody")


def _numbers(language: Language, rule: SideRule | None) -> Iterator[str]:
    for name in NUMBERS:
        number = None if rule is None else getattr(rule, name)
        # Nothing is promised by a floor of 0.
        yield "–" if number is None or (name == "min_meetings" and number == 0) else language.number(number)
