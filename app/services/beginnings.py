"""The beginning of a conference, and of each of its sessions, as the format of the event has it."""

from collections.abc import Collection
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession
from app.queries import sessions as queries
from app.services import conferences, formats, sessions
from app.services.formats import EventFormat
from app.services.permissions import Actor
from app.services.slot_grids import SlotGrid

NAMES = ("code", "name_vi", "name_en")


def create(db: Session, actor: Actor, *, values: dict[str, Any], format_code: str | None) -> Conference:
    """A new conference with its first session, called as its format is. Without a format there is none yet.

    Raises `Forbidden` but to administrators, `Duplicate` if the code is taken, and `Invalid` for an unknown format.
    """
    conference = conferences.create(db, actor, values=values)
    if format_code is not None:
        add_session(db, actor, conference.id, format_code=format_code, names={}, grid=None)
    return conference


def add_session(
    db: Session,
    actor: Actor,
    conference_id: UUID,
    *,
    format_code: str | None,
    names: dict[str, str],
    grid: SlotGrid | None,
) -> ConferenceSession:
    """One more session, without tables; what of `NAMES` is not said is as its format is called.

    Raises as `sessions.create`.
    """
    conference = conferences.get(db, actor, conference_id)
    if format_code is not None:
        taken = {each.code for each in db.scalars(queries.of_conference(conference.id))}
        names = _called(formats.of_meetings(format_code, pointer="/format_code"), taken) | names
    plain: dict[str, Any] = {"format_code": format_code, "policy": {}, "slots": [], "tables": []}
    return sessions.create(db, actor, conference.id, values=plain | names, grid=grid)


def _called(chosen: EventFormat, taken: Collection[str]) -> dict[str, str]:
    """As the format is; of several sessions of one format, each further code has a number."""
    codes = (chosen.code if number == 1 else f"{chosen.code}-{number}" for number in count(1))
    free = next(code for code in codes if code not in taken)
    return dict(zip(NAMES, (free, chosen.name_vi, chosen.name_en), strict=True))
