"""Who shall meet whom: wishes, must-meets, meetings of a given value, pins."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.schema import SchemaItem

from app.models.base import Audited, Base, Revised, Timestamped, UuidPk, choice
from app.models.conference import MeetingTable, Slot
from app.models.delegation import Delegation


class WishKind(StrEnum):
    RANKED = "ranked"
    DO_NOT_MEET = "do_not_meet"


class Wish(Revised, Base):
    """One delegation's word about another: ranked among those it wants to meet (1 comes first), or not to be met.

    Of a delegation's wishes with the same `alternative` one at most is met.
    """

    __tablename__ = "wish"
    audited_for = "delegation_id"
    __table_args__ = (
        UniqueConstraint("session_id", "delegation_id", "target_id"),
        UniqueConstraint("session_id", "delegation_id", "rank"),
        CheckConstraint("delegation_id <> target_id", name="not_of_itself"),
        CheckConstraint(
            "(kind = 'ranked' AND rank IS NOT NULL AND rank >= 1) OR (kind = 'do_not_meet' AND rank IS NULL)",
            name="rank_goes_with_kind",
        ),
        CheckConstraint("alternative IS NULL OR kind = 'ranked'", name="alternative_is_ranked"),
    )

    id: Mapped[UuidPk]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("conference_session.id", ondelete="CASCADE"))
    delegation_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    target_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    kind: Mapped[WishKind] = mapped_column(choice(WishKind, "kind_known"), default=WishKind.RANKED)
    rank: Mapped[int | None]
    alternative: Mapped[str | None]

    delegation: Mapped[Delegation] = relationship(foreign_keys=[delegation_id], lazy="raise")
    target: Mapped[Delegation] = relationship(foreign_keys=[target_id], lazy="raise")


class DelegationPair(Audited, Timestamped, Base):
    """Two delegations in a session, in no order.

    The constructor puts the smaller id first and the database insists on it, so that no pair can be there twice.
    """

    __abstract__ = True

    id: Mapped[UuidPk]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("conference_session.id", ondelete="CASCADE"))
    a_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    b_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)

    def __init__(self, *, a_id: UUID, b_id: UUID, **values: object) -> None:
        super().__init__(a_id=min(a_id, b_id), b_id=max(a_id, b_id), **values)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        return (UniqueConstraint("session_id", "a_id", "b_id"), CheckConstraint("a_id < b_id", name="smaller_id_first"))


class MustMeet(DelegationPair):
    """A meeting that the organiser or both sides insist on."""

    __tablename__ = "must_meet"


class MeetingValue(DelegationPair):
    """What a meeting is worth where that is given, as in an imported instance, and not derived from wishes.

    `code` is the meeting's id in that instance; null lets the service make one. `alternative` and `features` are those
    that it has there.
    """

    __tablename__ = "meeting_value"

    code: Mapped[str | None]
    value: Mapped[int]
    alternative: Mapped[str | None]
    features: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        own = (UniqueConstraint("session_id", "code"), CheckConstraint("value >= 0", name="not_negative"))
        return (*super().__table_args__, *own)


class Pin(DelegationPair):
    """The organiser's word that two delegations meet in this slot, at this table if one is named."""

    __tablename__ = "pin"

    # Without ON DELETE: a pinned slot or table cannot be deleted alone, but goes with its session and the pin.
    slot_id: Mapped[UUID] = mapped_column(ForeignKey("slot.id"), index=True)
    table_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting_table.id"), index=True)

    slot: Mapped[Slot] = relationship(lazy="raise")
    table: Mapped[MeetingTable | None] = relationship(lazy="raise")
