"""Reading links to new passwords, and using one up."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Delete, Select, delete, func, select

from app.models import Account, PasswordReset

ASKING = 7_305_213  # any number but those of other locks, as long as all servers take the same


def one_at_a_time() -> Select[None]:
    """On PostgreSQL: wait until nobody else asks, for whatever e-mail, so that waiting tells nothing."""
    return select(func.pg_advisory_xact_lock(ASKING))


def account_of(token_sha256: str, *, now: datetime) -> Select[Account]:
    """Whom the link of this secret is for, if it can be used."""
    return (
        select(Account)
        .join(PasswordReset, PasswordReset.account_id == Account.id)
        .where(PasswordReset.token_sha256 == token_sha256, PasswordReset.expires_at > now)
    )


def use_up(token_sha256: str) -> Delete:
    """Of two who try at once one finds no row."""
    return delete(PasswordReset).where(PasswordReset.token_sha256 == token_sha256)


def of_account(account_id: UUID) -> Delete:
    return delete(PasswordReset).where(PasswordReset.account_id == account_id)


def forget(*, before: datetime) -> Delete:
    """Forget links that have expired."""
    return delete(PasswordReset).where(PasswordReset.expires_at <= before)
