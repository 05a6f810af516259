"""What people are to be told of by mail, until they are."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UuidPk, choice


class HappeningKind(StrEnum):
    """What has happened to something of the delegation's, or of the organisation's, that is told of it."""

    NEED_RETURNED = "need_returned"
    NEED_VALIDATED = "need_validated"
    NEED_REFUSED = "need_refused"
    OFFERING_RETURNED = "offer_returned"
    OFFERING_VALIDATED = "offer_validated"
    OFFERING_REFUSED = "offer_refused"
    REQUEST_RECEIVED = "request_received"
    REQUEST_ACCEPTED = "request_accepted"
    REQUEST_DECLINED = "request_declined"
    ENQUIRY_ASSIGNED = "enquiry_assigned"
    ENQUIRY_ANSWERED = "enquiry_answered"
    ENQUIRY_DECLINED = "enquiry_declined"
    ENQUIRY_REFUSED = "enquiry_refused"


class Happening(Base):
    """Of which an account is to be told, with what else happens within some minutes; enquiries have no conference."""

    __tablename__ = "happening"

    id: Mapped[UuidPk]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    conference_id: Mapped[UUID | None] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    kind: Mapped[HappeningKind] = mapped_column(choice(HappeningKind, "kind_known"))
    at: Mapped[datetime] = mapped_column(index=True)
