"""A second factor of signing in: codes of a telephone, and codes on paper for when it is lost."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account
from app.models.base import Base, UuidPk


class SecondFactor(Base):
    """The secret that a telephone makes codes of (TOTP, RFC 6238); asked for once it is confirmed by a code.

    `last_step` is the half minute of the last code that was taken: neither that code nor an earlier one is taken again.
    """

    __tablename__ = "second_factor"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(info={"secret": True})
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None]


class RecoveryCode(Base):
    """Takes the place of a telephone's code, once. Only a digest of it is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "code_sha256"),)

    id: Mapped[UuidPk]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    code_sha256: Mapped[str] = mapped_column(info={"secret": True})


class HalfSignIn(Base):
    """Somebody whose second factor is still to be asked for, with one browser and for some minutes."""

    __tablename__ = "half_sign_in"

    id: Mapped[UuidPk]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_sha256: Mapped[str] = mapped_column(unique=True, info={"secret": True})
    expires_at: Mapped[datetime] = mapped_column(index=True)

    account: Mapped[Account] = relationship(lazy="raise")
