"""Calendar files, which every calendar program reads (iCalendar, RFC 5545)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Component, Event

PRODUCT = "-//Kết Nối//Diary//VI"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event; the same `uid` in a later file takes the place of the earlier one. Times have their zone."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str


def written(name: str, entries: Iterable[Entry]) -> bytes:
    """A calendar of this name, with the time zones that its entries are in."""
    calendar = Calendar()
    _fill(calendar, {"prodid": PRODUCT, "version": "2.0", "method": "PUBLISH", "x-wr-calname": name})
    for entry in entries:
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    times: dict[str, object] = {"dtstamp": datetime.now(UTC), "dtstart": entry.starts_at, "dtend": entry.ends_at}
    words: dict[str, object] = {
        "uid": entry.uid,
        "summary": entry.summary,
        "location": entry.location,
        "description": entry.description,
    }
    _fill(event, times | words)
    return event


def _fill(component: Component, properties: Mapping[str, object]) -> None:
    for name, value in properties.items():
        component.add(name, value)
