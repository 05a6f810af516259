"""Sentences about a conflict and what resolves it: in English here, and by their codes in any language.

A `Said` names ids by kind, so that a page can put names and times in their place. The templates are marked for the
catalogue.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.i18n.messages import mark
from app.matching.scheduling.checker.rules.wording import listed
from app.matching.scheduling.timetable import Rule

PLACES_OF_RULES: Mapping[str, str] = {
    Rule.PINS: mark("{meetings} is pinned to {slots}."),
    "pins/table": mark("{meetings} is pinned to {slots}, table {tables}."),
    Rule.AT_MOST_ONCE: mark("{meetings} is held only once."),
    Rule.WITHIN_PERIOD: mark("{meetings} is too long to start at {slots}: its period ends before."),
    Rule.ALLOWED_SLOTS: mark("{meetings} may not start at {slots}."),
    Rule.PARTY_AVAILABILITY: mark("{parties} is not available at {slots}, which {meetings} would take."),
    Rule.PARTY_TEAMS: mark("{parties} can hold no more meetings at once than {number}, at {slots} as always."),
    Rule.PARTY_MAXIMUM: mark("{parties} can hold no more meetings altogether than {number}."),
    Rule.PARTY_CONSECUTIVE: mark("{parties} needs a rest in one of {slots}."),
    Rule.TABLE_AVAILABILITY: mark("Table {tables} can't be used at {slots}."),
    "table-availability/many": mark("At {slots}, {number} tables can't be used."),
    Rule.ONE_MEETING_PER_TABLE: mark("At {slots}, table {tables} can take only one meeting."),
    "one-meeting-per-table/many": mark("At {slots}, only {number} tables of their kind can be used."),
    Rule.OWN_TABLES: mark("{meetings} must stand at an own table of {parties}: {tables}."),
    Rule.TABLE_FEATURES: mark("{meetings} needs a table with {words}."),
    Rule.TABLE_ZONES: mark("{parties} has no time to change halls between {slots} and {to}."),
    Rule.PRECEDENCE: mark("{meetings} may start only when {before} has ended."),
    Rule.INTERPRETER_PRESENT: mark("{meetings} needs an interpreter for {words}."),
    "interpreter-present/languages": mark("{interpreters} does not know all that {meetings} needs: {words}."),
    Rule.RESOURCE_CAPACITY: mark("At {slots}, no more meetings can use {resources} than {number}."),
    Rule.ALTERNATIVES: mark("Only one of {meetings} may be held."),
    Rule.ONE_MEETING_PER_INTERPRETER: mark("At {slots}, {interpreters} can serve only one meeting."),
    Rule.INTERPRETER_AVAILABILITY: mark("{interpreters} is not available at {slots}."),
    Rule.INTERPRETER_MAXIMUM: mark("{interpreters} can serve no more meetings altogether than {number}."),
    Rule.INTERPRETER_CONSECUTIVE: mark("{interpreters} needs a rest in one of {slots}."),
    Rule.BREAK_SPREAD: mark("The numbers of breaks of any two parties may differ by no more than {number}."),
}
CHANGES: Mapping[str, str] = {
    "move": mark("Move the pin of {meetings} from {slots} to {to}."),
    "move/table": mark("Move the pin of {meetings} from {slots} to {to}, table {tables}."),
    "release": mark("Take away the pin of {meetings} at {slots}; beside the others there is no place for it."),
    "release/open": mark("Take away the pin of {meetings} at {slots}; another place for it was not found."),
    "change/allowed-slots": mark("Let {meetings} start at {slots}."),
    "change/party-availability": mark("Make {parties} available at {slots}."),
    "change/party-teams": mark("Let {parties} hold {number} meetings at once."),
    "change/party-maximum": mark("Raise the maximum of {parties} to {number}."),
    "change/party-consecutive": mark("Let {parties} be busy in {number} slots in a row."),
    "change/table-availability": mark("Make table {tables} available at {slots}."),
    "change/one-meeting-per-table": mark("Add tables like {tables}: {number}."),
    "change/own-tables": mark("Let {parties} meet at table {tables}, too."),
    "change/table-features": mark("Equip table {tables} with {words}."),
    "change/table-zones": mark("Allow a change of halls with {number} free slots between."),
    "change/precedence": mark("Let {meetings} start before {before} has ended."),
    "change/resource-capacity": mark("Raise the capacity of {resources} to {number}."),
    "change/alternatives": mark("Let all of {meetings} be held."),
    "change/interpreter-availability": mark("Make {interpreters} available at {slots}."),
    "change/interpreter-maximum": mark("Raise the maximum of {interpreters} to {number}."),
    "change/interpreter-consecutive": mark("Let {interpreters} be busy in {number} slots in a row."),
    "change/interpreter-present": mark("Engage one more interpreter for {words}."),
    "change/break-spread": mark("Let the numbers of breaks differ by {number}."),
}
TEMPLATES = {**PLACES_OF_RULES, **CHANGES}
KINDS = ("meetings", "before", "parties", "tables", "slots", "to", "interpreters", "resources", "words")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence by its code in `TEMPLATES`; `subjects` are ids by kind (one of `KINDS`)."""

    code: str
    subjects: Mapping[str, tuple[str, ...]]
    number: int | None = None

    @property
    def meetings(self) -> tuple[str, ...]:
        """All meetings that are named."""
        return (*self.subjects.get("meetings", ()), *self.subjects.get("before", ()))

    def params(self, show: Callable[[str, tuple[str, ...]], str]) -> dict[str, object]:
        """What the template takes; `show` gives the words for ids of a kind."""
        return {"number": self.number} | {kind: show(kind, ids) for kind, ids in self.subjects.items()}

    @property
    def english(self) -> str:
        return TEMPLATES[self.code].format(**self.params(lambda _kind, ids: listed(ids)))

    def plain(self) -> dict[str, Any]:
        """As free data of a timetable file: the ids by kind, and the English sentence for whoever wants no more."""
        numbered = {} if self.number is None else {"number": self.number}
        subjects = {kind: list(ids) for kind, ids in self.subjects.items()}
        return {"code": self.code, **subjects, **numbered, "sentence": self.english}


def said(code: str, number: int | None = None, **subjects: Iterable[str]) -> Said:
    """A sentence with these ids."""
    named = {kind: tuple(ids) for kind, ids in subjects.items()}
    return Said(str(code), {kind: ids for kind, ids in named.items() if ids}, number)
