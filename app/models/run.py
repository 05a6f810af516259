"""Runs: the solver's work as rows, from the queue to its end."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, false, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Audited, Base, UuidPk, choice
from app.models.conference import ConferenceSession

if TYPE_CHECKING:
    from app.models.timetable import TimetableVersion


AMENDED = "amended"
"""The envelope of what-if runs: a worker of the release before 0042 would take them for runs for a timetable."""


class RunStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self not in {RunStatus.QUEUED, RunStatus.RUNNING}


class Phase(StrEnum):
    """What the process that holds a run is doing."""

    STARTING = "starting"
    SEARCHING = "searching"
    STORING = "storing"


class Run(Audited, Base):
    """A timetable that was asked for, with the instance as it was then, and all that is known of how it comes along.

    A what-if run has `amendments`, the instance with them in an envelope, and of the one without them `plain_digest`.
    What comes of it is its `outcome`, a timetable file: nothing that could be held, and no version of a timetable.

    `scores` says for each meeting why it is worth what it is. `seconds` is the budget and `spent_seconds` what is gone
    of it; `progress` what the solver last told, `course` how the goals went, and `best` the best timetable so far, of
    `best_at`. `error` says why the run failed, in English, and `failure` the same as a code, a template with its
    parameters, and what a program said of it. Up to `shares` workers search for it at the same time (`RunShare`); so
    many of them have begun.

    `attempt` counts who held the run, and each shuts out those before: whoever writes says for which attempt. `beats`
    grows as long as the `worker` is alive. `losses` counts the attempts that ended without being meant to since the
    run was last asked for; `not_before` is when the next may begin, and `way_made_at`
    when a search that only helps was given up for it. `traceparent` is the trace in which it was last
    asked for, if that is traced.
    """

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint("seconds > 0", name="seconds_positive"),
        CheckConstraint("workers >= 1", name="workers_positive"),
        CheckConstraint("shares >= 1", name="shares_positive"),
        CheckConstraint("(status = 'failed') = (error IS NOT NULL)", name="failed_with_an_error"),
    )

    id: Mapped[UuidPk]
    # History is never removed in silence: a session with runs cannot be deleted.
    session_id: Mapped[UUID] = mapped_column(ForeignKey("conference_session.id", ondelete="RESTRICT"), index=True)
    status: Mapped[RunStatus] = mapped_column(choice(RunStatus, "status_known"), default=RunStatus.QUEUED, index=True)
    seconds: Mapped[float]
    workers: Mapped[int]
    shares: Mapped[int] = mapped_column(default=1, server_default="1")
    seed: Mapped[int] = mapped_column(default=0)
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    instance: Mapped[dict[str, Any]] = mapped_column(JSON, info={"untold": True})
    instance_digest: Mapped[str]
    amendments: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    plain_digest: Mapped[str | None]
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info={"untold": True})
    # None of what was asked for before meetings were scored.
    scores: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info={"untold": True})
    shares_begun: Mapped[int] = mapped_column(default=0, server_default="0")
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    losses: Mapped[int] = mapped_column(default=0, server_default="0")
    worker: Mapped[str | None]
    traceparent: Mapped[str | None] = mapped_column(info={"untold": True})
    beats: Mapped[int] = mapped_column(default=0, server_default="0")
    heartbeat_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    way_made_at: Mapped[datetime | None]
    phase: Mapped[str | None]
    spent_seconds: Mapped[float] = mapped_column(default=0.0, server_default="0")
    progress: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    course: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True), info={"untold": True})
    best: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True), info={"untold": True})
    best_at: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    stop_requested: Mapped[bool] = mapped_column(default=False, server_default=false())
    error: Mapped[str | None]
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    queued_at: Mapped[datetime] = mapped_column(server_default=func.now())
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    session: Mapped[ConferenceSession] = relationship(lazy="raise")
    version: Mapped["TimetableVersion | None"] = relationship(back_populates="run", lazy="raise", passive_deletes="all")

    @property
    def is_what_if(self) -> bool:
        return self.amendments is not None

    @property
    def instance_file(self) -> dict[str, Any]:
        """What it solves."""
        file: dict[str, Any] = self.instance[AMENDED] if self.is_what_if else self.instance
        return file

    @property
    def error_code(self) -> str | None:
        return None if self.failure is None else self.failure["code"]

    @property
    def error_output(self) -> str | None:
        """What a program said of the failure, if anything, in its own words."""
        return None if self.failure is None else self.failure["output"] or None
