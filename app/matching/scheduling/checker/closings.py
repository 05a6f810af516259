"""Which starts the hard rules close to a meeting that a timetable leaves out, everything else left in place.

A rule closes a way if there is a violation with the meeting in it that is not there without. What a rule says depends
on little: on one party and a start, on one resource and a start. There it is asked, and the answer is kept for all
meetings that it concerns, as a set of starts (see `masks`).
"""

from collections.abc import Iterable, Iterator
from functools import cache

from app.matching.scheduling.checker.agenda import Agenda, Calendar, Held
from app.matching.scheduling.checker.masks import Kept, lasting, mask, positions
from app.matching.scheduling.checker.rules import RULES
from app.matching.scheduling.checker.supply import Stand, Supply
from app.matching.scheduling.checker.view import View, trying
from app.matching.scheduling.problem import InterpreterId, Meeting, PartyId, ResourceId, TableId
from app.matching.scheduling.timetable import Rule

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

Closed = dict[Rule, int]
"""For each rule that closes some start the set of these starts."""


def broken_by(agenda: Agenda, held: Held, rules: Iterable[Rule] = tuple(RULES)) -> tuple[Rule, ...]:
    """Those of the rules that a meeting which the agenda does not hold would break in this place."""
    with trying(agenda, held) as view:
        after = {rule: found for rule in rules if (found := list(RULES[rule](view)))}
    if not after:
        return ()
    before = View.around(agenda, held, placed=False)
    return tuple(rule for rule, found in after.items() if not set(RULES[rule](before)).issuperset(found))


class Closings:
    """Answers for an agenda, which may not change meanwhile."""

    def __init__(self, agenda: Agenda, supply: Supply) -> None:
        self._agenda = agenda
        self._problem = agenda.problem
        self._supply = supply
        policy, parties = agenda.problem.policy, agenda.problem.parties
        self._spread = policy.max_break_spread is not None
        self._tiring = {party.id for party in parties if party.max_consecutive is not None}
        self._walking = {party.id for party in parties if party.teams == 1 and policy.zone_gap}
        self.engaged = cache(lambda length: Kept(lambda party: self._find_engaged(party, length)))
        self._tired = cache(self._find_tired)
        self._exhausted = cache(self._find_exhausted)
        self._no_table = cache(self._find_no_table)
        self._kinds = cache(self._find_kinds)
        self.of_interpreter = cache(self._find_of_interpreter)
        self._no_interpreter = cache(self._find_no_interpreter)

    def of_start(self, meeting: Meeting, starts: int) -> Closed:
        """What closes starts wherever the meeting stands and whoever interprets; absences and maxima are known."""
        engaged, busy = self.engaged(meeting.length), 0
        for party in meeting.parties:
            busy |= engaged[party]
        closed = {Rule.PARTY_TEAMS: busy & starts} if busy & starts else {}
        for rule, bits in self._further_rules(meeting, starts):
            if bits & starts:
                closed[rule] = closed.get(rule, 0) | bits & starts
        return closed

    def of_tables(self, meeting: Meeting, starts: int) -> Closed:
        """What closes starts because no suitable table can be had: all rules that stand against one or another."""
        stand = self._supply.stand(meeting)
        if meeting.pin is None and self._walking.isdisjoint(meeting.parties):
            taken = self._no_table(stand) & starts
            return {Rule.ONE_MEETING_PER_TABLE: taken} if taken else {}
        pinned, closed = None if meeting.pin is None else meeting.pin.table, Closed()
        for start in positions(starts):
            ways = (Held(meeting, start, start + meeting.length, table) for table in self._kinds(stand, start, pinned))
            for rule in _jointly(broken_by(self._agenda, way, TABLE_RULES) for way in ways):
                closed[rule] = closed.get(rule, 0) | 1 << start
        return closed

    def of_interpreters(self, meeting: Meeting, starts: int) -> Closed:
        """What closes starts because nobody who knows the languages is fit to interpret."""
        closed = self._no_interpreter(meeting.interpreting, meeting.length) if meeting.interpreting else {}
        return {rule: bits & starts for rule, bits in closed.items() if bits & starts}

    def _further_rules(self, meeting: Meeting, starts: int) -> Iterator[tuple[Rule, int]]:
        """What else may close a start, a rule perhaps more than once."""
        for party in self._tiring.intersection(meeting.parties) if self._tiring else ():
            yield Rule.PARTY_CONSECUTIVE, self._tired(party, meeting.length)
        if meeting.after or meeting.id in self._agenda.programme.followers:
            yield Rule.PRECEDENCE, self._tried(Rule.PRECEDENCE, meeting, starts)
        for resource in meeting.resources:
            yield Rule.RESOURCE_CAPACITY, self._exhausted(resource, meeting.length)
        if meeting.alternative is not None and self._agenda.labels.of(meeting.alternative):
            yield Rule.ALTERNATIVES, starts
        if self._spread:
            yield Rule.BREAK_SPREAD, self._tried(Rule.BREAK_SPREAD, meeting, starts)

    def _tried(self, rule: Rule, meeting: Meeting, starts: int) -> int:
        """The starts at which the meeting, put in at any table, breaks the rule."""
        table, closed = self._problem.tables[0].id, 0
        for start in positions(starts):
            if broken_by(self._agenda, Held(meeting, start, start + meeting.length, table), (rule,)):
                closed |= 1 << start
        return closed

    def _find_engaged(self, party: PartyId, length: int) -> int:
        """The starts at which the party has no team free for so long."""
        teams = self._problem.party_by_id[party].teams
        load = self._agenda.parties.load(party)
        free = self._agenda.programme.slots & ~mask([slot for slot, number in load.items() if number >= teams])
        return self._agenda.programme.slots & ~lasting(free, length)

    def _find_tired(self, party: PartyId, length: int) -> int:
        view = View(self._agenda, parties=(self._problem.party_by_id[party],))
        closed = self._entered(self._agenda.parties, party, length, view, (Rule.PARTY_CONSECUTIVE,))
        return closed.get(Rule.PARTY_CONSECUTIVE, 0)

    def _find_exhausted(self, resource: ResourceId, length: int) -> int:
        view = View(self._agenda, resources=(self._problem.resource_by_id[resource],))
        closed = self._entered(self._agenda.resources, resource, length, view, (Rule.RESOURCE_CAPACITY,))
        return closed.get(Rule.RESOURCE_CAPACITY, 0)

    def _find_of_interpreter(self, interpreter: InterpreterId, length: int) -> Closed:
        """What closes starts to one interpreter, apart from its languages."""
        view = View(self._agenda, interpreters=(self._problem.interpreter_by_id[interpreter],))
        return self._entered(self._agenda.interpreters, interpreter, length, view, INTERPRETER_RULES)

    def _entered(self, calendar: Calendar, who: str, length: int, view: View, rules: Iterable[Rule]) -> Closed:
        """The starts that rules close to any meeting of one party, interpreter or resource, which alone is in view."""
        before = {rule: set(RULES[rule](view)) for rule in rules}
        stranger, closed = Meeting(id="", parties=()), Closed()
        for start in positions(self._agenda.programme.starts(length)):
            calendar.add(who, Held(stranger, start, start + length, ""))
            for rule, known in before.items():
                if not known.issuperset(RULES[rule](view)):
                    closed[rule] = closed.get(rule, 0) | 1 << start
            calendar.drop_last(who)
        return closed

    def _find_no_table(self, stand: Stand) -> int:
        """The starts at which every table that suits and is available is taken for some of the time."""
        suitable, slots = self._supply.tables(stand), self._agenda.programme.slots
        closed = suitable.starts
        for table, available in suitable.each.items():
            taken = 0
            for held in self._agenda.tables.of(table):
                taken |= (1 << held.stop) - (1 << held.start)
            closed &= ~(available & lasting(slots & ~taken, stand.length))
        return closed

    def _find_kinds(self, stand: Stand, start: int, pinned: TableId | None) -> tuple[TableId, ...]:
        """One of each kind of suitable table: no rule tells two of one zone apart that are both taken or both free."""
        slots, tables = range(start, start + stand.length), self._agenda.tables
        kinds: dict[tuple[object, ...], TableId] = {}
        for table, available in self._supply.tables(stand).each.items():
            if available >> start & 1:
                taken = any(tables.at(table, slot) for slot in slots)
                kinds.setdefault((taken, self._problem.table_by_id[table].zone, table == pinned), table)
        return tuple(kinds.values())

    def _find_no_interpreter(self, languages: tuple[str, ...], length: int) -> Closed:
        """What closes starts to all who know the languages and are available there."""
        speakers = self._supply.speakers(languages, length)
        closed, closing = speakers.starts, Closed()
        for interpreter, available in speakers.each.items():
            unfit = 0
            for rule, bits in self.of_interpreter(interpreter, length).items():
                closing[rule] = closing.get(rule, 0) | bits & available
                unfit |= bits
            closed &= ~(available & ~unfit)
        return {rule: bits & closed for rule, bits in closing.items()}


def _jointly(verdicts: Iterable[tuple[Rule, ...]]) -> tuple[Rule, ...]:
    """All rules broken, if every verdict names one; else nothing. Stops at the first way that is legal."""
    closing: dict[Rule, None] = {}
    for broken in verdicts:
        if not broken:
            return ()
        closing.update(dict.fromkeys(broken))
    return tuple(closing)
