"""Finding conferences of long ago, and forgetting who was there."""

from datetime import date
from uuid import UUID

from sqlalchemy import Delete, Select, Update, delete, select, update

from app.models import (
    AuditEntry,
    Conference,
    ConferenceSession,
    Delegate,
    Delegation,
    Interpreter,
    Invitation,
    Membership,
)


def kept(*, ended_before: date) -> Select[Conference]:
    """Conferences of which people are kept, the oldest first."""
    return (
        select(Conference)
        .where(Conference.ends_on < ended_before, Conference.personal_data_erased_at.is_(None))
        .order_by(Conference.ends_on, Conference.code)
    )


def forget_delegates(conference_id: UUID) -> Delete:
    present = select(Delegation.id).where(Delegation.conference_id == conference_id)
    return delete(Delegate).where(Delegate.delegation_id.in_(present))


def unname_interpreters(conference_id: UUID) -> Update:
    """Their codes stay, by which timetables know them."""
    held = select(ConferenceSession.id).where(ConferenceSession.conference_id == conference_id)
    return update(Interpreter).where(Interpreter.session_id.in_(held)).values(name=None)


def forget_invitations(conference_id: UUID) -> Delete:
    return delete(Invitation).where(Invitation.conference_id == conference_id)


def end_memberships_of_delegations(conference_id: UUID) -> Delete:
    """Organisers keep theirs: somebody has to answer for the conference."""
    return delete(Membership).where(Membership.conference_id == conference_id, Membership.delegation_id.is_not(None))


def unname_entries(conference_id: UUID) -> Update:
    """Take names and addresses out of the record of what was done."""
    return update(AuditEntry).where(AuditEntry.conference_id == conference_id).values(actor_name="", address="")
