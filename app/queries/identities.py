"""Reading who people are elsewhere, and what that gives them here."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.models import Account, Conference, Delegation, Identity, Invitation, Organisation


def of_subject(issuer: str, subject: str) -> Select[Identity]:
    """With the account and its memberships."""
    return (
        select(Identity)
        .where(Identity.issuer == issuer, Identity.subject == subject)
        .options(joinedload(Identity.account).selectinload(Account.memberships))
    )


def conference(code: str) -> Select[Conference]:
    return select(Conference).where(Conference.code == code)


def delegations(conference_id: UUID, code: str) -> Select[Delegation]:
    """Those of organisations with this code; seven province codes mean different units before and after a reform."""
    return (
        select(Delegation)
        .join(Delegation.organisation)
        .where(Delegation.conference_id == conference_id, Organisation.code == code)
    )


def invitations(email: str, *, now: datetime) -> Select[Invitation]:
    """Those that can be accepted, the oldest first."""
    return (
        select(Invitation)
        .where(Invitation.email == email, Invitation.accepted_at.is_(None), Invitation.expires_at > now)
        .order_by(Invitation.created_at, Invitation.id)
    )
