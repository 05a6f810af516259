"""Timetable versions: checked timetables, kept as rows that point at the session's slots, tables and delegations."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Timestamped, UuidPk, choice
from app.models.conference import ConferenceSession, MeetingTable, Slot
from app.models.delegation import Delegation
from app.models.interpreter import Interpreter
from app.models.run import Run


class TimetableStatus(StrEnum):
    """What was proven of it, in the words of the instance format."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


class TimetableVersion(Timestamped, Base):
    """A timetable of a session, numbered from 1.

    `goals`, `unplaced`, `conflict` (empty unless infeasible) and `run_data` are those of the timetable file. One
    that was made by hand has no run, and its own `instance`.
    """

    __tablename__ = "timetable_version"
    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        UniqueConstraint("run_id"),
        CheckConstraint("number >= 1", name="number_positive"),
    )

    id: Mapped[UuidPk]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("conference_session.id", ondelete="RESTRICT"))
    number: Mapped[int]
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("run.id", ondelete="RESTRICT"))
    status: Mapped[TimetableStatus] = mapped_column(choice(TimetableStatus, "status_known"))
    instance_digest: Mapped[str]
    goals: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    unplaced: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    conflict: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    conflict_minimal: Mapped[bool] = mapped_column(default=True)
    run_data: Mapped[dict[str, Any]] = mapped_column(JSON)
    instance: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)

    session: Mapped[ConferenceSession] = relationship(lazy="raise")
    run: Mapped[Run | None] = relationship(back_populates="version", lazy="raise")
    placements: Mapped[list["Placement"]] = relationship(
        back_populates="version",
        lazy="raise",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Placement.meeting",
    )


class Placement(Base):
    """A meeting at its first slot, on its table, with whoever interprets; `meeting` is its id in the instance.

    RESTRICT: deleting a slot, a table, an interpreter or a delegation must never remove meetings in silence.
    """

    __tablename__ = "placement"
    __table_args__ = (
        UniqueConstraint("version_id", "meeting"),
        UniqueConstraint("version_id", "slot_id", "table_id"),
    )

    id: Mapped[UuidPk]
    version_id: Mapped[UUID] = mapped_column(ForeignKey("timetable_version.id", ondelete="CASCADE"))
    meeting: Mapped[str]
    slot_id: Mapped[UUID] = mapped_column(ForeignKey("slot.id", ondelete="RESTRICT"), index=True)
    table_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_table.id", ondelete="RESTRICT"), index=True)

    version: Mapped[TimetableVersion] = relationship(back_populates="placements", lazy="raise")
    slot: Mapped[Slot] = relationship(lazy="raise")
    table: Mapped[MeetingTable] = relationship(lazy="raise")
    parties: Mapped[list["PlacementParty"]] = relationship(
        back_populates="placement", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    interpreters: Mapped[list["PlacementInterpreter"]] = relationship(
        back_populates="placement", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )


class PlacementParty(Base):
    """A delegation at a placed meeting."""

    __tablename__ = "placement_party"

    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id", ondelete="CASCADE"), primary_key=True)
    delegation_id: Mapped[UUID] = mapped_column(
        ForeignKey("delegation.id", ondelete="RESTRICT"), primary_key=True, index=True
    )

    placement: Mapped[Placement] = relationship(back_populates="parties", lazy="raise")
    delegation: Mapped[Delegation] = relationship(lazy="raise")


class PlacementInterpreter(Base):
    """An interpreter at a placed meeting."""

    __tablename__ = "placement_interpreter"

    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id", ondelete="CASCADE"), primary_key=True)
    interpreter_id: Mapped[UUID] = mapped_column(
        ForeignKey("interpreter.id", ondelete="RESTRICT"), primary_key=True, index=True
    )

    placement: Mapped[Placement] = relationship(back_populates="interpreters", lazy="raise")
    interpreter: Mapped[Interpreter] = relationship(lazy="raise")
