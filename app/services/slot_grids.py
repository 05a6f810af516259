"""Programmes by rule: slots of one length on some days, with changeovers and pauses, in the conference's time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.services import conferences, lookup
from app.services.permissions import Actor

MOST_SLOTS = 500


class Pause(NamedTuple):
    """A break on every day: tea, lunch. The slots before and after it are of different periods."""

    starts: time
    ends: time


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotGrid:
    """The rule: every day from `starts` to `ends`, in local time; lengths in minutes."""

    days: list[date]
    starts: time
    ends: time
    slot_minutes: int
    changeover_minutes: int
    pauses: list[Pause]


class GridSlot(NamedTuple):
    """A slot of the programme, not yet of any session."""

    code: str
    starts_at: datetime
    ends_at: datetime
    period: str


def slots(db: Session, actor: Actor, conference_id: UUID, grid: SlotGrid) -> list[GridSlot]:
    """The programme of the rule; nothing is stored.

    Raises `Invalid` for a day outside the conference, one on which the clocks are changed meanwhile, pauses that are
    not in order, and for more than `MOST_SLOTS` slots or none.
    """
    conference = conferences.get(db, actor, conference_id)
    _check_order(grid)
    zone = ZoneInfo(conference.timezone)
    made: list[GridSlot] = []
    for i, day in sorted(enumerate(grid.days), key=itemgetter(1)):
        if not conference.starts_on <= day <= conference.ends_on:
            raise lookup.invalid(f"/days/{i}", "This day is outside the conference.")
        ends = [datetime.combine(day, clock, zone).utcoffset() for clock in (grid.starts, grid.ends)]
        if ends[0] != ends[1]:
            raise lookup.invalid(f"/days/{i}", "The clocks are changed during these hours; name each slot instead.")
        for number, begin in _of_day(grid, day):
            start = begin.replace(tzinfo=zone).astimezone(UTC)
            end = start + timedelta(minutes=grid.slot_minutes)
            made.append(GridSlot(f"s{len(made) + 1:02}", start, end, f"{day} ({number})"))
        if len(made) > MOST_SLOTS:
            raise lookup.invalid("/days", "That would be more than {most} slots.", most=MOST_SLOTS)
    if not made:
        raise lookup.invalid("/slot_minutes", "No slot of this length fits.")
    return made


def _check_order(grid: SlotGrid) -> None:
    if grid.ends <= grid.starts:
        raise lookup.invalid("/ends", "A day ends after it starts.")
    earlier = grid.starts
    for i, pause in enumerate(grid.pauses):
        if not earlier <= pause.starts < pause.ends <= grid.ends:
            raise lookup.invalid(f"/pauses/{i}", "Pauses are within the day and follow each other.")
        earlier = pause.ends


def _of_day(grid: SlotGrid, day: date) -> Iterator[tuple[int, datetime]]:
    """The period's number on this day, from 1, and the local start of each slot."""
    pauses = [*grid.pauses, Pause(grid.ends, grid.ends)]
    begin = datetime.combine(day, grid.starts)
    length, changeover = timedelta(minutes=grid.slot_minutes), timedelta(minutes=grid.changeover_minutes)
    for number, pause in enumerate(pauses, 1):
        while begin + length <= datetime.combine(day, pause.starts):
            yield number, begin
            begin += length + changeover
        begin = datetime.combine(day, pause.ends)
