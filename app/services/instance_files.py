"""Sessions as instance files, for those who may have them."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import ConferenceSession, Role
from app.services import planning, sessions
from app.services.permissions import Actor, require_administrator, require_organiser


def export(db: Session, actor: Actor, session_id: UUID) -> dict[str, Any]:
    """The session as it is now. Raises `Forbidden` but to organisers, `OwnTablesClash`."""
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    return planning.export(db, session)


def load(db: Session, actor: Actor, data: bytes, *, code: str) -> ConferenceSession:
    """A new conference with a session. Raises `Forbidden` but to administrators, and as `planning.import_instance`."""
    require_administrator(actor)
    session = planning.import_instance(db, data, code=code)
    return sessions.get(db, actor, session.id)
