"""Delegates: the people of a delegation."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Revised, UuidPk, choice
from app.models.delegation import Delegation
from app.models.reference import Sector

_TO_REACH = "to reach the delegate before and during the conference"
_TO_INTRODUCE = "to introduce the delegate to those whom the delegation meets"
_TO_SEAT = "to know who sits at which meeting, so that nobody is in two places"


class DelegateFunction(StrEnum):
    """As what somebody sits at a table. An expert is one of some sectors; everybody else can lead a team."""

    HEAD = "head"
    DEPUTY = "deputy"
    EXPERT = "expert"


delegate_sector = Table(
    "delegate_sector",
    Base.metadata,
    Column("delegate_id", ForeignKey("delegate.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "sector_code",
        ForeignKey("sector.code", ondelete="RESTRICT"),
        primary_key=True,
        index=True,
        info={"personal": _TO_SEAT},
    ),
)


class Delegate(Revised, Base):
    """A person who comes for a delegation; `position` is the rank in the order of protocol, from 1.

    `languages` are ISO 639 codes, `phone` is in the form of E.164. With `membership_id` the person can sign in.
    `teams` are those at which the delegate may sit, numbered from 1; without any, the delegate holds no meetings.
    """

    __tablename__ = "delegate"
    audited_for = "delegation_id"
    audited_lists = ("sectors",)
    __table_args__ = (CheckConstraint("name <> ''", name="has_a_name"),)

    id: Mapped[UuidPk]
    delegation_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(info={"personal": _TO_INTRODUCE})
    title_vi: Mapped[str | None] = mapped_column(info={"personal": _TO_INTRODUCE})
    title_en: Mapped[str | None] = mapped_column(info={"personal": _TO_INTRODUCE})
    languages: Mapped[list[str]] = mapped_column(
        JSON, default=list, info={"personal": "to know which meetings need an interpreter"}
    )
    email: Mapped[str | None] = mapped_column(info={"personal": _TO_REACH})
    phone: Mapped[str | None] = mapped_column(info={"personal": _TO_REACH})
    note: Mapped[str | None] = mapped_column(info={"personal": "what the delegation wants its hosts to know"})
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("membership.id", ondelete="SET NULL"), unique=True)
    function: Mapped[DelegateFunction | None] = mapped_column(
        choice(DelegateFunction, "function_known"), info={"personal": _TO_SEAT}
    )
    teams: Mapped[list[int]] = mapped_column(JSON, default=list, info={"personal": _TO_SEAT})

    delegation: Mapped[Delegation] = relationship(lazy="raise")
    sectors: Mapped[list[Sector]] = relationship(secondary=delegate_sector, lazy="raise", order_by=Sector.code)
