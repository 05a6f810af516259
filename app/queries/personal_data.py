"""Reading all that is kept of a person, and taking the person out of what must stay."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, Update, func, or_, select, update

from app.models import Account, AuditEntry, Base, Delegate, Invitation, Membership, Role
from app.models.delegate import delegate_sector


def of_account(account: Account) -> Iterator[tuple[str, Select[Any]]]:
    """By the name of its table, each row about the person, without secrets: what points at the account, and more."""
    yield _readable(Account.__table__, Account.id == account.id)
    for table in Base.metadata.sorted_tables:
        if "account_id" in table.columns:
            yield _readable(table, table.c.account_id == account.id)
    yield _readable(Invitation.__table__, Invitation.email == account.email)
    yield _readable(Delegate.__table__, _stands_for(account))
    yield _readable(delegate_sector, delegate_sector.c.delegate_id.in_(select(Delegate.id).where(_stands_for(account))))
    yield _readable(AuditEntry.__table__, AuditEntry.actor_id == account.id)


def delegates_of(account: Account) -> Select[Delegate]:
    """As whom the person comes to conferences."""
    return select(Delegate).where(_stands_for(account))


def unname_entries(account_id: UUID) -> Update:
    """Take name and address out of the record of what the person did; that it was done, and when, stays."""
    return update(AuditEntry).where(AuditEntry.actor_id == account_id).values(actor_name="", address="")


def owned_alone(account_id: UUID) -> Select[UUID]:
    """Conferences of which the person is the only owner."""
    owned = select(Membership.conference_id).where(Membership.account_id == account_id, Membership.role == Role.OWNER)
    return (
        select(Membership.conference_id)
        .where(Membership.role == Role.OWNER, Membership.conference_id.in_(owned))
        .group_by(Membership.conference_id)
        .having(func.count() == 1)
    )


def administrators() -> Select[Account]:
    """Locked where the database locks rows: of two who leave at once the second sees that it is the last."""
    return select(Account).where(Account.is_administrator).with_for_update()


def _stands_for(account: Account) -> ColumnElement[bool]:
    own = select(Membership.id).where(Membership.account_id == account.id)
    return or_(Delegate.membership_id.in_(own), Delegate.email == account.email)


def _readable(table: Any, condition: ColumnElement[bool]) -> tuple[str, Select[Any]]:
    assert isinstance(table, Table)
    columns = [column for column in table.columns if not column.info.keys() & {"secret", "untold"}]
    return table.name, select(*columns).where(condition)
