"""Every way of holding one more meeting in a timetable, and what stands against it.

A way is a start, a table and, if the meeting needs one, an interpreter. No rule depends on a table and an interpreter
at once, so a way is legal exactly if its start, its table at that start and its interpreter at that start each are:
the three are judged apart, which turns a product into a sum.
"""

from collections.abc import Mapping
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from app.matching.scheduling.checker.agenda import Agenda
from app.matching.scheduling.checker.closings import Closings
from app.matching.scheduling.checker.hopeless import Hopeless
from app.matching.scheduling.checker.masks import first, positions
from app.matching.scheduling.checker.seating import Seating
from app.matching.scheduling.checker.supply import Supply
from app.matching.scheduling.problem import Meeting, MeetingId, PartyId
from app.matching.scheduling.timetable import Reason, Rule

_ORDER = {rule: place for place, rule in enumerate(Rule)}


class Diagnosis(NamedTuple):
    """The first true reason why a meeting is not held.

    `left` is the number of starts left by the reasons before. Parties are full because they are `at_maximum`, or
    because one of the `engaged` has no team free at each start. `closed` says how many starts each rule closes.
    """

    reason: Reason
    left: int = 0
    at_maximum: tuple[PartyId, ...] = ()
    engaged: tuple[PartyId, ...] = ()
    closed: Mapping[Rule, int] = {}

    @property
    def rule(self) -> Rule | None:
        """The rule that closes most starts, the first in the format's order if several do."""
        return max(self.closed, key=lambda rule: (self.closed[rule], -_ORDER[rule]), default=None)


class Ways:
    """The ways of holding the meetings that an agenda leaves out. The agenda may not change meanwhile."""

    def __init__(self, agenda: Agenda) -> None:
        self.agenda = agenda
        self._supply = Supply(agenda.problem, agenda.programme)
        self._closings = Closings(agenda, self._supply)
        self._seating = Seating(agenda, self._supply)
        self._diagnoses: dict[MeetingId, Diagnosis] = {}
        self._full = frozenset(party for party in agenda.problem.party_by_id if agenda.at_maximum(party))

    def diagnose(self, meeting: Meeting) -> Diagnosis:
        """Why the meeting, which the agenda does not hold, is left out: the first reason of the format that is true."""
        diagnosis = self._diagnoses.get(meeting.id)
        if diagnosis is None:
            diagnosis = self._diagnoses[meeting.id] = self._diagnose(meeting)
        return diagnosis

    def starts(self, meeting: Meeting) -> tuple[int, ...]:
        """The positions at which its `slots`, the periods and the availability of its parties let it start."""
        return positions(self._supply.starts(meeting))

    def some_way_breaks(self, meeting: Meeting, rule: Rule) -> bool:
        """Whether some way, however hopeless, breaks the rule: any start in a period, any table, any interpreter."""
        return self._hopeless.breaks(meeting, rule)

    @cached_property
    def _hopeless(self) -> Hopeless:
        return Hopeless(self.agenda, self._supply, self._closings)

    def _diagnose(self, meeting: Meeting) -> Diagnosis:
        starts = self._supply.starts(meeting)
        if not starts:
            return Diagnosis(Reason.NO_COMMON_SLOT)
        starts &= self._supply.tables(self._supply.stand(meeting)).starts
        if not starts:
            return Diagnosis(Reason.NO_TABLE)
        if meeting.interpreting:
            starts &= self._supply.speakers(meeting.interpreting, meeting.length).starts
        if not starts:
            return Diagnosis(Reason.NO_INTERPRETER)
        at_maximum = tuple([party for party in meeting.parties if party in self._full]) if self._full else ()
        engaged = self._engaged_throughout(meeting, starts)
        if at_maximum or engaged:
            return Diagnosis(Reason.PARTY_FULL, starts.bit_count(), at_maximum, engaged)
        return self._judge(meeting, starts)

    def _judge(self, meeting: Meeting, starts: int) -> Diagnosis:
        left, closed = starts, {}
        for closings in (self._closings.of_start, self._seating.closed, self._closings.of_interpreters):
            for rule, bits in closings(meeting, left).items():
                closed[rule] = bits.bit_count()
                left &= ~bits
            if not left:
                return Diagnosis(Reason.RULE, starts.bit_count(), closed=closed)
        return Diagnosis(Reason.VALUE, starts.bit_count())

    def _engaged_throughout(self, meeting: Meeting, starts: int) -> tuple[PartyId, ...]:
        """The parties that have no team free at some start, in order of time, if there is one at every start."""
        engaged, free = self._closings.engaged(meeting.length), starts
        for party in meeting.parties:
            free &= ~engaged[party]
        if free:
            return ()
        busy = [(first(engaged[party] & starts), party) for party in meeting.parties if engaged[party] & starts]
        return tuple([party for _, party in sorted(busy, key=itemgetter(0))])
