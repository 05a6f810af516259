"""The slots of a conference as a grid: a row for each day and period of a session."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from app.models import Conference, ConferenceSession
from app.services.availability import SlotThere


@dataclass(frozen=True, slots=True)
class SlotCell:
    """A slot by the clock of the conference; `own_at` is its start by the own one, if that is another."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    own_at: datetime | None


@dataclass(frozen=True, slots=True)
class SlotRow:
    """The slots that follow each other without a break."""

    session: str
    day: date
    slots: tuple[SlotCell, ...]


def days(
    slots: Iterable[SlotThere], sessions: Mapping[UUID, str], conference: Conference, own: ZoneInfo
) -> tuple[SlotRow, ...]:
    """In the order of sessions and time."""
    clock = ZoneInfo(conference.timezone)
    cells = [(slot.session_id, slot.period, _cell(slot, clock, own)) for slot in slots]
    return tuple(
        SlotRow(sessions[session_id], day, tuple(cell for _, _, cell in row))
        for (session_id, _, day), row in groupby(cells, key=lambda each: (each[0], each[1], each[2].starts_at.date()))
    )


def days_of_session(session: ConferenceSession) -> tuple[SlotRow, ...]:
    """The programme of one session, in the order of time."""
    cells = [
        (slot.period, SlotCell(slot.id, slot.starts_there, slot.ends_there, own_at=None)) for slot in session.slots
    ]
    return tuple(
        SlotRow("", day, tuple(cell for _, cell in row))
        for (_, day), row in groupby(cells, key=lambda each: (each[0], each[1].starts_at.date()))
    )


def _cell(slot: SlotThere, clock: ZoneInfo, own: ZoneInfo) -> SlotCell:
    starts_at, own_at = slot.starts_at.astimezone(clock), slot.starts_at.astimezone(own)
    differs = own_at.replace(tzinfo=None) != starts_at.replace(tzinfo=None)
    return SlotCell(slot.slot_id, starts_at, slot.ends_at.astimezone(clock), own_at if differs else None)
