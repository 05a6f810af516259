"""Reading memberships."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.models import Account, Membership, Role


def of_conference(conference_id: UUID) -> Select[Membership]:
    """With the people, by their names."""
    return (
        select(Membership)
        .join(Membership.account)
        .where(Membership.conference_id == conference_id)
        .options(joinedload(Membership.account))
        .order_by(Account.name, Account.email, Membership.id)
    )


def names(conference_id: UUID) -> Select[UUID, str, str]:
    """By what those of the conference are found: name and e-mail of the person."""
    return (
        select(Membership.id, Account.name, Account.email)
        .join(Membership.account)
        .where(Membership.conference_id == conference_id)
    )


def of_delegations(conference_id: UUID, ids: Collection[UUID]) -> Select[Membership]:
    """Those of the people in some of the delegations there."""
    return of_conference(conference_id).where(Membership.delegation_id.in_(ids))


def of_account(account_id: UUID) -> Select[Membership]:
    return select(Membership).where(Membership.account_id == account_id)


def at(email: str, conference_id: UUID, delegation_id: UUID | None) -> Select[Membership]:
    """That of whoever has this e-mail, in the delegation, or without one as an organiser."""
    return (
        select(Membership)
        .join(Membership.account)
        .where(
            Account.email == email,
            Membership.conference_id == conference_id,
            Membership.delegation_id == delegation_id,
        )
    )


def organisers(conference_id: UUID) -> Select[Membership]:
    """Of the conference itself, not of its delegations."""
    return select(Membership).where(Membership.conference_id == conference_id, Membership.delegation_id.is_(None))


def people_of_conference(conference_id: UUID) -> Select[UUID]:
    """Their accounts, as of the following."""
    return select(Membership.account_id).where(Membership.conference_id == conference_id)


def people_of_delegation(delegation_id: UUID) -> Select[UUID]:
    return select(Membership.account_id).where(Membership.delegation_id == delegation_id)


def people_of_delegations(conference_id: UUID) -> Select[UUID]:
    return people_of_conference(conference_id).where(Membership.delegation_id.is_not(None))


def by_id(membership_id: UUID) -> Select[Membership]:
    return select(Membership).where(Membership.id == membership_id).options(joinedload(Membership.account))


def owners(conference_id: UUID) -> Select[Membership]:
    """Locked where the database locks rows: of two who leave at once the second sees that it is the last."""
    return (
        select(Membership)
        .where(Membership.conference_id == conference_id, Membership.role == Role.OWNER)
        .with_for_update()
    )
