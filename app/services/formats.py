"""The formats of events, as templates for sessions: how long a slot is, who asks whom, what the timetable is for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app import data
from app.services import lookup


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFormat:
    """A format with what a session of it starts from; all of that can be changed afterwards.

    Without a `template` nobody meets anybody there: a plenary, whose hours are absences in other sessions.
    """

    code: str
    name_vi: str
    name_en: str
    attendance: str
    slot_minutes: int | None
    changeover_minutes: int | None
    template: Mapping[str, Any] | None


@cache
def all_formats() -> tuple[EventFormat, ...]:
    """In the order of the packaged table."""
    templates = data.session_templates()
    return tuple(
        EventFormat(
            code=row["code"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            attendance=row["attendance"],
            slot_minutes=_number(row["slot_minutes"]),
            changeover_minutes=_number(row["changeover_minutes"]),
            template=templates.get(row["code"]),
        )
        for row in data.rows("formats")
    )


def of_meetings(code: str, *, pointer: str) -> EventFormat:
    """The format of this code. Raises `Invalid` at `pointer` for an unknown one, and for one without meetings."""
    found = next((each for each in all_formats() if each.code == code), None)
    if found is None:
        raise lookup.invalid(pointer, "No such format: {code}.", code=code)
    if found.template is None:
        raise lookup.invalid(pointer, "In this format there are no meetings to plan.")
    return found


def _number(text: str) -> int | None:
    return int(text) if text else None
