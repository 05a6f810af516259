"""The lists of a timetable: who meets in each slot, and the meetings of each party."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.web.views.sheet import Encounter, Party, Sheet, SlotTime


@dataclass(frozen=True, slots=True)
class SlotList:
    """A slot with its encounters, each beside its host; `opens_period` if a break lies before it."""

    slot: SlotTime
    encounters: tuple[tuple[Party, Encounter], ...]
    opens_period: bool


@dataclass(frozen=True, slots=True)
class Appointment:
    """An encounter from the side of one party; `local` is the start on that party's clock, if it is on line."""

    encounter: Encounter
    others: tuple[Party, ...]
    rank: int | None
    local: datetime | None


@dataclass(frozen=True, slots=True)
class Diary:
    party: Party
    appointments: tuple[Appointment, ...]


def by_slot(sheet: Sheet) -> tuple[SlotList, ...]:
    """Every slot in order of time, its encounters in the order of their hosts."""
    order = {party.id: position for position, party in enumerate(sheet.parties)}
    rows: dict[UUID, list[tuple[Party, Encounter]]] = defaultdict(list)
    for encounter in sheet.encounters:
        rows[encounter.slot.id].append((sheet.host(encounter), encounter))
    return tuple(
        SlotList(
            slot,
            tuple(sorted(rows[slot.id], key=lambda row: (order[row[0].id], row[1].table.code))),
            opens_period=before is not None and before.period != slot.period,
        )
        for before, slot in zip([None, *sheet.slots], sheet.slots, strict=False)
    )


def diaries(sheet: Sheet, parties: tuple[Party, ...]) -> tuple[Diary, ...]:
    """The own meetings of each of the parties, in order of time."""
    of_party: dict[UUID, list[Encounter]] = defaultdict(list)
    for encounter in sorted(sheet.encounters, key=lambda encounter: (encounter.slot.starts_at, encounter.table.code)):
        for party in encounter.parties:
            of_party[party.id].append(encounter)
    return tuple(Diary(party, tuple(_appointment(party, e) for e in of_party[party.id])) for party in parties)


def _appointment(party: Party, encounter: Encounter) -> Appointment:
    local = encounter.slot.starts_at.astimezone(party.clock) if party.clock else None
    return Appointment(encounter, encounter.others(party), encounter.ranks.get(party.id), local)
