"""How the time and the tables of a timetable are used: who waits between meetings, and how full the room is."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from app.web.views.sheet import Sheet, SlotTime


class InUse(NamedTuple):
    """A slot, and how many of the tables have a meeting then."""

    slot: SlotTime
    tables: int
    whole: int


def waits(sheet: Sheet, side: str) -> tuple[tuple[int, int], ...]:
    """How many delegations of a side wait for so many slots between their meetings, the shortest first."""
    busy = {(party.id, encounter.slot.id) for encounter in sheet.encounters for party in encounter.parties}
    return tuple(sorted(Counter(_wait(sheet, busy, party.id) for party in sheet.of_side(side)).items()))


def tables(sheet: Sheet) -> tuple[InUse, ...]:
    """Of each slot."""
    taken = Counter(slot_id for slot_id, _ in {(each.slot.id, each.table.code) for each in sheet.encounters})
    return tuple(InUse(slot, taken[slot.id], len(sheet.tables)) for slot in sheet.slots)


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
