"""Which starts are closed to a meeting that a timetable leaves out because no table can be had."""

from functools import cache, reduce
from operator import or_
from typing import NamedTuple

from app.matching.scheduling.checker.agenda import Agenda
from app.matching.scheduling.checker.impact import Closed, closed_in
from app.matching.scheduling.checker.masks import lasting, mask
from app.matching.scheduling.checker.supply import Stand, Supply
from app.matching.scheduling.checker.view import View
from app.matching.scheduling.problem import Meeting, PartyId, Spot, TableId
from app.matching.scheduling.timetable import Rule


class Hall(NamedTuple):
    """The suitable tables of one zone: the starts at which some are free, and those at which some are taken."""

    zone: str | None
    free: int
    taken: int


class Seating:
    """Answers for an agenda, which may not change meanwhile.

    Of the rules about tables that suit and are available, no rule tells two of one zone apart that are both taken or
    both free, unless the meeting is pinned to one of them.
    """

    def __init__(self, agenda: Agenda, supply: Supply) -> None:
        self._agenda = agenda
        self._problem = agenda.problem
        self._supply = supply
        gap = agenda.problem.policy.zone_gap
        self._walking = frozenset(party.id for party in agenda.problem.parties if party.teams == 1 and gap)
        self._example = {table.zone: table.id for table in agenda.problem.tables}
        self._halls = cache(self._find_halls)
        self._full = cache(self._find_full)
        self._too_far = cache(self._find_too_far)

    def closed(self, meeting: Meeting, starts: int) -> Closed:
        """The starts at which every table breaks a rule, under each rule that one or another of them breaks there."""
        stand = self._supply.stand(meeting)
        if meeting.pin is None and self._walking.isdisjoint(meeting.parties):
            full = self._full(stand) & starts
            return {Rule.ONE_MEETING_PER_TABLE: full} if full else {}
        had = taken = apart = 0
        for hall in self._halls(stand):
            far = self._far(meeting, hall.zone)
            had |= hall.free & ~far
            taken |= hall.taken
            apart |= (hall.free | hall.taken) & far
        elsewhere = 0
        if meeting.pin is not None:
            had &= self._at_pin(meeting, stand, meeting.pin)
            elsewhere = self._beside_pin(stand, meeting.pin)
        found = ((Rule.PINS, elsewhere), (Rule.ONE_MEETING_PER_TABLE, taken), (Rule.TABLE_ZONES, apart))
        return {rule: bits & starts & ~had for rule, bits in found if bits & starts & ~had}

    def _far(self, meeting: Meeting, zone: str | None) -> int:
        """The starts at which some party of the meeting has no time to walk to or from this zone."""
        far = 0
        for party in self._walking.intersection(meeting.parties) if self._walking else ():
            far |= self._too_far(party, meeting.length, zone)
        return far

    def _at_pin(self, meeting: Meeting, stand: Stand, pin: Spot) -> int:
        """The starts at which the pin lets the meeting have a table that is otherwise legal."""
        at = 1 << self._problem.slot_index[pin.slot]
        if pin.table is None:
            return at
        available, zone = self._supply.tables(stand).each.get(pin.table, 0), self._problem.table_by_id[pin.table].zone
        return at & self._free(pin.table, available, meeting.length) & ~self._far(meeting, zone)

    def _beside_pin(self, stand: Stand, pin: Spot) -> int:
        """The starts at which some suitable table is not that of the pin."""
        at = 1 << self._problem.slot_index[pin.slot]
        others = [starts for table, starts in self._supply.tables(stand).each.items() if table != pin.table]
        beside = pin.table is not None and any(starts & at for starts in others)
        return self._agenda.programme.slots & (~at | (at if beside else 0))

    def _free(self, table: TableId, available: int, length: int) -> int:
        """The starts among those at which the table is available at which it is also not taken."""
        taken = mask(self._agenda.tables.load(table))
        return available & lasting(self._agenda.programme.slots & ~taken, length)

    def _find_halls(self, stand: Stand) -> tuple[Hall, ...]:
        halls: dict[str | None, Hall] = {}
        for table, available in self._supply.tables(stand).each.items():
            free = self._free(table, available, stand.length)
            zone = self._problem.table_by_id[table].zone
            hall = halls.get(zone, Hall(zone, 0, 0))
            halls[zone] = Hall(zone, hall.free | free, hall.taken | available & ~free)
        return tuple(halls.values())

    def _find_full(self, stand: Stand) -> int:
        """The starts at which all tables are taken."""
        free = reduce(or_, (hall.free for hall in self._halls(stand)), 0)
        return self._supply.tables(stand).starts & ~free

    def _find_too_far(self, party: PartyId, length: int, zone: str | None) -> int:
        view, rules = View(self._agenda, parties=(self._problem.party_by_id[party],)), (Rule.TABLE_ZONES,)
        closed = closed_in(self._agenda.parties, party, view, rules, length=length, table=self._example[zone])
        return closed.get(Rule.TABLE_ZONES, 0)
