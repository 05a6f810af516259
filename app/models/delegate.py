"""Delegates: the people of a delegation."""

from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Revised, UuidPk
from app.models.delegation import Delegation

_TO_REACH = "to reach the delegate before and during the conference"
_TO_INTRODUCE = "to introduce the delegate to those whom the delegation meets"


class Delegate(Revised, Base):
    """A person who comes for a delegation; `position` is the rank in the order of protocol, from 1.

    `languages` are ISO 639 codes, `phone` is in the form of E.164. With `membership_id` the person can sign in.
    """

    __tablename__ = "delegate"
    audited_for = "delegation_id"
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

    delegation: Mapped[Delegation] = relationship(lazy="raise")
