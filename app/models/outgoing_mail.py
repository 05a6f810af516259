"""Mails that wait to be sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UuidPk


class OutgoingMail(Base):
    """A mail, written in the transaction that it tells of, and deleted once it is sent or of no use any more.

    Whoever takes it on puts `due_at` off: that is both the claim and, should it fail, the time of the next attempt.
    One that was refused for good says why by `refusal`, a template with its parameters, and is due when it is of no use
    any more. It is of a conference, which may be gone by then, or without one of somebody's account.
    """

    __tablename__ = "outgoing_mail"

    id: Mapped[UuidPk]
    conference_id: Mapped[UUID | None] = mapped_column(index=True)
    # A link in it may open a door, and its address is a person's.
    sealed: Mapped[bytes] = mapped_column(info={"personal": "to be sent; deleted after that"})
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    useless_at: Mapped[datetime]
    refusal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
