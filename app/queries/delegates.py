"""Reading delegates."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.models import Delegate, Delegation, Membership
from app.queries.sight import Sight


def of_delegation(delegation_id: UUID, *, ids: Collection[UUID] | None = None) -> Select[Delegate]:
    """In the order of protocol, with their delegation."""
    query = (
        select(Delegate)
        .where(Delegate.delegation_id == delegation_id)
        .options(joinedload(Delegate.delegation), selectinload(Delegate.sectors))
        .order_by(Delegate.position, Delegate.id)
    )
    return query if ids is None else query.where(Delegate.id.in_(ids))


def of_conference(conference_id: UUID, sight: Sight) -> Select[Delegate]:
    """Those of whom somebody may know all, with their delegations, all in the order of protocol."""
    return (
        select(Delegate)
        .join(Delegate.delegation)
        .where(Delegation.conference_id == conference_id, sight.shares_delegation(Delegate.delegation_id))
        .options(contains_eager(Delegate.delegation), selectinload(Delegate.sectors))
        .order_by(Delegation.side, Delegation.position, Delegation.id, Delegate.position, Delegate.id)
    )


def by_id(delegate_id: UUID, sight: Sight) -> Select[Delegate]:
    """With the delegation, for all who are at its conference; what is private `sight.knows` besides."""
    return (
        select(Delegate)
        .join(Delegate.delegation)
        .where(Delegate.id == delegate_id, sight.attends(Delegation.conference_id))
        .options(joinedload(Delegate.delegation), selectinload(Delegate.sectors))
    )


def languages(delegation_ids: Collection[UUID]) -> Select[UUID, list[str]]:
    """Of which delegation somebody is and what they speak, in the order of protocol."""
    return (
        select(Delegate.delegation_id, Delegate.languages)
        .where(Delegate.delegation_id.in_(delegation_ids))
        .order_by(Delegate.position, Delegate.id)
    )


def number(delegation_id: UUID) -> Select[int]:
    """How many there are."""
    return select(func.count()).select_from(Delegate).where(Delegate.delegation_id == delegation_id)


def last_position(delegation_id: UUID) -> Select[int]:
    """That of the last in the order of protocol; 0 if there is none."""
    return select(func.coalesce(func.max(Delegate.position), 0)).where(Delegate.delegation_id == delegation_id)


def names(delegation_id: UUID) -> Select[UUID, str | None, str, str | None, str | None]:
    """By what people of a delegation can be taken for the same: the id, the e-mail, and name and titles."""
    columns = (Delegate.id, Delegate.email, Delegate.name, Delegate.title_vi, Delegate.title_en)
    return select(*columns).where(Delegate.delegation_id == delegation_id)


def membership(membership_id: UUID, delegation_id: UUID) -> Select[Membership]:
    """Of an account in this delegation."""
    return select(Membership).where(Membership.id == membership_id, Membership.delegation_id == delegation_id)
