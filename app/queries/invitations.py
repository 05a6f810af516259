"""Reading invitations, and using one up."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, Update, select, update

from app.models import Invitation


def of_conference(conference_id: UUID) -> Select[Invitation]:
    """The latest first."""
    return (
        select(Invitation)
        .where(Invitation.conference_id == conference_id)
        .order_by(Invitation.created_at.desc(), Invitation.id)
    )


def emails(conference_id: UUID) -> Select[UUID, str]:
    """By what those of the conference are found."""
    return select(Invitation.id, Invitation.email).where(Invitation.conference_id == conference_id)


def unaccepted(conference_id: UUID) -> Select[Invitation]:
    """The latest first, also those that have expired."""
    return of_conference(conference_id).where(Invitation.accepted_at.is_(None))


def of_email(email: str) -> Select[Invitation]:
    return select(Invitation).where(Invitation.email == email)


def to_the_same(invitation: Invitation) -> Select[Invitation]:
    """All of the person to the same place that nobody has accepted, itself too, the earliest first.

    Locked where the database locks rows: of two that are accepted at once the second is over.
    """
    return (
        select(Invitation)
        .where(
            Invitation.email == invitation.email,
            Invitation.conference_id == invitation.conference_id,
            Invitation.delegation_id == invitation.delegation_id,
            Invitation.accepted_at.is_(None),
        )
        .order_by(Invitation.created_at, Invitation.id)
        .with_for_update()
    )


def by_id(invitation_id: UUID) -> Select[Invitation]:
    return select(Invitation).where(Invitation.id == invitation_id)


def by_token(token_sha256: str) -> Select[Invitation]:
    return select(Invitation).where(Invitation.token_sha256 == token_sha256)


def open_(token_sha256: str, *, now: datetime) -> Select[Invitation]:
    """The invitation of this secret, if it can be accepted."""
    return by_token(token_sha256).where(Invitation.accepted_at.is_(None), Invitation.expires_at > now)


def use_up(token_sha256: str, *, now: datetime) -> Update:
    """Mark the invitation of this secret as accepted, if it can still be: of two who try at once one finds no row."""
    return (
        update(Invitation)
        .where(Invitation.token_sha256 == token_sha256, Invitation.accepted_at.is_(None), Invitation.expires_at > now)
        .values(accepted_at=now)
    )
