"""Calendar files, which every calendar program reads (iCalendar, RFC 5545)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Component, Event

PRODUCT = "-//Kết Nối//Diary//VI"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event; the same `uid` in a later file takes the place of the earlier one, if its `sequence` is no smaller.

    Times have their zone. One that is not `is_certain` can still be moved. `url` is where more is to be read.
    """

    uid: str
    sequence: int
    is_certain: bool
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str
    url: str


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
        "sequence": entry.sequence,
        "status": "CONFIRMED" if entry.is_certain else "TENTATIVE",
        "summary": entry.summary,
        "location": entry.location,
        "description": entry.description,
        "url": entry.url,
    }
    _fill(event, times | words)
    return event


def _fill(component: Component, properties: Mapping[str, object]) -> None:
    for name, value in properties.items():
        component.add(name, value)
