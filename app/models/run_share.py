"""Shares of a run that several workers search for at the same time."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, UuidPk, choice
from app.models.run import Run


class ShareStatus(StrEnum):
    LEADING = "leading"
    WAITING = "waiting"
    WORKING = "working"
    ENDED = "ended"


class RunShare(Base):
    """What one of the searches for a run knows. A run that nobody shares has none.

    Number 0 leads: it belongs to whoever holds the run, and alone ends it. Each of the others is held by attempts of
    its own, like a run; nobody waits for them. `news` counts how often the search has told what it knows: its best
    `placements`, and of each of the `goals` the value and what is proven.
    """

    __tablename__ = "run_share"
    __table_args__ = (
        UniqueConstraint("run_id", "number"),
        CheckConstraint("(number = 0) = (status = 'leading')", name="first_leads"),
    )

    id: Mapped[UuidPk]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    number: Mapped[int]
    status: Mapped[ShareStatus] = mapped_column(choice(ShareStatus, "status_known"), index=True)
    attempt: Mapped[int] = mapped_column(default=0)
    losses: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None]
    beats: Mapped[int] = mapped_column(default=0)
    heartbeat_at: Mapped[datetime | None]
    news: Mapped[int] = mapped_column(default=0)
    placements: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    goals: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))

    run: Mapped[Run] = relationship(lazy="raise")
