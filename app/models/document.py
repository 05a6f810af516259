"""Files that go with needs and offerings; what is in them is not in the database."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account
from app.models.base import Audited, Base, choice
from app.models.interest import Interest


class DocumentPurpose(StrEnum):
    """An attachment goes with what is said; a letter approves it, and is for the delegation and organisers."""

    ATTACHMENT = "attachment"
    LETTER = "letter"


class Document(Audited, Base):
    """A file that `account` has sent. `kind` is what it is by what is in it, and the last part of its name."""

    __tablename__ = "document"
    audited_for = "delegation_id"
    __table_args__ = (CheckConstraint("size >= 1", name="not_empty"),)

    delegation_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    interest_id: Mapped[UUID] = mapped_column(ForeignKey("interest.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    purpose: Mapped[DocumentPurpose] = mapped_column(choice(DocumentPurpose, "purpose_known"))
    name: Mapped[str] = mapped_column(info={"untold": "what a delegation says"})
    kind: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(info={"untold": "what a delegation says"})

    account: Mapped[Account | None] = relationship(lazy="raise")
    interest: Mapped[Interest] = relationship(lazy="raise")
