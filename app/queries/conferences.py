"""Reading conferences."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from app.models import Conference, ConferenceSession


def every() -> Select[Conference]:
    """All conferences, the latest first."""
    return select(Conference).order_by(Conference.starts_on.desc(), Conference.code)


def with_sessions() -> Select[Conference]:
    """All conferences with their sessions, the latest first."""
    return every().options(selectinload(Conference.sessions))


def by_id(conference_id: UUID) -> Select[Conference]:
    return select(Conference).where(Conference.id == conference_id)


def whole(conference_id: UUID) -> Select[Conference]:
    """With its delegations, and its sessions with slots and tables."""
    sessions = selectinload(Conference.sessions)
    return by_id(conference_id).options(
        sessions.selectinload(ConferenceSession.slots),
        sessions.selectinload(ConferenceSession.tables),
        selectinload(Conference.delegations),
    )
