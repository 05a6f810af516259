"""What a change would invalidate, in words: of each kind how many, and the first few by name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from app.errors import InUse
from app.i18n.languages import Language
from app.i18n.messages import mark
from app.services.impact_checks import Few, Named
from app.services.stage_rules import DEADLINES
from app.web.views.overview import OPEN
from app.web.views.wording import Wording

KINDS: Mapping[str, str] = {
    "meetings": mark("Meetings by which people go"),
    "pins": mark("Pinned meetings"),
    "groups": mark("Groups"),
    "unavailabilities": mark("Absences of delegations"),
    "interpreter_unavailabilities": mark("Absences of interpreters"),
    "table_unavailabilities": mark("Slots in which tables are out of use"),
    "own_tables": mark("Tables of a delegation's own"),
    "convened_groups": mark("Groups of which it is the host"),
    "slots": mark("Slots that would be outside the days, or at other hours"),
    "requests": mark("Meeting requests that wait or are agreed to"),
    "over_quota": mark("Quotas of which delegations have used more already"),
}

NOBODYS = {"own_tables", "convened_groups"}
"""What stays where its delegation goes."""

GONE: Mapping[str, str] = {
    "conference-session": mark("Sessions"),
    "delegation": mark("Delegations"),
    "membership": mark("People who have access"),
    "invitation": mark("Invitations"),
    "delegate": mark("Delegates"),
    "need": mark("Needs"),
    "offering": mark("Offerings"),
    "document": mark("Documents"),
    "meeting-request": mark("Meeting requests"),
    "wish": mark("Wishes"),
    "must-meet": mark("Must-meets"),
    "pin": mark("Pinned meetings"),
    "meeting-value": mark("Values given to meetings"),
    "meeting-group": mark("Groups"),
    "group-member": mark("Places in groups"),
    "interpreter": mark("Interpreters"),
}

Fate = Literal["gone", "nobodys"]


class Harm(NamedTuple):
    """Of one kind: how many or which, the first of them by name, and of how many others there is no room to tell.

    Where a thing is taken away, its `fate` is to go along, or to be nobody's.
    """

    label: str
    value: str
    names: Sequence[str] = ()
    others: int = 0
    fate: Fate | None = None


def harms(language: Language, error: InUse) -> list[Harm]:
    """Nothing of a failure that does not tell."""
    told: Any = error.impact
    if told is None:
        return []
    return [
        *_gone(language, told),
        *_counted(language, told, error.names),
        *_listed(language, told, error.names),
    ]


def _counted(language: Language, told: Mapping[str, Any], names: Mapping[str, Few]) -> Iterator[Harm]:
    for kind, label in KINDS.items():
        if told[kind]:
            few: Few = names[kind]
            fate: Fate | None = "nobodys" if kind in NOBODYS else None
            yield Harm(language.gettext(label), language.number(few.number), _shown(language, few), few.others, fate)


def _listed(language: Language, told: Mapping[str, Any], names: Mapping[str, Few]) -> Iterator[Harm]:
    gettext = language.gettext
    if told["deadlines"]:
        moved = [gettext(name) for activity, name in OPEN.items() if DEADLINES[activity] in told["deadlines"]]
        yield Harm(gettext("Deadlines that would be at another hour"), language.listed(moved))
    if told["kept_in"]:
        numbers = language.listed(map(str, told["kept_in"]))
        yield Harm(gettext("Numbers of the timetables that name it"), numbers)
    if told["broken"]:
        rules = dict.fromkeys(Wording(language).rule(each["rule"]) for each in told["broken"])
        label = gettext("What timetables by which people go would no longer keep")
        few = names["broken"]
        yield Harm(label, language.listed(rules), _shown(language, few), few.others)


def _gone(language: Language, told: Mapping[str, Any]) -> Iterator[Harm]:
    numbers = {each["kind"]: len(each["ids"]) for each in told["gone"]}
    for kind, label in GONE.items():
        if kind in numbers:
            yield Harm(language.gettext(label), language.number(numbers[kind]), fate="gone")


def _shown(language: Language, few: Few) -> list[str]:
    return [_line(language, each) for each in few.first]


def _line(language: Language, named: Named) -> str:
    when = [] if named.at is None else [f"{language.short_date(named.at.date())}, {language.time(named.at)}"]
    return " · ".join([*when, *(getattr(part, language.code) for part in named.parts)])
