"""Delegations: organisations at a conference, and when they cannot meet."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Revised, UuidPk, choice
from app.models.organisation import Organisation

if TYPE_CHECKING:
    from app.models.conference import Conference, MeetingTable
    from app.models.delegate import Delegate
    from app.models.interest import Need, Offering


OWN_WORD = (
    *("mode", "timezone", "meeting_link", "arrives_at", "departs_at", "languages", "table_features"),
    "unavailabilities",
)
"""What of a delegation it says itself; all else is decided by its organisers."""


class DelegationMode(StrEnum):
    IN_PERSON = "in_person"
    ONLINE = "online"


class Delegation(Revised, Base):
    """An organisation at a conference.

    `side` is a label (`province`, `mission`) by which the policy gives its bonus; `position` the order of protocol;
    `teams` how many meetings it can hold at once; `max_consecutive` the busy slots in a row before it needs a rest.
    `timezone` is where it sits if that is not where its organisation does; `meeting_link` where it is met on line.
    `languages` (ISO 639, the best first) are those of its delegates where it names none; `table_features` are what a
    table must have for it.
    """

    __tablename__ = "delegation"
    audited_for = "whose_word"
    audited_lists = ("unavailabilities",)
    __table_args__ = (
        UniqueConstraint("conference_id", "organisation_id"),
        CheckConstraint("side <> ''", name="has_a_side"),
        CheckConstraint("teams >= 1", name="teams_positive"),
        CheckConstraint("min_meetings >= 0", name="floor_not_negative"),
        CheckConstraint("max_meetings >= 0", name="maximum_not_negative"),
        CheckConstraint("max_consecutive >= 1", name="consecutive_positive"),
        CheckConstraint("departs_at > arrives_at", name="departs_after_arriving"),
    )

    id: Mapped[UuidPk]
    conference_id: Mapped[UUID] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    side: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    mode: Mapped[DelegationMode] = mapped_column(choice(DelegationMode, "mode_known"), default=DelegationMode.IN_PERSON)
    teams: Mapped[int] = mapped_column(default=1)
    min_meetings: Mapped[int] = mapped_column(default=0)
    max_meetings: Mapped[int | None]
    max_consecutive: Mapped[int | None]
    timezone: Mapped[str | None]
    meeting_link: Mapped[str | None]
    arrives_at: Mapped[datetime | None]
    departs_at: Mapped[datetime | None]
    languages: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    table_features: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")

    conference: Mapped["Conference"] = relationship(back_populates="delegations", lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    tables: Mapped[list["MeetingTable"]] = relationship(
        back_populates="delegation", lazy="raise", passive_deletes="all", order_by="MeetingTable.position"
    )
    delegates: Mapped[list["Delegate"]] = relationship(
        viewonly=True, lazy="raise", order_by="(Delegate.position, Delegate.id)"
    )
    unavailabilities: Mapped[list["Unavailability"]] = relationship(
        back_populates="delegation", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    needs: Mapped[list["Need"]] = relationship(viewonly=True, lazy="raise", order_by="(Need.priority, Need.code)")
    offerings: Mapped[list["Offering"]] = relationship(
        viewonly=True, lazy="raise", order_by="(Offering.priority, Offering.code)"
    )

    @property
    def whose_word(self) -> UUID | None:
        """Its own, where what it says of itself is being changed; organisers add it and decide all else."""
        state = inspect(self)
        own = any(state.attrs[name].history.has_changes() for name in OWN_WORD)
        return self.id if state.persistent and own else None

    @property
    def arrives_there(self) -> datetime | None:
        """By the clock of the conference, which is loaded, as `departs_there`."""
        return self.arrives_at and self.conference.by_its_clock(self.arrives_at)

    @property
    def departs_there(self) -> datetime | None:
        return self.departs_at and self.conference.by_its_clock(self.departs_at)


class Unavailability(Base):
    """A slot in which a delegation cannot meet: plenary, travel, night in its time zone."""

    __tablename__ = "unavailability"

    delegation_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), primary_key=True)
    slot_id: Mapped[UUID] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), primary_key=True, index=True)

    delegation: Mapped[Delegation] = relationship(back_populates="unavailabilities", lazy="raise")
