"""How the time and the tables of a timetable are used: who waits between meetings, and how full the room is."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from app.web.views.sheet import Party, Sheet, SlotTime


class InUse(NamedTuple):
    """A slot, and how many of the tables have a meeting then."""

    slot: SlotTime
    tables: int
    whole: int


class Served(NamedTuple):
    """A delegation: how many meetings it holds, how many of them it wished for, and how many slots it waits."""

    party: Party
    meetings: int
    wishes: int
    waits: int


def each(sheet: Sheet, side: str) -> tuple[Served, ...]:
    """The delegations of a side, the fewest meetings first."""
    busy, meetings, wishes = _busy(sheet), Counter[UUID](), Counter[UUID]()
    for encounter in sheet.encounters:
        meetings.update(party.id for party in encounter.parties)
        wishes.update(encounter.ranks)
    found = [
        Served(party, meetings[party.id], wishes[party.id], _wait(sheet, busy, party.id))
        for party in sheet.of_side(side)
    ]
    return tuple(sorted(found, key=lambda served: served.meetings))


def waits(sheet: Sheet, side: str) -> tuple[tuple[int, int], ...]:
    """How many delegations of a side wait for so many slots between their meetings, the shortest first."""
    busy = _busy(sheet)
    return tuple(sorted(Counter(_wait(sheet, busy, party.id) for party in sheet.of_side(side)).items()))


def tables(sheet: Sheet) -> tuple[InUse, ...]:
    """Of each slot."""
    taken = Counter(slot_id for slot_id, _ in {(each.slot.id, each.table.code) for each in sheet.encounters})
    return tuple(InUse(slot, taken[slot.id], len(sheet.tables)) for slot in sheet.slots)


def _busy(sheet: Sheet) -> set[tuple[UUID, UUID]]:
    """Which party meets in which slot."""
    return {(party.id, encounter.slot.id) for encounter in sheet.encounters for party in encounter.parties}


def _wait(sheet: Sheet, busy: set[tuple[UUID, UUID]], party: UUID) -> int:
    return sum(_between([(party, slot.id) in busy for slot in slots]) for slots in _periods(sheet))


def _periods(sheet: Sheet) -> Iterator[list[SlotTime]]:
    for _, slots in groupby(sheet.slots, lambda slot: slot.period):
        yield list(slots)


def _between(meets: list[bool]) -> int:
    """The free slots after the first meeting and before the last."""
    if True not in meets:
        return 0
    first, last = meets.index(True), len(meets) - meets[::-1].index(True)
    return meets[first:last].count(False)
