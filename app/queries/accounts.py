"""Reading accounts, their sign-ins and the refused ones."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Delete, Select, delete, select
from sqlalchemy.orm import joinedload, selectinload

from app.models import Account, ApiToken, FailedSignIn, SignIn


def by_email(email: str) -> Select[Account]:
    """With memberships."""
    return select(Account).where(Account.email == email).options(selectinload(Account.memberships))


def by_id(account_id: UUID) -> Select[Account]:
    return select(Account).where(Account.id == account_id)


def with_memberships(account_id: UUID) -> Select[Account]:
    return by_id(account_id).options(selectinload(Account.memberships))


def every(*, ids: Collection[UUID] | None = None) -> Select[Account]:
    """With memberships, by name; perhaps those of these `ids` alone."""
    query = select(Account).options(selectinload(Account.memberships))
    if ids is not None:
        query = query.where(Account.id.in_(ids))
    return query.order_by(Account.name, Account.email)


def names() -> Select[UUID, str, str]:
    """All of them with what they are found by."""
    return select(Account.id, Account.name, Account.email)


def alone(email: str) -> Select[Account]:
    """Without memberships, so that an account that is there takes no more statements than one that is not."""
    return select(Account).where(Account.email == email)


def sign_in(token_sha256: str, *, now: datetime) -> Select[SignIn]:
    """The sign-in of this secret, unless it is over, with the account and its memberships; once for each of them.

    Every request asks for this: one statement costs less than two, where memberships are few.
    """
    return (
        select(SignIn)
        .where(SignIn.token_sha256 == token_sha256, SignIn.expires_at > now)
        .options(joinedload(SignIn.account).joinedload(Account.memberships))
    )


def sign_ins(account_id: UUID, *, now: datetime) -> Select[SignIn]:
    """Those of an account that are not over, the latest first."""
    return (
        select(SignIn)
        .where(SignIn.account_id == account_id, SignIn.expires_at > now)
        .order_by(SignIn.created_at.desc(), SignIn.id)
    )


def api_token(token_sha256: str, *, now: datetime) -> Select[ApiToken]:
    """The token of this secret, as `sign_in`."""
    return (
        select(ApiToken)
        .where(ApiToken.token_sha256 == token_sha256, ApiToken.expires_at > now)
        .options(joinedload(ApiToken.account).joinedload(Account.memberships))
    )


def api_tokens(account_id: UUID) -> Select[ApiToken]:
    """Those of an account, by name."""
    return select(ApiToken).where(ApiToken.account_id == account_id).order_by(ApiToken.name)


def end_sign_ins(*account_ids: UUID, but: UUID | None = None) -> Delete:
    """End all sign-ins of some accounts, but perhaps one."""
    return delete(SignIn).where(SignIn.account_id.in_(account_ids), SignIn.id.is_distinct_from(but))


def forget_failures_of(subject: str) -> Delete:
    return delete(FailedSignIn).where(FailedSignIn.subject == subject)


def forget_failures(*, before: datetime) -> Delete:
    """Forget refused sign-ins that count no more."""
    return delete(FailedSignIn).where(FailedSignIn.at < before)


def failure_that_locks(subject: str, *, since: datetime, most: int) -> Select[datetime]:
    """When the first of the latest `most` refusals to an e-mail or an address was, if there are as many."""
    return (
        select(FailedSignIn.at)
        .where(FailedSignIn.subject == subject, FailedSignIn.at >= since)
        .order_by(FailedSignIn.at.desc())
        .offset(most - 1)
        .limit(1)
    )
