"""The programme of a session as its page has it: what there is, and the rule that would make it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import count, groupby, pairwise
from typing import Any, NamedTuple
from uuid import UUID

from app.i18n.languages import Language
from app.models import Conference, ConferenceSession, Slot
from app.services import formats
from app.web.views.choices import Options

CLOCK = "%H:%M"
MOST_DAYS = 31


class Period(NamedTuple):
    """Slots that follow each other, in words, and when each of them is."""

    day: str
    hours: str
    slots: int
    minutes: int
    each: tuple[tuple[UUID, str], ...]


def periods(language: Language, slots: Sequence[Slot]) -> list[Period]:
    return [_period(language, list(group)) for _, group in groupby(slots, lambda slot: slot.period)]


def days(language: Language, conference: Conference) -> Options:
    """Those of the conference."""
    return [(str(day), language.short_date(day)) for day in days_of(conference)]


def days_of_slots(language: Language, session: ConferenceSession) -> Options:
    """Those of the conference, and those on which slots are though they lie outside."""
    found = {*days_of(session.conference), *(each.starts_there.date() for each in session.slots)}
    return [(str(day), language.short_date(day)) for day in sorted(found)]


def rule(conference: Conference, session: ConferenceSession) -> dict[str, Any]:
    """What makes the programme that is there if each day is like the first; without one, what the format proposes."""
    if not session.slots:
        return {"days": [str(day) for day in days_of(conference)], **_usual(session)}
    first = [each for each in session.slots if each.starts_there.date() == session.slots[0].starts_there.date()]
    return {
        "days": list(dict.fromkeys(str(each.starts_there.date()) for each in session.slots)),
        "starts": _clock(first[0].starts_there),
        "ends": _clock(first[-1].ends_there),
        "slot_minutes": _minutes(first[0].starts_at, first[0].ends_at),
        "changeover_minutes": next((_between(*pair) for pair in _pairs(first) if _same(*pair)), 0),
        "pauses": ", ".join(_pause(*pair) for pair in _pairs(first) if not _same(*pair)),
    }


def called(language: Language, slot: Slot) -> str:
    """By when it is."""
    start, end = slot.starts_there, slot.ends_there
    return f"{language.short_date(start.date())}, {language.time(start)}–{language.time(end)}"


def of_slot(slot: Slot) -> dict[str, Any]:
    """What its form begins with."""
    start, end = slot.starts_there, slot.ends_there
    own = {"code": slot.code, "period": slot.period, "revision": slot.revision}
    return own | {"day": start.date(), "starts": _clock(start), "ends": _clock(end)}


def next_slot(session: ConferenceSession) -> dict[str, Any]:
    """What the form of a new one begins with: as long as the last one, and after it."""
    if not session.slots:
        return {"day": session.conference.starts_on, "revision": session.revision}
    last, codes = session.slots[-1], {each.code for each in session.slots}
    code = next(f"s{number:02}" for number in count(len(codes) + 1) if f"s{number:02}" not in codes)
    times = {"starts": _clock(last.ends_there), "ends": _clock(last.ends_there + (last.ends_at - last.starts_at))}
    return of_slot(last) | times | {"code": code}


def _period(language: Language, slots: Sequence[Slot]) -> Period:
    first, last = slots[0], slots[-1]
    hours = f"{language.time(first.starts_there)}–{language.time(last.ends_there)}"
    day = language.short_date(first.starts_there.date())
    times = tuple((slot.id, f"{language.time(slot.starts_there)}–{language.time(slot.ends_there)}") for slot in slots)
    return Period(day, hours, len(slots), _minutes(first.starts_at, first.ends_at), times)


def days_of(conference: Conference) -> list[date]:
    """The days of a conference, as many as a rule takes."""
    number = (conference.ends_on - conference.starts_on).days + 1
    return [conference.starts_on + timedelta(days=day) for day in range(min(number, MOST_DAYS))]


def _usual(session: ConferenceSession) -> dict[str, Any]:
    usual = next((each for each in formats.all_formats() if each.code == session.format_code), None)
    if usual is None:
        return {}
    return {"slot_minutes": usual.slot_minutes, "changeover_minutes": usual.changeover_minutes}


def _pairs(slots: Sequence[Slot]) -> Iterator[tuple[Slot, Slot]]:
    return pairwise(slots)


def _same(one: Slot, other: Slot) -> bool:
    return one.period == other.period


def _between(one: Slot, other: Slot) -> int:
    return _minutes(one.ends_at, other.starts_at)


def _pause(one: Slot, other: Slot) -> str:
    return f"{_clock(one.ends_there)}-{_clock(other.starts_there)}"


def _clock(moment: datetime) -> str:
    return moment.strftime(CLOCK)


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)
