"""Reading what people are to be told of, and who is."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Delete, Insert, Select, delete, insert, or_, select

from app.models import Account, Delegation, Happening, Membership


def of_delegation(delegation_id: UUID, *, but: UUID) -> Select[UUID]:
    """The accounts of its people."""
    return select(Membership.account_id).where(Membership.delegation_id == delegation_id, Membership.account_id != but)


def of_organisation(organisation_id: UUID, *, but: UUID) -> Select[UUID]:
    """The accounts of those who are in its delegations, at whatever conference; each once."""
    return (
        select(Membership.account_id)
        .join(Delegation, Delegation.id == Membership.delegation_id)
        .where(Delegation.organisation_id == organisation_id, Membership.account_id != but)
        .distinct()
    )


def append() -> Insert:
    return insert(Happening)


def due(*, now: datetime, gathered: timedelta) -> Select[UUID]:
    """Whether anything has waited for long enough."""
    return select(Happening.id).where(_is_due(now, gathered)).limit(1)


def first_due(*, now: datetime, gathered: timedelta) -> Select[Account]:
    """Whoever has waited longest, locked; whom others write to at the moment is passed over."""
    return (
        select(Account)
        .join(Happening, Happening.account_id == Account.id)
        .where(_is_due(now, gathered))
        .order_by(Happening.at, Happening.id)
        .limit(1)
        .with_for_update(of=Account, skip_locked=True, key_share=True)
    )


def of_account(account_id: UUID) -> Select[Happening]:
    """All that somebody is to be told of, the earliest first."""
    return select(Happening).where(Happening.account_id == account_id).order_by(Happening.at, Happening.id)


def forget(ids: Collection[UUID]) -> Delete:
    return delete(Happening).where(Happening.id.in_(ids))


def _is_due(now: datetime, gathered: timedelta) -> ColumnElement[bool]:
    """After so long; what seems to be of so much later was told by a clock that was put back since then."""
    return or_(Happening.at <= now - gathered, Happening.at > now + gathered)
