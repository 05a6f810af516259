"""Which rules would be broken if one meeting were held at a start and a table, with all else left in place.

The referee's rules are asked. None of them depends on a table and an interpreter at once, and each rule about tables
looks at a few traits of the table only; so a few questions answer for all starts and tables.
"""

from collections.abc import Iterable

from app.matching.scheduling.checker.agenda import Agenda, Held
from app.matching.scheduling.checker.goals import GOALS
from app.matching.scheduling.checker.rules import RULES
from app.matching.scheduling.checker.view import trying
from app.matching.scheduling.explain.scope import Values
from app.matching.scheduling.problem import Goal, InterpreterId, Meeting, TableId
from app.matching.scheduling.timetable import Rule

OF_TABLES = (
    Rule.OWN_TABLES,
    Rule.TABLE_FEATURES,
    Rule.TABLE_AVAILABILITY,
    Rule.ONE_MEETING_PER_TABLE,
    Rule.PINS,
    Rule.TABLE_ZONES,
)
OF_PEOPLE = (
    Rule.INTERPRETER_PRESENT,
    Rule.ONE_MEETING_PER_INTERPRETER,
    Rule.INTERPRETER_AVAILABILITY,
    Rule.INTERPRETER_MAXIMUM,
    Rule.INTERPRETER_CONSECUTIVE,
)
OF_STARTS = tuple(rule for rule in RULES if rule not in {*OF_TABLES, *OF_PEOPLE})
_ORDER = {rule: place for place, rule in enumerate(Rule)}


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
        self._known: dict[tuple[object, ...], bool] = {}

    def broken(self, start: int, table: TableId) -> tuple[Rule, ...]:
        """The rules broken, in the order of the format; those of interpreters only if no interpreter is legal."""
        if not self._agenda.programme.fits(start, self._meeting.length):
            return (Rule.WITHIN_PERIOD, *[Rule.PINS][: self._meeting.pin is not None])
        if start not in self._at_start:
            self._at_start[start] = self._judge(start, table, OF_STARTS) | self._people(start, table)
        broken = [*self._at_start[start]]
        for rule in OF_TABLES:
            key = (rule, *self._traits(rule, start, table))
            if key not in self._known:
                self._known[key] = bool(self._judge(start, table, (rule,)))
            if self._known[key]:
                broken.append(rule)
        return tuple(sorted(broken, key=_ORDER.__getitem__))

    def values(self, start: int, table: TableId, goals: Iterable[Goal]) -> Values:
        """The goals if the meeting were held there."""
        with trying(self._agenda, self._held(start, table, ())) as view:
            return {goal: GOALS[goal](view.agenda) for goal in goals}

    def _traits(self, rule: Rule, start: int, table: TableId) -> tuple[object, ...]:
        """All that the rule looks at in a start and a table."""
        slots = range(start, start + self._meeting.length)
        match rule:
            case Rule.TABLE_AVAILABILITY:
                return (self._agenda.programme.table_away[table].isdisjoint(slots),)
            case Rule.ONE_MEETING_PER_TABLE:
                return (any(self._agenda.tables.at(table, slot) for slot in slots),)
            case Rule.PINS:
                pin, slot = self._meeting.pin, self._agenda.problem.slots[start].id
                return () if pin is None else (pin.slot == slot, pin.table == table)
            case Rule.TABLE_ZONES:
                gap = self._agenda.problem.policy.zone_gap
                return (start, self._agenda.problem.table_by_id[table].zone) if gap else ()
            case _:
                return (self._kind_of[table],)

    def _people(self, start: int, table: TableId) -> frozenset[Rule]:
        """What all interpreters who know the languages break; nothing if one of them is legal or none is needed."""
        if not self._meeting.interpreting:
            return frozenset()
        verdicts = [self._judge(start, table, OF_PEOPLE, chosen) for chosen in self._speakers]
        return frozenset().union(*verdicts) if all(verdicts) else frozenset()

    def _judge(
        self, start: int, table: TableId, rules: Iterable[Rule], people: tuple[InterpreterId, ...] = ()
    ) -> frozenset[Rule]:
        with trying(self._agenda, self._held(start, table, people)) as view:
            return frozenset(rule for rule in rules if next(RULES[rule](view), None) is not None)

    def _held(self, start: int, table: TableId, people: tuple[InterpreterId, ...]) -> Held:
        return Held(self._meeting, start, start + self._meeting.length, table, people)
