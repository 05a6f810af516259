"""The record of what was done; there is no way to change it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import AuditEntry, Role
from app.queries import audit_entries
from app.services import lookup
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser


def record(
    db: Session,
    actor: Actor,
    action: str,
    *,
    subject_id: UUID | None = None,
    conference_id: UUID | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Note that the actor did `action` (`invitation.created`), in the same transaction as what was done."""
    db.add(
        AuditEntry(
            at=datetime.now(UTC),
            conference_id=conference_id,
            actor_id=actor.account.id,
            actor_name=actor.account.name,
            address=actor.address,
            action=action,
            subject_id=subject_id,
            before=before,
            after=after,
        )
    )


def page(db: Session, actor: Actor, conference_id: UUID, *, limit: int, cursor: str | None) -> Page[AuditEntry]:
    """What was done at a conference, the latest first, for its organisers."""
    require_organiser(actor, conference_id, Role.VIEWER)
    return lookup.page(db, audit_entries.of_conference(conference_id), limit=limit, cursor=cursor)
