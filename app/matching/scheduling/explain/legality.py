"""Which rules would be broken if one meeting were held at a start and a table, with all else left in place.

The referee's rules are asked. None of them depends on a table and an interpreter at once, and tables of one class that
are both taken or both free are the same to all of them, so that few questions answer for all starts and tables.
"""

from collections.abc import Iterable

from app.matching.scheduling.checker.agenda import Agenda, Held
from app.matching.scheduling.checker.goals import GOALS
from app.matching.scheduling.checker.rules import RULES
from app.matching.scheduling.checker.view import trying
from app.matching.scheduling.explain.scope import Values
from app.matching.scheduling.problem import Goal, InterpreterId, Meeting, TableId
from app.matching.scheduling.timetable import Rule

OF_TABLES = frozenset(
    {
        Rule.PINS,
        Rule.TABLE_AVAILABILITY,
        Rule.ONE_MEETING_PER_TABLE,
        Rule.OWN_TABLES,
        Rule.TABLE_FEATURES,
        Rule.TABLE_ZONES,
    }
)
OF_PEOPLE = frozenset(
    {
        Rule.INTERPRETER_PRESENT,
        Rule.ONE_MEETING_PER_INTERPRETER,
        Rule.INTERPRETER_AVAILABILITY,
        Rule.INTERPRETER_MAXIMUM,
        Rule.INTERPRETER_CONSECUTIVE,
    }
)
OF_STARTS = frozenset(RULES) - OF_TABLES - OF_PEOPLE


class Legality:
    """The judgement of one meeting, which the agenda does not hold. `kind_of` is the class of each table."""

    def __init__(self, agenda: Agenda, meeting: Meeting, kind_of: dict[TableId, int]) -> None:
        self._agenda, self._meeting, self._kind_of = agenda, meeting, kind_of
        self._speakers: tuple[tuple[InterpreterId, ...], ...] = ((),)
        if meeting.interpreting:
            wanted = set(meeting.interpreting)
            who = [(i.id,) for i in agenda.problem.interpreters if wanted <= set(i.languages)]
            self._speakers = (*who,) or ((),)
        self._at_start: dict[int, frozenset[Rule]] = {}
        self._at_table: dict[tuple[int, int, bool], frozenset[Rule]] = {}

    def broken(self, start: int, table: TableId) -> tuple[Rule, ...]:
        """The rules broken, in the order of the format; those of interpreters only if no interpreter is legal."""
        if not self._agenda.programme.fits(start, self._meeting.length):
            return (Rule.WITHIN_PERIOD,)
        if start not in self._at_start:
            self._at_start[start] = self._judge(start, table, OF_STARTS) | self._people(start, table)
        taken = any(self._agenda.tables.at(table, slot) for slot in range(start, start + self._meeting.length))
        key = (start, self._kind_of[table], taken)
        if key not in self._at_table:
            self._at_table[key] = self._judge(start, table, OF_TABLES)
        broken = self._at_start[start] | self._at_table[key]
        return tuple(rule for rule in Rule if rule in broken)

    def values(self, start: int, table: TableId, goals: Iterable[Goal]) -> Values:
        """The goals if the meeting were held there."""
        with trying(self._agenda, self._held(start, table, ())) as view:
            return {goal: GOALS[goal](view.agenda) for goal in goals}

    def _people(self, start: int, table: TableId) -> frozenset[Rule]:
        """What all interpreters who know the languages break; nothing if one of them is legal or none is needed."""
        verdicts = [self._judge(start, table, OF_PEOPLE, chosen) for chosen in self._speakers]
        return frozenset().union(*verdicts) if all(verdicts) else frozenset()

    def _judge(
        self, start: int, table: TableId, rules: frozenset[Rule], people: tuple[InterpreterId, ...] = ()
    ) -> frozenset[Rule]:
        with trying(self._agenda, self._held(start, table, people)) as view:
            return frozenset(rule for rule in rules if next(RULES[rule](view), None) is not None)

    def _held(self, start: int, table: TableId, people: tuple[InterpreterId, ...]) -> Held:
        return Held(self._meeting, start, start + self._meeting.length, table, people)
