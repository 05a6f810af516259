"""Reading the record of what was done."""

from uuid import UUID

from sqlalchemy import Select, select

from app.models import AuditEntry


def of_conference(conference_id: UUID) -> Select[AuditEntry]:
    """The latest first."""
    return (
        select(AuditEntry)
        .where(AuditEntry.conference_id == conference_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
