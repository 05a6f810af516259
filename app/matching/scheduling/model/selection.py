"""The relaxation that forgets time: which meetings to hold, if only capacities mattered.

Between two sides this is a maximum-weight b-matching. Whatever it proves of a goal holds for every timetable, and more
often than not all the meetings that it selects can be held.
"""

from collections.abc import Iterable

from ortools.sat.python import cp_model

from app.matching.scheduling.model.tables import TableClass, table_classes
from app.matching.scheduling.model.tally import Literal, Tally
from app.matching.scheduling.model.ways import available, starts, suits
from app.matching.scheduling.problem import Interpreter, Meeting, MeetingId, Party, Problem, SlotId


class Selection:
    """One literal per meeting that can be held at all, under the capacities of parties, tables and resources."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        classes = table_classes(problem)
        self._held = {m.id: self.model.new_bool_var(m.id) for m in problem.meetings if _possible(problem, m, classes)}
        self.tally = Tally(self.model, problem, self._holding)
        self._limit_parties()
        self._limit_rooms()
        self._limit_interpreters()
        self._limit_alternatives()
        for meeting in problem.meetings:
            if meeting.pin is not None:
                self.model.add_bool_or(self._holding(meeting.id))

    def chosen(self, solver: cp_model.CpSolver) -> tuple[MeetingId, ...]:
        """The meetings that the solver's solution holds, in the order of the instance."""
        return tuple(meeting for meeting, literal in self._held.items() if solver.boolean_value(literal))

    def _holding(self, meeting: MeetingId) -> list[Literal]:
        return [self._held[meeting]] if meeting in self._held else []

    def _limit_parties(self) -> None:
        for party in self.problem.parties:
            meetings = [m for m in self.problem.meetings if party.id in m.parties]
            self._limit(meetings, party.teams * _most_busy(self.problem, party))
            if party.tables is not None:
                self._limit(meetings, _table_slots(self.problem, party.tables))
            if party.max_meetings is not None:
                self.model.add(self.tally.held_by(party) <= party.max_meetings)

    def _limit_rooms(self) -> None:
        self._limit(self.problem.meetings, _table_slots(self.problem, tuple(self.problem.table_by_id)))
        for resource in self.problem.resources:
            users = [m for m in self.problem.meetings if resource.id in m.resources]
            self._limit(users, resource.capacity * len(self.problem.slots))

    def _limit_interpreters(self) -> None:
        for language in dict.fromkeys(spoken for m in self.problem.meetings for spoken in m.interpreting):
            speakers = [who for who in self.problem.interpreters if language in who.languages]
            served = [m for m in self.problem.meetings if language in m.interpreting]
            self._limit(served, sum(_most_busy(self.problem, who) for who in speakers))

    def _limit_alternatives(self) -> None:
        labels: dict[str, list[Literal]] = {}
        for meeting in self.problem.meetings:
            if meeting.alternative is not None:
                labels.setdefault(meeting.alternative, []).extend(self._holding(meeting.id))
        for literals in labels.values():
            self.model.add_at_most_one(literals)

    def _limit(self, meetings: Iterable[Meeting], slots: int) -> None:
        """The meetings take at most this many slots altogether."""
        taken = [m.length * literal for m in meetings for literal in self._holding(m.id)]
        if taken:
            self.model.add(cp_model.LinearExpr.sum(taken) <= slots)


def _possible(problem: Problem, meeting: Meeting, classes: Iterable[TableClass]) -> bool:
    suitable = [tables for tables in classes if suits(problem, meeting, tables)]
    return any(available(problem, way, tables) for way in starts(problem, meeting) for tables in suitable)


def _table_slots(problem: Problem, tables: Iterable[str]) -> int:
    return sum(len(problem.slots) - len(problem.table_by_id[table].unavailable) for table in tables)


def _most_busy(problem: Problem, who: Party | Interpreter) -> int:
    """The most slots in which a party or interpreter can be busy: as many in a row as it may, then one free."""
    absent: set[SlotId] = set(who.unavailable)
    busy = 0
    for period in problem.periods:
        run = 0
        for slot in period:
            free = problem.slots[slot].id not in absent
            run = run + 1 if free and run != who.max_consecutive else 0
            busy += run > 0
    return busy
