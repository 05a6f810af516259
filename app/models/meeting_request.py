"""Meeting requests: one delegation asks another whether they meet, and is answered."""

from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from app.models.base import choice
from app.models.wish import DelegationPair


class RequestStatus(StrEnum):
    """What has become of a request; never the status of a meeting."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


_LIVE = text("status IN ('sent', 'accepted')")


class MeetingRequest(DelegationPair):
    """A question of one of the two, `requester_id`, to the other. Of a pair only one request waits or is accepted.

    `reply` is what the other said with the answer. A request of each to the other is one that `is_mutual`.
    A request that has expired stays `sent` in its row until somebody settles it, so ask for its `current_status` and
    for when it was `ended_at`.
    """

    __tablename__ = "meeting_request"
    audited_for = "last_word_id"

    requester_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    message: Mapped[str]
    status: Mapped[RequestStatus] = mapped_column(choice(RequestStatus, "status_known"), default=RequestStatus.SENT)
    reply: Mapped[str | None]
    is_mutual: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]

    @property
    def addressee_id(self) -> UUID:
        return self.b_id if self.requester_id == self.a_id else self.a_id

    @property
    def last_word_id(self) -> UUID:
        """Whose word the row is by now: the one's who was asked, if it has answered."""
        answered = self.status in {RequestStatus.ACCEPTED, RequestStatus.DECLINED}
        return self.addressee_id if answered else self.requester_id

    @property
    def current_status(self) -> RequestStatus:
        """The status as it is at this moment."""
        waits = self.expires_at is None or self.expires_at > datetime.now(UTC)
        return self.status if waits or self.status is not RequestStatus.SENT else RequestStatus.EXPIRED

    @property
    def ended_at(self) -> datetime | None:
        """When it was answered or taken back, or its time was over."""
        return self.expires_at if self.current_status is RequestStatus.EXPIRED else self.settled_at

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        return (
            Index("ix_meeting_request_session_id", "session_id"),
            Index(
                "uq_meeting_request_live",
                "session_id",
                "a_id",
                "b_id",
                unique=True,
                sqlite_where=_LIVE,
                postgresql_where=_LIVE,
            ),
            CheckConstraint("a_id < b_id", name="smaller_id_first"),
            CheckConstraint("requester_id IN (a_id, b_id)", name="asked_by_one_of_them"),
            CheckConstraint("(status = 'sent') = (settled_at IS NULL)", name="settled_or_sent"),
        )
