"""Interpreters of a session, and when they cannot serve."""

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Revised, UuidPk

if TYPE_CHECKING:
    from app.models.conference import ConferenceSession


class Interpreter(Revised, Base):
    """Somebody who serves one meeting of the session at a time, between any of the `languages` (ISO 639).

    `code` is what instances and timetables call the interpreter, `position` the place in the list;
    `max_meetings` is the most that they serve, `max_consecutive` the busy slots in a row before they need a rest.
    """

    __tablename__ = "interpreter"
    audited_lists = ("unavailabilities",)
    __table_args__ = (
        UniqueConstraint("session_id", "code"),
        UniqueConstraint("session_id", "position"),
        CheckConstraint("code <> ''", name="identified"),
        CheckConstraint("max_meetings >= 0", name="maximum_not_negative"),
        CheckConstraint("max_consecutive >= 1", name="consecutive_positive"),
    )

    id: Mapped[UuidPk]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("conference_session.id", ondelete="CASCADE"))
    code: Mapped[str]
    position: Mapped[int]
    name: Mapped[str | None] = mapped_column(
        info={"personal": "to introduce the interpreter to those for whom they interpret"}
    )
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    max_meetings: Mapped[int | None]
    max_consecutive: Mapped[int | None]

    session: Mapped["ConferenceSession"] = relationship(back_populates="interpreters", lazy="raise")
    unavailabilities: Mapped[list["InterpreterUnavailability"]] = relationship(
        back_populates="interpreter", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )


class InterpreterUnavailability(Base):
    """A slot in which an interpreter cannot serve."""

    __tablename__ = "interpreter_unavailability"

    interpreter_id: Mapped[UUID] = mapped_column(ForeignKey("interpreter.id", ondelete="CASCADE"), primary_key=True)
    slot_id: Mapped[UUID] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), primary_key=True, index=True)

    interpreter: Mapped[Interpreter] = relationship(back_populates="unavailabilities", lazy="raise")
