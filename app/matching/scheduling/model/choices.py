"""The decision variables. The only module that knows how they are indexed."""

from collections.abc import Iterable

from ortools.sat.python import cp_model

from app.matching.scheduling.model.tables import TableClass, seat, table_classes
from app.matching.scheduling.model.ways import Keep, Way, attends, available, keep_all, speaks, starts, suits
from app.matching.scheduling.problem import Meeting, Problem
from app.matching.scheduling.timetable import Placement

Literal = cp_model.IntVar


class Choices:
    """One literal per (meeting, start, class of tables) and, where one is needed, per (meeting, start, interpreter).

    `classes` are the classes of interchangeable tables; `ways` the open starts of each meeting.
    """

    def __init__(self, model: cp_model.CpModel, problem: Problem, keep: Keep = keep_all) -> None:
        self.problem = problem
        self.classes: tuple[TableClass, ...] = table_classes(problem)
        self.ways: dict[str, list[Way]] = {m.id: list(starts(problem, m, keep)) for m in problem.meetings}
        self._held: dict[str, dict[tuple[int, int], Literal]] = {m.id: {} for m in problem.meetings}
        self._served: dict[str, dict[tuple[int, str], Literal]] = {m.id: {} for m in problem.meetings}
        self._covering: dict[tuple[int, tuple[str, ...]], list[Literal]] = {}
        for meeting in problem.meetings:
            self._choose_tables(model, meeting, keep)
            self._choose_interpreter(model, meeting, keep)

    def __len__(self) -> int:
        return sum(map(len, self._held.values())) + sum(map(len, self._served.values()))

    def holding(self, meeting: str, start: int | None = None, table: str | None = None) -> list[Literal]:
        """Literals that hold the meeting: all of them, or those of one start, or those at one named table."""
        return [
            literal
            for (at, index), literal in self._held[meeting].items()
            if start in {None, at} and (table is None or table in self.classes[index].ids)
        ]

    def serving(self, meeting: str, start: int) -> list[Literal]:
        """Literals by which some interpreter serves the meeting started then."""
        return [literal for (at, _), literal in self._served[meeting].items() if at == start]

    def served_by(self, interpreter: str) -> list[Literal]:
        """Literals of everything that the interpreter may serve."""
        return [
            literal for served in self._served.values() for (_, who), literal in served.items() if who == interpreter
        ]

    def meeting_in(self, slot: int, meeting: str) -> list[Literal]:
        """Literals under which the meeting takes place in this slot."""
        return self._covering.get((slot, ("meeting", meeting)), [])

    def party_in(self, slot: int, party: str) -> list[Literal]:
        """Literals under which the party meets in this slot."""
        return self._covering.get((slot, ("party", party)), [])

    def party_at(self, slot: int, party: str, index: int) -> list[Literal]:
        """Literals under which the party meets in this slot at a table of the class `index`."""
        return self._covering.get((slot, ("party", party, str(index))), [])

    def tables_in(self, slot: int, index: int) -> list[Literal]:
        """Literals that take a table of the class `index` in this slot."""
        return self._covering.get((slot, ("tables", str(index))), [])

    def interpreter_in(self, slot: int, interpreter: str) -> list[Literal]:
        """Literals under which the interpreter serves in this slot."""
        return self._covering.get((slot, ("interpreter", interpreter)), [])

    def hint(self, model: cp_model.CpModel, placements: Iterable[Placement]) -> None:
        """Tell the search where to start: each literal as in `placements`."""
        spots = {p.meeting: (self.problem.slot_index[p.slot], p.table) for p in placements}
        serving = {(p.meeting, interpreter) for p in placements for interpreter in p.interpreters}
        for meeting, literals in self._held.items():
            start, table = spots.get(meeting, (None, None))
            for (at, index), literal in literals.items():
                model.add_hint(literal, at == start and table in self.classes[index].ids)
            for (at, who), literal in self._served[meeting].items():
                model.add_hint(literal, at == start and (meeting, who) in serving)

    def placements(self, solver: cp_model.CpSolver) -> tuple[Placement, ...]:
        """The solver's timetable, in the order of the instance's meetings, with a named table for each meeting."""
        chosen: dict[str, tuple[int, int]] = {
            meeting: key
            for meeting, literals in self._held.items()
            for key, literal in literals.items()
            if solver.boolean_value(literal)
        }
        seats: dict[str, str] = {}
        for index, tables in enumerate(self.classes):
            seats |= seat(((self._slots(m, s), m) for m, (s, c) in chosen.items() if c == index), tables.ids)
        return tuple(
            Placement(
                meeting=meeting,
                slot=self.problem.slots[start].id,
                table=seats[meeting],
                interpreters=tuple(
                    who for (_, who), literal in self._served[meeting].items() if solver.boolean_value(literal)
                ),
            )
            for meeting, (start, _) in chosen.items()
        )

    def _slots(self, meeting: str, start: int) -> range:
        return range(start, start + self.problem.meeting_by_id[meeting].length)

    def _choose_tables(self, model: cp_model.CpModel, meeting: Meeting, keep: Keep) -> None:
        suitable = [(i, tables) for i, tables in enumerate(self.classes) if suits(self.problem, meeting, tables, keep)]
        for way in self.ways[meeting.id]:
            for index, tables in suitable:
                if not available(self.problem, way, tables, keep):
                    continue
                literal = model.new_bool_var(f"{meeting.id}@{way.start}/{tables.representative.id}")
                self._held[meeting.id][way.start, index] = literal
                self._cover_slots(way, index, literal)

    def _cover_slots(self, way: Way, index: int, literal: Literal) -> None:
        for slot in way.slots:
            self._cover(slot, literal, "meeting", way.meeting.id)
            self._cover(slot, literal, "tables", str(index))
            for party in way.meeting.parties:
                self._cover(slot, literal, "party", party)
                self._cover(slot, literal, "party", party, str(index))

    def _choose_interpreter(self, model: cp_model.CpModel, meeting: Meeting, keep: Keep) -> None:
        if not meeting.interpreting:
            return
        speaking = [who for who in self.problem.interpreters if speaks(self.problem, meeting, who, keep)]
        for way in self.ways[meeting.id]:
            for interpreter in speaking:
                if not attends(self.problem, way, interpreter, keep):
                    continue
                literal = model.new_bool_var(f"{meeting.id}@{way.start}/{interpreter.id}")
                self._served[meeting.id][way.start, interpreter.id] = literal
                for slot in way.slots:
                    self._cover(slot, literal, "interpreter", interpreter.id)

    def _cover(self, slot: int, literal: Literal, *who: str) -> None:
        self._covering.setdefault((slot, who), []).append(literal)
