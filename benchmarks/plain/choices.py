"""The literals of the plain model: which meeting starts when, at which kind of table."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

from app.matching.scheduling.problem import Goal, Meeting, MeetingId, PartyId, Problem, TableId

Kind = list[TableId]


class Choice(NamedTuple):
    """A start of a meeting at a kind of table, and the literal that says so."""

    meeting: Meeting
    start: int
    kind: int
    literal: Any

    @property
    def slots(self) -> range:
        """The slots that the meeting then takes."""
        return range(self.start, self.start + self.meeting.length)


class Choices:
    """All choices that the data of each meeting alone allow, and the model that their literals belong to."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.kinds = _kinds(problem)
        self.of_meeting: dict[MeetingId, list[Choice]] = {}
        self.of_party: dict[PartyId, list[Choice]] = {party.id: [] for party in problem.parties}
        self.breaks_of: dict[PartyId, list[Any]] = {}
        for meeting in problem.meetings:
            self.of_meeting[meeting.id] = [self._choice(meeting, *way) for way in self._ways(meeting)]
            for party in meeting.parties:
                self.of_party[party].extend(self.of_meeting[meeting.id])

    def by_slot(self, choices: Iterable[Choice]) -> list[list[Choice]]:
        """The choices that take each slot."""
        slots: list[list[Choice]] = [[] for _ in self.problem.slots]
        for choice in choices:
            for slot in choice.slots:
                slots[slot].append(choice)
        return slots

    def all(self) -> Iterator[Choice]:
        """Every choice, in the order of the meetings."""
        for choices in self.of_meeting.values():
            yield from choices

    def new_literal(self) -> Any:
        """One more literal."""
        return self.model.new_bool_var("")

    def _choice(self, meeting: Meeting, start: int, kind: int) -> Choice:
        return Choice(meeting, start, kind, self.new_literal())

    def _ways(self, meeting: Meeting) -> Iterator[tuple[int, int]]:
        """Starts and kinds of table that availability, periods, features and own tables allow."""
        own = self.problem.own_tables(meeting)
        kinds = [i for i, kind in enumerate(self.kinds) if self._suits(meeting, kind, own)]
        for start in self._starts(meeting):
            taken = {slot.id for slot in self.problem.slots[start : start + meeting.length]}
            for kind in kinds:
                if taken.isdisjoint(self.problem.table_by_id[self.kinds[kind][0]].unavailable):
                    yield start, kind

    def _starts(self, meeting: Meeting) -> Iterator[int]:
        away = {slot for party in meeting.parties for slot in self.problem.party_by_id[party].unavailable}
        allowed = None if meeting.slots is None else frozenset(meeting.slots)
        for period in self.problem.periods:
            for start in period[: len(period) - meeting.length + 1]:
                taken = [slot.id for slot in self.problem.slots[start : start + meeting.length]]
                if away.isdisjoint(taken) and (allowed is None or taken[0] in allowed):
                    yield start

    def _suits(self, meeting: Meeting, kind: Kind, own: frozenset[TableId] | None) -> bool:
        table = self.problem.table_by_id[kind[0]]
        return (own is None or table.id in own) and set(meeting.features) <= set(table.features)


def total(choices: Iterable[Choice]) -> Any:
    """How many of the choices are made."""
    return cp_model.LinearExpr.sum([choice.literal for choice in choices])


def _kinds(problem: Problem) -> list[Kind]:
    """Tables that nothing tells apart; each its own kind where people were told their table or pinned to it."""
    owners: dict[TableId, list[PartyId]] = defaultdict(list)
    for party in problem.parties:
        for table in party.tables or ():
            owners[table].append(party.id)
    pinned = {meeting.pin.table for meeting in problem.meetings if meeting.pin is not None}
    kinds: dict[Any, Kind] = defaultdict(list)
    for each in problem.tables:
        alike = (frozenset(each.unavailable), frozenset(each.features), tuple(owners[each.id]))
        apart = Goal.CHANGES in problem.policy.goals or each.id in pinned
        kinds[each.id if apart else alike].append(each.id)
    return list(kinds.values())
