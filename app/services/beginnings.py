"""A new conference with its first session, as the format of the event has it."""

from typing import Any

from sqlalchemy.orm import Session

from app.models import Conference
from app.services import conferences, formats, sessions
from app.services.permissions import Actor


def create(db: Session, actor: Actor, *, values: dict[str, Any], format_code: str | None) -> Conference:
    """The session is called as its format is. Without a format there is none yet.

    Raises `Forbidden` but to administrators, `Duplicate` if the code is taken, and `Invalid` for an unknown format.
    """
    conference = conferences.create(db, actor, values=values)
    if format_code is not None:
        chosen = formats.of_meetings(format_code, pointer="/format_code")
        names = {"name_vi": chosen.name_vi, "name_en": chosen.name_en}
        plain: dict[str, Any] = {"code": chosen.code, "policy": {}, "slots": [], "tables": []}
        sessions.create(db, actor, conference.id, values=plain | names | {"format_code": chosen.code})
    return conference
