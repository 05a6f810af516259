"""Reading second factors, and using up what works once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Delete, Select, delete, func, select
from sqlalchemy.orm import joinedload

from app.models import Account, HalfSignIn, RecoveryCode, SecondFactor


def of_account(account_id: UUID) -> Select[SecondFactor]:
    return select(SecondFactor).where(SecondFactor.account_id == account_id)


def locked(account_id: UUID) -> Select[SecondFactor]:
    """As it is now, held until the end of the transaction: of two codes at once the second sees what the first did."""
    return of_account(account_id).with_for_update().execution_options(populate_existing=True)


def recovery_codes(account_id: UUID) -> Select[int]:
    """How many are left."""
    return select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account_id)


def use_up(account_id: UUID, code_sha256: str) -> Delete:
    """Of two who try at once one finds no row."""
    return delete(RecoveryCode).where(RecoveryCode.account_id == account_id, RecoveryCode.code_sha256 == code_sha256)


def drop_recovery_codes(account_id: UUID) -> Delete:
    return delete(RecoveryCode).where(RecoveryCode.account_id == account_id)


def half_sign_in(token_sha256: str, *, now: datetime) -> Select[HalfSignIn]:
    """With the account and its memberships."""
    return (
        select(HalfSignIn)
        .where(HalfSignIn.token_sha256 == token_sha256, HalfSignIn.expires_at > now)
        .options(joinedload(HalfSignIn.account).selectinload(Account.memberships))
    )


def forget_half_sign_ins(*, before: datetime) -> Delete:
    return delete(HalfSignIn).where(HalfSignIn.expires_at <= before)
