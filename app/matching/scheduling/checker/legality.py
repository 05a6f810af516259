"""Which rules would be broken if one meeting were held at a start and a table, with all else left in place.

The referee's rules are asked. None of them depends on a table and an interpreter at once, and those about tables look
at a few traits of a table only; so a few questions answer for all starts and tables.
"""

from collections.abc import Hashable, Iterable, Mapping

from app.matching.scheduling.checker.agenda import Agenda, Held
from app.matching.scheduling.checker.goals import GOALS
from app.matching.scheduling.checker.rules import RULES
from app.matching.scheduling.checker.view import trying
from app.matching.scheduling.problem import Goal, InterpreterId, Meeting, Problem, TableId
from app.matching.scheduling.timetable import Rule

OF_CLASS = (Rule.OWN_TABLES, Rule.TABLE_FEATURES)
OF_TABLES = (Rule.TABLE_AVAILABILITY, Rule.ONE_MEETING_PER_TABLE, Rule.PINS, Rule.TABLE_ZONES)
OF_PEOPLE = (
    Rule.INTERPRETER_PRESENT,
    Rule.ONE_MEETING_PER_INTERPRETER,
    Rule.INTERPRETER_AVAILABILITY,
    Rule.INTERPRETER_MAXIMUM,
    Rule.INTERPRETER_CONSECUTIVE,
)
OF_STARTS = tuple(rule for rule in RULES if rule not in {*OF_CLASS, *OF_TABLES, *OF_PEOPLE})
_ORDER = {rule: place for place, rule in enumerate(Rule)}


def alike(problem: Problem) -> dict[TableId, Hashable]:
    """For each table what it has in common with others: its features, and whose own it is."""
    owners: dict[TableId, set[str]] = {table.id: set() for table in problem.tables}
    for party in problem.parties:
        for table in party.tables or ():
            owners[table].add(party.id)
    return {table.id: (frozenset(table.features), frozenset(owners[table.id])) for table in problem.tables}


class Legality:
    """The judgement of one meeting, which the agenda does not hold. `kind_of` is the class of each table."""

    def __init__(self, agenda: Agenda, meeting: Meeting, kind_of: Mapping[TableId, Hashable]) -> None:
        self._agenda, self._meeting, self._kind_of = agenda, meeting, kind_of
        self._speakers: tuple[tuple[InterpreterId, ...], ...] = ((),)
        if meeting.interpreting:
            wanted = set(meeting.interpreting)
            who = [(i.id,) for i in agenda.problem.interpreters if wanted <= set(i.languages)]
            self._speakers = (*who,) or ((),)
        pin = meeting.pin
        self._pin = (-1, None) if pin is None else (agenda.problem.slot_index[pin.slot], pin.table)
        self._apart = agenda.problem.policy.zone_gap > 0
        self._judged: dict[Hashable, frozenset[Rule]] = {}
        self._joined: dict[tuple[frozenset[Rule], ...], tuple[Rule, ...]] = {}

    def broken(self, start: int, table: TableId) -> tuple[Rule, ...]:
        """The rules broken, in the order of the format; those of interpreters only if no interpreter is legal."""
        if not self._agenda.programme.fits(start, self._meeting.length):
            return (Rule.WITHIN_PERIOD, *[Rule.PINS][: self._meeting.pin is not None])
        parts = (
            self._known(start, start, table, OF_STARTS),
            self._known((OF_CLASS, self._kind_of[table]), start, table, OF_CLASS),
            self._known(self._traits(start, table), start, table, OF_TABLES),
        )
        if parts not in self._joined:
            self._joined[parts] = tuple(sorted(frozenset().union(*parts), key=_ORDER.__getitem__))
        return self._joined[parts]

    def people(self, start: int, table: TableId) -> tuple[InterpreterId, ...]:
        """Who could interpret there: the first who breaks no rule; nobody if none is needed, or all break one."""
        if not self._meeting.interpreting:
            return ()
        return next((who for who in self._speakers if not self._judge(start, table, OF_PEOPLE, who)), ())

    def by_interpreter(self, start: int, table: TableId) -> dict[InterpreterId, tuple[Rule, ...]]:
        """For each who knows the languages, the rules about interpreters that are broken if it is this one.

        Empty if none is needed, and where the meeting does not fit in.
        """
        if not self._meeting.interpreting or not self._agenda.programme.fits(start, self._meeting.length):
            return {}
        return {
            who: tuple(sorted(self._judge(start, table, OF_PEOPLE, (who,)), key=_ORDER.__getitem__))
            for chosen in self._speakers
            for who in chosen
        }

    def values(self, start: int, table: TableId, goals: Iterable[Goal]) -> Mapping[Goal, int]:
        """The goals if the meeting were held there."""
        with trying(self._agenda, self._held(start, table, ())) as view:
            return {goal: GOALS[goal](view.agenda) for goal in goals}

    def _traits(self, start: int, table: TableId) -> Hashable:
        """All that the rules about tables look at in a start and a table: equal traits break equal rules."""
        slots = range(start, start + self._meeting.length)
        return (
            self._agenda.programme.table_away[table].isdisjoint(slots),
            any(self._agenda.tables.at(table, slot) for slot in slots),
            start == self._pin[0] and self._pin[1] in {None, table},
            (start, self._agenda.problem.table_by_id[table].zone) if self._apart else None,
        )

    def _known(self, traits: Hashable, start: int, table: TableId, rules: tuple[Rule, ...]) -> frozenset[Rule]:
        """What is broken, looked up where equal traits were judged before."""
        if traits not in self._judged:
            people = self._people(start, table) if rules is OF_STARTS else frozenset()
            self._judged[traits] = self._judge(start, table, rules) | people
        return self._judged[traits]

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
