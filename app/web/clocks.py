"""From a day and a time in a field to an instant, by the clock of the conference."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.models import Conference
from app.services import lookup


def on_clock(conference: Conference, moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=ZoneInfo(conference.timezone))


def in_order(arrives_at: datetime | None, departs_at: datetime | None) -> None:
    """Raises `Invalid` for a delegation that departs before it has arrived."""
    if arrives_at is not None and departs_at is not None and departs_at <= arrives_at:
        raise lookup.invalid("/departs_at", "A delegation departs after it has arrived")
