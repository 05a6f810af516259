"""Reading conferences."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from app.models import Conference, ConferenceSession
from app.queries.sight import Sight


def visible(sight: Sight) -> Select[Conference]:
    """The latest first."""
    return select(Conference).where(sight.attends(Conference.id)).order_by(Conference.starts_on.desc(), Conference.code)


def with_sessions(sight: Sight) -> Select[Conference]:
    """With their sessions, the latest first."""
    return visible(sight).options(selectinload(Conference.sessions))


def by_id(conference_id: UUID, sight: Sight) -> Select[Conference]:
    return visible(sight).where(Conference.id == conference_id)


def whole(conference_id: UUID, sight: Sight) -> Select[Conference]:
    """With its delegations, and its sessions with slots and tables."""
    sessions = selectinload(Conference.sessions)
    return by_id(conference_id, sight).options(
        sessions.selectinload(ConferenceSession.slots),
        sessions.selectinload(ConferenceSession.tables),
        selectinload(Conference.delegations),
    )
