"""Conferences and their sessions, each with a programme of slots and a room of tables."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint, false, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Audited, Base, Revised, UuidPk, choice

if TYPE_CHECKING:
    from app.models.delegation import Delegation
    from app.models.interpreter import Interpreter
    from app.models.side_rule import SideRule


class Stage(StrEnum):
    """How far a conference has come, in order."""

    DRAFT = "draft"
    COLLECTING = "collecting"
    REVIEWING = "reviewing"
    SCHEDULING = "scheduling"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    HELD = "held"
    ARCHIVED = "archived"


class NeedsVisibleTo(StrEnum):
    """Who is shown needs that organisers have validated, besides their delegation and organisers."""

    NOBODY = "nobody"
    OTHER_SIDES = "other_sides"


YEARS = range(1900, 3000)
"""Far enough from the ends of the calendar that no change of the clock leaves it."""

RETENTION_DAYS = 730
"""Two years: the next conference of the kind is prepared with the last one's people."""


class Conference(Revised, Base):
    """An event with its delegations; they meet in one or more sessions. `timezone` is the IANA name of its clock.

    Until its deadlines, delegations may submit, ask and object where the stage allows that; null is no deadline.

    Of needs and offerings count those that were submitted, or, if it `requires_validation`, those that were validated.
    If it `requires_sign_off`, delegations approve each version before they submit it; if it `requires_letter_scan`, an
    official letter does so with its scan only. In all of its sessions together `online_links` meetings can be on line
    at once; null is any number.

    People are kept until `retention_days` after its end; when they were forgotten is `personal_data_erased_at`.
    """

    __tablename__ = "conference"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("code <> ''", name="identified"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("online_links >= 0", name="online_links_not_negative"),
    )

    id: Mapped[UuidPk]
    code: Mapped[str]
    name_vi: Mapped[str]
    name_en: Mapped[str]
    city: Mapped[str]
    timezone: Mapped[str] = mapped_column(default="Asia/Ho_Chi_Minh")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    stage: Mapped[Stage] = mapped_column(choice(Stage, "stage_known"), default=Stage.DRAFT)
    stage_changed_at: Mapped[datetime] = mapped_column(default=func.now())
    stage_reason: Mapped[str | None]
    submissions_close_at: Mapped[datetime | None]
    requests_close_at: Mapped[datetime | None]
    objections_close_at: Mapped[datetime | None]
    requires_sign_off: Mapped[bool] = mapped_column(default=False, server_default=false())
    requires_letter_scan: Mapped[bool] = mapped_column(default=False, server_default=false())
    requires_validation: Mapped[bool] = mapped_column(default=False, server_default=false())
    needs_visible_to: Mapped[NeedsVisibleTo] = mapped_column(
        choice(NeedsVisibleTo, "needs_visible_to_known"), default=NeedsVisibleTo.NOBODY, server_default="nobody"
    )
    retention_days: Mapped[int] = mapped_column(default=RETENTION_DAYS, server_default=str(RETENTION_DAYS))
    personal_data_erased_at: Mapped[datetime | None]
    online_links: Mapped[int | None]

    sessions: Mapped[list["ConferenceSession"]] = relationship(
        back_populates="conference", lazy="raise", passive_deletes="all", order_by="ConferenceSession.code"
    )
    delegations: Mapped[list["Delegation"]] = relationship(
        back_populates="conference", lazy="raise", passive_deletes="all", order_by="Delegation.position"
    )

    def by_its_clock(self, moment: datetime) -> datetime:
        """The same instant, as clocks there show it."""
        return moment.astimezone(ZoneInfo(self.timezone))


class ConferenceSession(Revised, Base):
    """A sitting in which delegations meet.

    `policy` holds the keys of an instance's policy (`goals`, `bonus`, `max_break_spread`, `zone_gap`); those left out
    have the service's defaults. `online_links` is how many meetings can be on line at once; null is any number.
    `format_code` is the packaged format that it was started from. A meeting request expires after `request_days`; null
    is never. `accepted_must_meet` says that those who agreed to meet must. `told_number` is that of the version that
    delegations know; null is none yet.
    """

    __tablename__ = "conference_session"
    __table_args__ = (
        UniqueConstraint("conference_id", "code"),
        CheckConstraint("code <> ''", name="identified"),
        CheckConstraint("online_links >= 0", name="online_links_not_negative"),
        CheckConstraint("request_days >= 1", name="request_days_positive"),
    )

    id: Mapped[UuidPk]
    conference_id: Mapped[UUID] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    code: Mapped[str]
    name_vi: Mapped[str]
    name_en: Mapped[str]
    online_links: Mapped[int | None]
    policy: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    format_code: Mapped[str | None]
    request_days: Mapped[int | None]
    accepted_must_meet: Mapped[bool] = mapped_column(default=False, server_default=false())
    told_number: Mapped[int | None]

    conference: Mapped[Conference] = relationship(back_populates="sessions", lazy="raise_on_sql")
    slots: Mapped[list["Slot"]] = relationship(
        back_populates="session", lazy="raise", passive_deletes="all", order_by="Slot.position"
    )
    tables: Mapped[list["MeetingTable"]] = relationship(
        back_populates="session", lazy="raise", passive_deletes="all", order_by="MeetingTable.position"
    )
    interpreters: Mapped[list["Interpreter"]] = relationship(
        back_populates="session", lazy="raise", passive_deletes="all", order_by="Interpreter.position"
    )
    side_rules: Mapped[list["SideRule"]] = relationship(
        back_populates="session", lazy="raise", passive_deletes="all", order_by="SideRule.side"
    )


class Slot(Audited, Base):
    """A unit of the programme, in the order of `position`; slots of one `period` follow each other."""

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("session_id", "code"),
        UniqueConstraint("session_id", "position"),
        CheckConstraint("code <> ''", name="identified"),
        CheckConstraint("ends_at > starts_at", name="times_in_order"),
    )

    id: Mapped[UuidPk]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("conference_session.id", ondelete="CASCADE"))
    code: Mapped[str]
    position: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    period: Mapped[str]

    @property
    def revision(self) -> int:
        """That of the session, of which a change of the slot is one."""
        return self.session.revision

    @property
    def starts_there(self) -> datetime:
        """By the clock of the conference, as `ends_there`; both are loaded with the session or known already."""
        return self.session.conference.by_its_clock(self.starts_at)

    @property
    def ends_there(self) -> datetime:
        return self.session.conference.by_its_clock(self.ends_at)

    session: Mapped[ConferenceSession] = relationship(back_populates="slots", lazy="raise_on_sql")


class MeetingTable(Audited, Base):
    """A place for one meeting at a time. With a delegation it is that delegation's own; without, it is anybody's."""

    __tablename__ = "meeting_table"
    audited_lists = ("unavailabilities",)
    __table_args__ = (
        UniqueConstraint("session_id", "code"),
        UniqueConstraint("session_id", "position"),
        CheckConstraint("code <> ''", name="identified"),
    )

    id: Mapped[UuidPk]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("conference_session.id", ondelete="CASCADE"))
    code: Mapped[str]
    position: Mapped[int]
    zone: Mapped[str | None]
    features: Mapped[list[str]] = mapped_column(JSON, default=list)
    delegation_id: Mapped[UUID | None] = mapped_column(ForeignKey("delegation.id", ondelete="SET NULL"), index=True)

    @property
    def revision(self) -> int:
        """As of a slot."""
        return self.session.revision

    session: Mapped[ConferenceSession] = relationship(back_populates="tables", lazy="raise")
    delegation: Mapped["Delegation | None"] = relationship(back_populates="tables", lazy="raise")
    unavailabilities: Mapped[list["TableUnavailability"]] = relationship(
        back_populates="table", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )


class TableUnavailability(Base):
    """A slot in which a table is out of use."""

    __tablename__ = "table_unavailability"

    table_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_table.id", ondelete="CASCADE"), primary_key=True)
    slot_id: Mapped[UUID] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), primary_key=True, index=True)

    table: Mapped[MeetingTable] = relationship(back_populates="unavailabilities", lazy="raise")
