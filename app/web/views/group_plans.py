"""What is decided of a group's meeting, as its form has it."""

from typing import Any

from app.i18n.languages import Language
from app.models import ConferenceSession, MeetingGroup
from app.web.views.choices import Options
from app.web.views.programme import called

SIZED = ("theme", "min_size", "max_size")
PLANNED = ("must_meet", "value", "alternative", "features", "slot_id", "table_id")


def planned(group: MeetingGroup) -> dict[str, Any]:
    """What the form begins with."""
    values = {name: getattr(group, name) for name in (*SIZED, *PLANNED, "revision")}
    return values | {"features": ", ".join(group.features)}


def slots(language: Language, session: ConferenceSession) -> Options:
    """By when they are."""
    return [(str(slot.id), called(language, slot)) for slot in session.slots]


def tables(session: ConferenceSession) -> Options:
    return [(str(each.id), f"{each.code} ({each.zone})" if each.zone else each.code) for each in session.tables]
