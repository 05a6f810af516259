"""Requests that were answered once, kept for a day, so that sending one again does nothing again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UuidPk


class AnsweredRequest(Base):
    """A request with an `Idempotency-Key`, and how it was answered; the answer is sealed, since it may hold secrets."""

    __tablename__ = "answered_request"
    __table_args__ = (UniqueConstraint("account_id", "key"),)

    id: Mapped[UuidPk]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    key: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(info={"secret": True})
    created_at: Mapped[datetime] = mapped_column(index=True)
    answer: Mapped[bytes | None] = mapped_column(info={"secret": True})
