"""What became of needs and offerings: each version that was saved, and each change of state."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account
from app.models.base import Base, UuidPk, choice
from app.models.interest import Interest, InterestState


class InterestRevision(Base):
    """A version that was saved, by `account`, for the delegation if `on_behalf`.

    Organisers see those that were submitted and those that they wrote. `content` is as a PUT takes it; null is what was
    taken away for good. `changed` names what differs from the version before.
    """

    __tablename__ = "interest_revision"
    __table_args__ = (UniqueConstraint("interest_id", "number"),)

    id: Mapped[UuidPk]
    interest_id: Mapped[UUID] = mapped_column(ForeignKey("interest.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    on_behalf: Mapped[bool]
    submitted_at: Mapped[datetime | None]
    changed: Mapped[list[str]] = mapped_column(JSON)
    content: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), info={"untold": "what a delegation says"}
    )

    account: Mapped[Account | None] = relationship(lazy="raise")
    interest: Mapped[Interest] = relationship(lazy="raise")


class StateChange(Base):
    """A step from one state to the next, by `account`, for the delegation if `on_behalf`, and what was said with it."""

    __tablename__ = "state_change"
    __table_args__ = (UniqueConstraint("interest_id", "number"),)

    id: Mapped[UuidPk]
    interest_id: Mapped[UUID] = mapped_column(ForeignKey("interest.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    on_behalf: Mapped[bool]
    previous: Mapped[InterestState] = mapped_column(choice(InterestState, "previous_known"))
    state: Mapped[InterestState] = mapped_column(choice(InterestState, "state_known"))
    comment: Mapped[str | None] = mapped_column(info={"untold": "what is said of it"})

    account: Mapped[Account | None] = relationship(lazy="raise")
    interest: Mapped[Interest] = relationship(lazy="raise")
