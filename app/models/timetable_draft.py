"""The working copy of a session's timetable, and the steps by which people have changed it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account
from app.models.base import Audited, Base, Timestamped, UuidPk, choice
from app.models.conference import ConferenceSession
from app.models.timetable import TimetableVersion


class StepKind(StrEnum):
    PLACEMENT = "placement"
    PIN = "pin"


class StepState(StrEnum):
    """A step that was undone can be done again, until another one is taken: then it is dropped."""

    DONE = "done"
    UNDONE = "undone"
    DROPPED = "dropped"


class TimetableDraft(Timestamped, Base):
    """What organisers are making of a timetable by hand, all on the same one; begun from `version`, if from any.

    `instance` is that of the session when the draft was begun, without pins: those count that the session has now.
    `parties` has the delegation of each party in it. `placements` are as in a timetable file. `revision` grows with
    each step.
    """

    __tablename__ = "timetable_draft"
    __table_args__ = (UniqueConstraint("session_id"),)

    id: Mapped[UuidPk]
    # Work is never removed in silence: a session with a draft cannot be deleted.
    session_id: Mapped[UUID] = mapped_column(ForeignKey("conference_session.id", ondelete="RESTRICT"))
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("timetable_version.id", ondelete="RESTRICT"), index=True)
    revision: Mapped[int] = mapped_column(server_default="1")
    instance: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    instance_digest: Mapped[str]
    parties: Mapped[dict[str, str]] = mapped_column(JSON)
    placements: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    session: Mapped[ConferenceSession] = relationship(lazy="raise")
    version: Mapped[TimetableVersion | None] = relationship(lazy="raise")
    steps: Mapped[list["DraftStep"]] = relationship(
        back_populates="draft",
        lazy="raise",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="DraftStep.number",
    )

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 -- SQLAlchemy API


class DraftStep(Audited, Base):
    """What somebody did at once. `changes` has for each meeting what was `before` and is `after`, null if nowhere."""

    __tablename__ = "draft_step"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[UuidPk]
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("timetable_draft.id", ondelete="CASCADE"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("conference_session.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(choice(StepKind, "kind_known"))
    state: Mapped[StepState] = mapped_column(choice(StepState, "state_known"), default=StepState.DONE)
    at: Mapped[datetime]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    draft: Mapped[TimetableDraft] = relationship(back_populates="steps", lazy="raise")
    account: Mapped[Account | None] = relationship(lazy="raise")
