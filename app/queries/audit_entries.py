"""Reading the record of what was done, and adding to it."""

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy import Insert, Select, insert, select

from app.models import AuditEntry, Conference, ConferenceSession, Delegation


def of_conference(
    conference_id: UUID | None,
    *,
    subject_id: UUID | None = None,
    actor_id: UUID | None = None,
    action: str | None = None,
) -> Select[AuditEntry]:
    """Or of none; the latest first. About one thing, of one person, or of one kind, if that is asked for."""
    wanted = {AuditEntry.subject_id: subject_id, AuditEntry.actor_id: actor_id, AuditEntry.action: action}
    query = select(AuditEntry).where(AuditEntry.conference_id.is_not_distinct_from(conference_id))
    for column, value in wanted.items():
        if value is not None:
            query = query.where(column == value)
    return query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())


def append() -> Insert:
    """Add entries."""
    return insert(AuditEntry)


def _conference(conference_id: UUID) -> Select[UUID]:
    return select(Conference.id).where(Conference.id == conference_id)


def _of_session(session_id: UUID) -> Select[UUID]:
    return select(ConferenceSession.conference_id).where(ConferenceSession.id == session_id)


def _of_delegation(delegation_id: UUID) -> Select[UUID]:
    return select(Delegation.conference_id).where(Delegation.id == delegation_id)


CONFERENCE_BY: Mapping[str, Callable[[UUID], Select[UUID]]] = {
    "conference": _conference,
    "session": _of_session,
    "delegation": _of_delegation,
}
"""By what a row points at, how to find its conference."""
HELD_AS: Mapping[str, type[ConferenceSession | Delegation]] = {"session": ConferenceSession, "delegation": Delegation}
"""Whose rows tell their conference, where they are loaded already."""
