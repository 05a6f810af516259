"""Which starts the hard rules close to a meeting that a timetable leaves out, everything else left in place.

A rule closes a way if there is a violation with the meeting in it that is not there without. What a rule says depends
on little: on one party and a start, on one resource and a start. There it is asked, and the answer is kept for all
meetings that it concerns, as a set of starts (see `masks`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from app.matching.scheduling.checker.agenda import Agenda, Held
from app.matching.scheduling.checker.impact import Closed, broken_by, closed_in
from app.matching.scheduling.checker.masks import Kept, lasting, mask, positions
from app.matching.scheduling.checker.supply import Supply
from app.matching.scheduling.checker.view import View
from app.matching.scheduling.problem import InterpreterId, Meeting, PartyId, ResourceId
from app.matching.scheduling.timetable import Rule

INTERPRETER_RULES = (
    Rule.INTERPRETER_PRESENT,
    Rule.ONE_MEETING_PER_INTERPRETER,
    Rule.INTERPRETER_AVAILABILITY,
    Rule.INTERPRETER_MAXIMUM,
    Rule.INTERPRETER_CONSECUTIVE,
)


class Closings:
    """Answers for an agenda, which may not change meanwhile."""

    def __init__(self, agenda: Agenda, supply: Supply) -> None:
        self._agenda = agenda
        self._problem = agenda.problem
        self._supply = supply
        self._tiring = {party.id for party in agenda.problem.parties if party.max_consecutive is not None}
        self.engaged = cache(lambda length: Kept(lambda party: self._find_engaged(party, length)))
        self._tired = cache(self._find_tired)
        self._exhausted = cache(self._find_exhausted)
        self._breaks = cache(self._find_breaks)
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
        if self._problem.policy.max_break_spread is not None:
            yield Rule.BREAK_SPREAD, self._spreading(meeting, starts, self._problem.policy.max_break_spread)

    def _tried(self, rule: Rule, meeting: Meeting, starts: int) -> int:
        """The starts at which the meeting, put in at any table, breaks the rule."""
        table, closed = self._problem.tables[0].id, 0
        for start in positions(starts):
            if broken_by(self._agenda, Held(meeting, start, start + meeting.length, table), (rule,)):
                closed |= 1 << start
        return closed

    def _spreading(self, meeting: Meeting, starts: int, most: int) -> int:
        """The starts at which the numbers of breaks would differ by more than `most`, if they do not already."""
        if max(self._numbers) - min(self._numbers) > most:
            return self._tried(Rule.BREAK_SPREAD, meeting, starts)
        others = self._numbers - Counter(len(self._agenda.gaps[party]) for party in meeting.parties)
        ends = [min(others), max(others)] if others else []
        changed = [self._breaks(party, meeting.length) for party in meeting.parties]
        closed = 0
        for start in positions(starts):
            numbers = [*ends, *(breaks[start] for breaks in changed)]
            closed |= (max(numbers) - min(numbers) > most) << start
        return closed

    @cached_property
    def _numbers(self) -> Counter[int]:
        """How many parties have how many breaks."""
        return Counter(map(len, self._agenda.gaps.values()))

    def _find_breaks(self, party: PartyId, length: int) -> Mapping[int, int]:
        """The number of breaks that the party would have with one more meeting, by its start."""
        breaks, stranger = {}, Meeting(id="", parties=())
        for start in positions(self._agenda.programme.starts(length)):
            self._agenda.parties.add(party, Held(stranger, start, start + length, ""))
            breaks[start] = len(self._agenda.gaps_of(party))
            self._agenda.parties.drop_last(party)
        return breaks

    def _find_engaged(self, party: PartyId, length: int) -> int:
        """The starts at which the party has no team free for so long."""
        teams = self._problem.party_by_id[party].teams
        load = self._agenda.parties.load(party)
        free = self._agenda.programme.slots & ~mask([slot for slot, number in load.items() if number >= teams])
        return self._agenda.programme.slots & ~lasting(free, length)

    def _find_tired(self, party: PartyId, length: int) -> int:
        view = View(self._agenda, parties=(self._problem.party_by_id[party],))
        closed = closed_in(self._agenda.parties, party, view, (Rule.PARTY_CONSECUTIVE,), length=length)
        return closed.get(Rule.PARTY_CONSECUTIVE, 0)

    def _find_exhausted(self, resource: ResourceId, length: int) -> int:
        view = View(self._agenda, resources=(self._problem.resource_by_id[resource],))
        closed = closed_in(self._agenda.resources, resource, view, (Rule.RESOURCE_CAPACITY,), length=length)
        return closed.get(Rule.RESOURCE_CAPACITY, 0)

    def _find_of_interpreter(self, interpreter: InterpreterId, length: int) -> Closed:
        """What closes starts to one interpreter, apart from its languages."""
        view = View(self._agenda, interpreters=(self._problem.interpreter_by_id[interpreter],))
        return closed_in(self._agenda.interpreters, interpreter, view, INTERPRETER_RULES, length=length)

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
