"""What holds for all delegations of one side in a session."""

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Audited, Base, UuidPk

if TYPE_CHECKING:
    from app.models.conference import ConferenceSession


class SideRule(Audited, Base):
    """Whom a side may ask for meetings (null is everybody) and how often, and what its delegations are promised.

    The quotas, `max_requests` and what follows it up to `min_meetings`, are of each of its delegations.

    What a delegation has of its own comes before `max_meetings` and `max_consecutive`; `min_meetings` is the least that
    each has, and some may be promised more.
    """

    __tablename__ = "side_rule"
    __table_args__ = (
        UniqueConstraint("session_id", "side"),
        CheckConstraint("side <> ''", name="identified"),
        CheckConstraint("max_requests >= 0", name="quota_not_negative"),
        CheckConstraint("max_wishes >= 0", name="wishes_not_negative"),
        CheckConstraint("max_do_not_meets >= 0", name="do_not_meets_not_negative"),
        CheckConstraint("min_meetings >= 0", name="floor_not_negative"),
        CheckConstraint("max_meetings >= 0", name="maximum_not_negative"),
        CheckConstraint("max_consecutive >= 1", name="consecutive_positive"),
    )

    id: Mapped[UuidPk]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("conference_session.id", ondelete="CASCADE"))
    side: Mapped[str]
    may_ask: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    max_requests: Mapped[int | None]
    max_wishes: Mapped[int | None]
    max_do_not_meets: Mapped[int | None]
    min_meetings: Mapped[int] = mapped_column(default=0)
    max_meetings: Mapped[int | None]
    max_consecutive: Mapped[int | None]

    session: Mapped["ConferenceSession"] = relationship(back_populates="side_rules", lazy="raise")
