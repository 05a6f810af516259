"""How a delegation approves what it will submit, where its conference asks for that."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account
from app.models.base import Base, UuidPk, choice
from app.models.interest import Interest, SignOffState


class SignOffBy(StrEnum):
    """Whose word an approval is: the head of the delegation's, or that of an official letter."""

    HEAD = "head"
    LETTER = "letter"


class SignOff(Base):
    """A version was put to the head, approved, or sent back with a comment, by `account`, for the delegation if so.

    The letter is the People's Committee's, or whoever else's word the delegation needs.
    """

    __tablename__ = "sign_off"
    __table_args__ = (
        UniqueConstraint("interest_id", "number"),
        CheckConstraint("(state = 'approved') = (approved_by IS NOT NULL)", name="approved_by_somebody"),
        CheckConstraint(
            "(approved_by IS NOT NULL AND approved_by = 'letter') OR (letter_number IS NULL AND letter_on IS NULL)",
            name="letter_fits",
        ),
    )

    id: Mapped[UuidPk]
    interest_id: Mapped[UUID] = mapped_column(ForeignKey("interest.id", ondelete="CASCADE"))
    number: Mapped[int]
    revision_number: Mapped[int]
    at: Mapped[datetime]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    on_behalf: Mapped[bool]
    state: Mapped[SignOffState] = mapped_column(choice(SignOffState, "state_known"))
    approved_by: Mapped[SignOffBy | None] = mapped_column(choice(SignOffBy, "approved_by_known"))
    letter_number: Mapped[str | None] = mapped_column(info={"untold": "what a delegation says"})
    letter_on: Mapped[date | None] = mapped_column(info={"untold": "what a delegation says"})
    letter_document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    comment: Mapped[str | None] = mapped_column(info={"untold": "what is said of it"})

    account: Mapped[Account | None] = relationship(lazy="raise")
    interest: Mapped[Interest] = relationship(lazy="raise")
