"""Conferences: creating, changing and deleting them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, InUse, NotFound
from app.models import Conference
from app.queries import conferences
from app.services import lookup
from app.services.lookup import Page


def page(db: Session, *, limit: int, offset: int) -> Page[Conference]:
    return lookup.page(db, conferences.every(), limit=limit, offset=offset)


def with_sessions(db: Session) -> Sequence[Conference]:
    """All conferences with their sessions, the latest first."""
    return db.scalars(conferences.with_sessions()).all()


def get(db: Session, conference_id: UUID) -> Conference:
    return lookup.one(db, conferences.by_id(conference_id), NotFound("No such conference."))


def create(db: Session, *, values: dict[str, Any]) -> Conference:
    """Raises `Duplicate` if the code is taken."""
    conference = Conference(**values)
    with lookup.refused_as(db, _code_taken(values)):
        db.add(conference)
    return conference


def update(db: Session, conference_id: UUID, *, values: dict[str, Any]) -> Conference:
    """Raises `Duplicate` if the code is taken."""
    conference = get(db, conference_id)
    with lookup.refused_as(db, _code_taken(values)):
        lookup.change(conference, values)
    return conference


def delete(db: Session, conference_id: UUID) -> None:
    """Takes its sessions and delegations along. Raises `InUse` if one of them has a run or a timetable."""
    lookup.delete(db, get(db, conference_id), unless=InUse("A session of this conference has runs or timetables."))


def _code_taken(values: dict[str, Any]) -> Duplicate:
    return Duplicate("There is a conference with the code {code} already.", code=values["code"])
