"""What organisations ask of missions outside any conference: partners to order, to verify, firms to protect."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account
from app.models.base import Audited, Base, Revised, UuidPk, choice
from app.models.organisation import Organisation

SAID = {"untold": "what an organisation says"}


class EnquiryKind(StrEnum):
    """Partners are wanted, a partner is to be verified, or a firm is to be protected."""

    PARTNER_SEARCH = "partner_search"
    VERIFICATION = "verification"
    PROTECTION = "protection"


class EnquiryStatus(StrEnum):
    """Who has it now; `refused` is what was unfit for an open system, and is taken away for good."""

    SENT = "sent"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class Enquiry(Revised, Base):
    """What an organisation asks, which mission has to answer, and its last answer.

    `need` is as the PUT of a need takes it; null was taken away for good. `code` is its reference once
    more, since an organisation gives each to one enquiry only; null where that was not so yet. `folded` is what a
    search looks in.
    """

    __tablename__ = "enquiry"
    audited_for_organisation = "said_by_id"
    __table_args__ = (
        CheckConstraint("status NOT IN ('assigned', 'answered') OR mission_id IS NOT NULL", name="mission_answers"),
        Index("uq_enquiry_organisation_id_code", "organisation_id", "code", unique=True),
    )

    id: Mapped[UuidPk]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    mission_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[EnquiryKind] = mapped_column(choice(EnquiryKind, "kind_known"))
    status: Mapped[EnquiryStatus] = mapped_column(choice(EnquiryStatus, "status_known"), default=EnquiryStatus.SENT)
    sent_at: Mapped[datetime]
    code: Mapped[str | None] = mapped_column(info=SAID)
    need: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info=SAID)
    answer: Mapped[str | None] = mapped_column(info=SAID)
    folded: Mapped[str] = mapped_column(default="", info=SAID)

    organisation: Mapped[Organisation] = relationship(foreign_keys=organisation_id, lazy="raise")
    mission: Mapped[Organisation | None] = relationship(foreign_keys=mission_id, lazy="raise")

    @property
    def said_by_id(self) -> UUID | None:
        """Whose word it is that it stands as it does; null is administrators'."""
        if self.status is EnquiryStatus.ANSWERED:
            return self.mission_id
        by_asker = self.status in (EnquiryStatus.SENT, EnquiryStatus.CLOSED, EnquiryStatus.WITHDRAWN)
        return self.organisation_id if by_asker else None


class EnquiryChange(Base):
    """A step of an enquiry, by `account`, and what was said with it."""

    __tablename__ = "enquiry_change"
    __table_args__ = (UniqueConstraint("enquiry_id", "number"),)

    id: Mapped[UuidPk]
    enquiry_id: Mapped[UUID] = mapped_column(ForeignKey("enquiry.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    status: Mapped[EnquiryStatus] = mapped_column(choice(EnquiryStatus, "status_known"))
    mission_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    text: Mapped[str | None] = mapped_column(info=SAID)

    account: Mapped[Account | None] = relationship(lazy="raise")


class EnquiryDocument(Audited, Base):
    """A file that `account` has sent with the question or, `by_mission`, with the answer; otherwise as `Document`."""

    __tablename__ = "enquiry_document"
    audited_for_organisation = "said_by_id"
    __table_args__ = (CheckConstraint("size >= 1", name="not_empty"),)

    enquiry_id: Mapped[UUID] = mapped_column(ForeignKey("enquiry.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    by_mission: Mapped[bool]
    name: Mapped[str] = mapped_column(info=SAID)
    kind: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(info=SAID)

    account: Mapped[Account | None] = relationship(lazy="raise")
    enquiry: Mapped[Enquiry] = relationship(lazy="raise")

    @property
    def said_by_id(self) -> UUID | None:
        """Who asks, or the mission that answers now."""
        return self.enquiry.mission_id if self.by_mission else self.enquiry.organisation_id
