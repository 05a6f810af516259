"""Every way of holding one more meeting in a timetable, and what stands against it.

A way is a start, a table and, if the meeting needs one, an interpreter. No rule depends on a table and an interpreter
at once, so a way is legal exactly if its start, its table at that start and its interpreter at that start each are:
the three are judged apart, which turns a product into a sum.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from app.matching.scheduling.checker.agenda import Agenda, Held
from app.matching.scheduling.checker.rules import RULES
from app.matching.scheduling.checker.view import trying
from app.matching.scheduling.problem import Interpreter, InterpreterId, Meeting, PartyId, Table, TableId
from app.matching.scheduling.timetable import Reason, Rule

START_RULES = (
    Rule.ALLOWED_SLOTS,
    Rule.PARTY_AVAILABILITY,
    Rule.PARTY_TEAMS,
    Rule.PARTY_MAXIMUM,
    Rule.PARTY_CONSECUTIVE,
    Rule.PRECEDENCE,
    Rule.RESOURCE_CAPACITY,
    Rule.ALTERNATIVES,
    Rule.BREAK_SPREAD,
)
TABLE_RULES = (
    Rule.PINS,
    Rule.TABLE_AVAILABILITY,
    Rule.ONE_MEETING_PER_TABLE,
    Rule.OWN_TABLES,
    Rule.TABLE_FEATURES,
    Rule.TABLE_ZONES,
)
INTERPRETER_RULES = (
    Rule.INTERPRETER_PRESENT,
    Rule.ONE_MEETING_PER_INTERPRETER,
    Rule.INTERPRETER_AVAILABILITY,
    Rule.INTERPRETER_MAXIMUM,
    Rule.INTERPRETER_CONSECUTIVE,
)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The first true reason why a meeting is not held.

    `starts` are the slot positions left by the reasons before. Parties are full because they are `at_maximum`, or
    because one of the `engaged` has no team free at each start. `closed` says how many starts each rule closes.
    """

    reason: Reason
    starts: tuple[int, ...] = ()
    at_maximum: tuple[PartyId, ...] = ()
    engaged: tuple[PartyId, ...] = ()
    closed: Counter[Rule] = field(default_factory=Counter)

    @property
    def rule(self) -> Rule | None:
        """The rule that closes most starts, the first in the format's order if several do."""
        return max((rule for rule in Rule if rule in self.closed), key=self.closed.__getitem__, default=None)


class Stand(NamedTuple):
    """What a meeting asks of its table: features, one of `own` if that is given, for so many slots."""

    features: tuple[str, ...]
    own: frozenset[TableId] | None
    length: int


class Ways:
    """The ways of holding the meetings that an agenda leaves out. The agenda may not change meanwhile."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self._problem = agenda.problem
        # Meetings with equal needs share their tables and interpreters, so these answers are kept.
        self._tables = cache(self._find_tables)
        self._kinds = cache(self._find_kinds)
        self._interpreters = cache(self._find_interpreters)
        self._unfit: dict[tuple[InterpreterId, int, int], frozenset[Rule]] = {}

    def diagnose(self, meeting: Meeting) -> Diagnosis:
        """Why the meeting, which the agenda does not hold, is left out: the first reason of the format that is true."""
        starts = self.starts(meeting)
        if not starts:
            return Diagnosis(Reason.NO_COMMON_SLOT)
        starts = tuple(start for start in starts if self._tables(self._stand(meeting), start))
        if not starts:
            return Diagnosis(Reason.NO_TABLE)
        if meeting.interpreting:
            starts = tuple(start for start in starts if self._speakers(meeting, start))
        if not starts:
            return Diagnosis(Reason.NO_INTERPRETER)
        at_maximum, engaged = self._at_maximum(meeting), self._engaged_throughout(meeting, starts)
        if at_maximum or engaged:
            return Diagnosis(Reason.PARTY_FULL, starts, at_maximum, engaged)
        return self._judge(meeting, starts)

    def starts(self, meeting: Meeting) -> tuple[int, ...]:
        """The positions at which its `slots`, the periods and the availability of its parties let it start."""
        programme = self._agenda.programme
        allowed = range(len(self._problem.slots))
        wanted = allowed if meeting.slots is None else sorted(self._problem.slot_index[slot] for slot in meeting.slots)
        absent = frozenset().union(*(programme.party_away[party] for party in meeting.parties))
        return tuple(
            start
            for start in wanted
            if programme.fits(start, meeting.length) and absent.isdisjoint(range(start, start + meeting.length))
        )

    def some_way_breaks(self, meeting: Meeting, rule: Rule) -> bool:
        """Whether some way, however hopeless, breaks the rule: any start in a period, any table, any interpreter."""
        tables = [table.id for table in self._problem.tables]
        people = [(interpreter.id,) for interpreter in self._problem.interpreters if meeting.interpreting]
        return any(
            self._broken(Held(meeting, start, start + meeting.length, table, interpreters), (rule,))
            for start in range(len(self._problem.slots))
            if self._agenda.programme.fits(start, meeting.length)
            for table in (tables if rule in TABLE_RULES else tables[:1])
            for interpreters in (people if rule in INTERPRETER_RULES else [()])
        )

    def _judge(self, meeting: Meeting, starts: tuple[int, ...]) -> Diagnosis:
        closed: Counter[Rule] = Counter()
        for start in starts:
            closing = (
                self._closing_start(meeting, start)
                or self._closing_tables(meeting, start)
                or self._closing_interpreters(meeting, start)
            )
            if not closing:
                return Diagnosis(Reason.VALUE, starts)
            closed.update(closing)
        return Diagnosis(Reason.RULE, starts, closed=closed)

    def _at_maximum(self, meeting: Meeting) -> tuple[PartyId, ...]:
        return tuple(
            party
            for party in meeting.parties
            if (most := self._problem.party_by_id[party].max_meetings) is not None
            and len(self._agenda.parties.of(party)) >= most
        )

    def _engaged_throughout(self, meeting: Meeting, starts: tuple[int, ...]) -> tuple[PartyId, ...]:
        """The parties that have no team free at some start, provided that there is one at every start."""
        engaged: dict[PartyId, None] = {}
        for start in starts:
            here = [party for party in meeting.parties if self._engaged(party, start, meeting.length)]
            if not here:
                return ()
            engaged.update(dict.fromkeys(here))
        return tuple(engaged)

    def _engaged(self, party: PartyId, start: int, length: int) -> bool:
        teams = self._problem.party_by_id[party].teams
        return any(len(self._agenda.parties.at(party, slot)) >= teams for slot in range(start, start + length))

    def _closing_start(self, meeting: Meeting, start: int) -> frozenset[Rule]:
        table = self._tables(self._stand(meeting), start)[0]
        return self._broken(Held(meeting, start, start + meeting.length, table.id), START_RULES)

    def _closing_tables(self, meeting: Meeting, start: int) -> frozenset[Rule]:
        """What all tables together break; nothing if one of them is legal."""
        pinned = None if meeting.pin is None else meeting.pin.table
        kinds = self._kinds(self._stand(meeting), start, pinned)
        return _jointly(
            self._broken(Held(meeting, start, start + meeting.length, table), TABLE_RULES) for table in kinds
        )

    def _closing_interpreters(self, meeting: Meeting, start: int) -> frozenset[Rule]:
        """What all interpreters together break; nothing if one of them is legal or none is needed."""
        if not meeting.interpreting:
            return frozenset()
        return _jointly(self._unfitness(i.id, meeting, start) for i in self._speakers(meeting, start))

    def _unfitness(self, interpreter: InterpreterId, meeting: Meeting, start: int) -> frozenset[Rule]:
        """What an interpreter who knows the languages would break; it is the same for every meeting of this length."""
        key = (interpreter, start, meeting.length)
        if key not in self._unfit:
            table = self._tables(self._stand(meeting), start)[0]
            held = Held(meeting, start, start + meeting.length, table.id, (interpreter,))
            self._unfit[key] = self._broken(held, INTERPRETER_RULES)
        return self._unfit[key]

    def _broken(self, held: Held, rules: Iterable[Rule]) -> frozenset[Rule]:
        with trying(self._agenda, held) as view:
            return frozenset(rule for rule in rules if next(RULES[rule](view), None) is not None)

    def _stand(self, meeting: Meeting) -> Stand:
        return Stand(meeting.features, self._problem.own_tables(meeting), meeting.length)

    def _speakers(self, meeting: Meeting, start: int) -> tuple[Interpreter, ...]:
        return self._interpreters(meeting.interpreting, start, meeting.length)

    def _find_tables(self, stand: Stand, start: int) -> tuple[Table, ...]:
        """The tables that are suitable and available."""
        slots, away = range(start, start + stand.length), self._agenda.programme.table_away
        return tuple(
            table
            for table in self._problem.tables
            if (stand.own is None or table.id in stand.own)
            and all(feature in table.features for feature in stand.features)
            and away[table.id].isdisjoint(slots)
        )

    def _find_kinds(self, stand: Stand, start: int, pinned: TableId | None) -> tuple[TableId, ...]:
        """One of each kind of suitable table: no rule tells two of one zone apart that are both taken or both free."""
        slots, busy = range(start, start + stand.length), self._agenda.tables
        kinds: dict[tuple[object, ...], TableId] = {}
        for table in self._tables(stand, start):
            taken = any(busy.at(table.id, slot) for slot in slots)
            kinds.setdefault((table.zone, taken, table.id == pinned), table.id)
        return tuple(kinds.values())

    def _find_interpreters(self, languages: tuple[str, ...], start: int, length: int) -> tuple[Interpreter, ...]:
        """The interpreters who know the languages and are available."""
        slots, away = range(start, start + length), self._agenda.programme.interpreter_away
        return tuple(
            interpreter
            for interpreter in self._problem.interpreters
            if all(language in interpreter.languages for language in languages)
            and away[interpreter.id].isdisjoint(slots)
        )


def _jointly(verdicts: Iterable[frozenset[Rule]]) -> frozenset[Rule]:
    """All rules broken, if every verdict names one; else nothing. Stops at the first way that is legal."""
    closing: frozenset[Rule] = frozenset()
    for broken in verdicts:
        if not broken:
            return frozenset()
        closing |= broken
    return closing
