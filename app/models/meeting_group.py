"""Groups: three parties or more that meet together, around a theme or with one of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Audited, Base, Revised, Timestamped, UuidPk, choice
from app.models.conference import MeetingTable, Slot


class MemberState(StrEnum):
    INVITED = "invited"
    AGREED = "agreed"
    DECLINED = "declined"


class MeetingGroup(Revised, Base):
    """Several delegations of a session in one meeting, which is planned when `min_size` have agreed.

    `code` is the meeting's id in an instance. Of the groups with the same `alternative` one at most is held. `value` is
    what the meeting is worth where that is given, and not derived from what its members want. A slot pins it, at the
    table if one is named. Without a convener it is the organiser's.
    """

    __tablename__ = "meeting_group"
    audited_for = "convener_id"
    __table_args__ = (
        UniqueConstraint("session_id", "code"),
        CheckConstraint("code <> ''", name="identified"),
        CheckConstraint("min_size >= 3", name="more_than_two"),
        CheckConstraint("max_size >= min_size", name="sizes_in_order"),
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint("table_id IS NULL OR slot_id IS NOT NULL", name="pinned_to_a_slot_first"),
    )

    id: Mapped[UuidPk]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("conference_session.id", ondelete="CASCADE"))
    code: Mapped[str]
    theme: Mapped[str]
    convener_id: Mapped[UUID | None] = mapped_column(ForeignKey("delegation.id", ondelete="SET NULL"), index=True)
    min_size: Mapped[int] = mapped_column(default=3)
    max_size: Mapped[int | None]
    must_meet: Mapped[bool] = mapped_column(default=False, server_default=false())
    alternative: Mapped[str | None]
    value: Mapped[int | None]
    features: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Without ON DELETE, as for pins: they go with the session only.
    slot_id: Mapped[UUID | None] = mapped_column(ForeignKey("slot.id"), index=True)
    table_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting_table.id"), index=True)

    members: Mapped[list["GroupMember"]] = relationship(
        back_populates="group", lazy="raise", passive_deletes="all", order_by="(GroupMember.created_at, GroupMember.id)"
    )
    slot: Mapped[Slot | None] = relationship(lazy="raise")
    table: Mapped[MeetingTable | None] = relationship(lazy="raise")


class GroupMember(Audited, Timestamped, Base):
    """A delegation that is asked into a group; `also_alone` if it wants to meet the others one by one, too."""

    __tablename__ = "group_member"
    audited_for = "delegation_id"
    __table_args__ = (
        UniqueConstraint("group_id", "delegation_id"),
        CheckConstraint("(state = 'invited') = (answered_at IS NULL)", name="invited_or_answered"),
    )

    id: Mapped[UuidPk]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_group.id", ondelete="CASCADE"))
    delegation_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    state: Mapped[MemberState] = mapped_column(choice(MemberState, "state_known"), default=MemberState.INVITED)
    also_alone: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]

    group: Mapped[MeetingGroup] = relationship(back_populates="members", lazy="raise")
