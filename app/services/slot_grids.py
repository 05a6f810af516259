"""Programmes by rule: slots of one length on some days, with changeovers and pauses, in the conference's time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.models import Conference
from app.services import conferences, formats, lookup
from app.services.permissions import Actor

MOST_SLOTS = 500


class Pause(NamedTuple):
    """A break on every day: tea, lunch. The slots before and after it are of different periods."""

    starts: time
    ends: time


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotGrid:
    """The rule: every day from `starts` to `ends`, in local time; lengths in minutes, null for those of the format."""

    days: list[date]
    starts: time
    ends: time
    slot_minutes: int | None
    changeover_minutes: int | None
    pauses: list[Pause]
    format_code: str | None = None


class Lengths(NamedTuple):
    slot: timedelta
    changeover: timedelta


class GridSlot(NamedTuple):
    """A slot of the programme, not yet of any session."""

    code: str
    starts_at: datetime
    ends_at: datetime
    period: str


def slots(db: Session, actor: Actor, conference_id: UUID, grid: SlotGrid, *, pointer: str = "") -> list[GridSlot]:
    """The programme of the rule; nothing is stored.

    Raises `Invalid`, below `pointer`, for a day outside the conference, one on which the clocks are changed meanwhile,
    pauses that are not in order, a slot without a length, an unknown format, more than `MOST_SLOTS` slots, and none.
    """
    return programme(conferences.get(db, actor, conference_id), grid, pointer=pointer)


def programme(conference: Conference, grid: SlotGrid, *, pointer: str) -> list[GridSlot]:
    """As `slots`."""
    lookup.together(
        partial(_check_order, grid, pointer),
        *(partial(_check_day, conference, grid, day, f"{pointer}/days/{i}") for i, day in enumerate(grid.days)),
        partial(_lengths, grid, pointer),
    )
    lengths = _lengths(grid, pointer)
    zone = ZoneInfo(conference.timezone)
    made: list[GridSlot] = []
    for day in sorted(grid.days):
        for number, begin in _of_day(grid, day, lengths):
            # Lengths are added to the instant, not to what the clock shows.
            start = begin.replace(tzinfo=zone).astimezone(UTC)
            start, end = (moment.astimezone(zone) for moment in (start, start + lengths.slot))
            made.append(GridSlot(f"s{len(made) + 1:02}", start, end, f"{day} ({number})"))
        if len(made) > MOST_SLOTS:
            raise lookup.invalid(f"{pointer}/days", "That would be more than {most} slots.", most=MOST_SLOTS)
    if not made:
        raise lookup.invalid(f"{pointer}/slot_minutes", "No slot of this length fits.")
    return made


def _check_day(conference: Conference, grid: SlotGrid, day: date, pointer: str) -> None:
    if not conference.starts_on <= day <= conference.ends_on:
        raise lookup.invalid(pointer, "This day is outside the conference.")
    ends = [datetime.combine(day, clock, ZoneInfo(conference.timezone)) for clock in (grid.starts, grid.ends)]
    # An hour that is skipped or comes twice has another offset after the change.
    if len({end.replace(fold=fold).utcoffset() for end in ends for fold in (0, 1)}) > 1:
        raise lookup.invalid(pointer, "The clocks are changed during these hours; name each slot instead.")


def _lengths(grid: SlotGrid, pointer: str) -> Lengths:
    """Those of the rule, or else those of its format."""
    usual = grid.format_code and formats.of_meetings(grid.format_code, pointer=f"{pointer}/format_code")
    slot, changeover = grid.slot_minutes, grid.changeover_minutes
    if usual:
        slot = usual.slot_minutes if slot is None else slot
        changeover = usual.changeover_minutes if changeover is None else changeover
    if slot is None:
        raise lookup.invalid(f"{pointer}/slot_minutes", "Say how long a slot is, or name a format.")
    return Lengths(timedelta(minutes=slot), timedelta(minutes=changeover or 0))


def _check_order(grid: SlotGrid, pointer: str) -> None:
    if grid.ends <= grid.starts:
        raise lookup.invalid(f"{pointer}/ends", "A day ends after it starts.")
    earlier = grid.starts
    for i, pause in enumerate(grid.pauses):
        if not earlier <= pause.starts < pause.ends <= grid.ends:
            raise lookup.invalid(f"{pointer}/pauses/{i}", "Pauses are within the day and follow each other.")
        earlier = pause.ends


def _of_day(grid: SlotGrid, day: date, lengths: Lengths) -> Iterator[tuple[int, datetime]]:
    """The period's number on this day, from 1, and the local start of each slot."""
    pauses = [*grid.pauses, Pause(grid.ends, grid.ends)]
    begin = datetime.combine(day, grid.starts)
    for number, pause in enumerate(pauses, 1):
        while begin + lengths.slot <= datetime.combine(day, pause.starts):
            yield number, begin
            begin += lengths.slot + lengths.changeover
        begin = datetime.combine(day, pause.ends)
