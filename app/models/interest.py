"""What delegations look for and what they bring: needs and offerings."""

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Revised, UuidPk
from app.models.reference import Country, Objective, Region, Sector

if TYPE_CHECKING:
    from app.models.delegation import Delegation


def _link(owner: str, target: str, key: str) -> Table:
    """A many-to-many table from needs or offerings to a reference table."""
    return Table(
        f"{owner}_{target}",
        Base.metadata,
        Column(f"{owner}_id", ForeignKey(f"{owner}.id", ondelete="CASCADE"), primary_key=True),
        Column(f"{target}_{key}", ForeignKey(f"{target}.{key}", ondelete="RESTRICT"), primary_key=True, index=True),
    )


need_sector = _link("need", "sector", "code")
need_country = _link("need", "country", "iso2")
need_region = _link("need", "region", "code")
offering_sector = _link("offering", "sector", "code")
offering_country = _link("offering", "country", "iso2")


class Need(Revised, Base):
    """What a delegation looks for; priority 1 comes first.

    It may want single countries and whole regions ("the EU"); with neither, any country will do.
    """

    __tablename__ = "need"
    audited_for = "delegation_id"
    audited_lists = ("sectors", "countries", "regions")
    __table_args__ = (
        UniqueConstraint("delegation_id", "code"),
        CheckConstraint("priority >= 1", name="priority_positive"),
    )

    id: Mapped[UuidPk]
    delegation_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"))
    code: Mapped[str]
    priority: Mapped[int] = mapped_column(default=1)
    language: Mapped[str]
    text: Mapped[str]
    objective_code: Mapped[str | None] = mapped_column(ForeignKey("objective.code", ondelete="RESTRICT"), index=True)

    delegation: Mapped["Delegation"] = relationship(back_populates="needs", lazy="raise")
    objective: Mapped[Objective | None] = relationship(lazy="raise")
    sectors: Mapped[list[Sector]] = relationship(secondary=need_sector, lazy="raise", order_by=Sector.code)
    countries: Mapped[list[Country]] = relationship(secondary=need_country, lazy="raise", order_by=Country.iso2)
    regions: Mapped[list[Region]] = relationship(secondary=need_region, lazy="raise", order_by=Region.code)


class Offering(Revised, Base):
    """What a delegation brings: a partner lead, a programme, a market. No countries means all that it speaks for."""

    __tablename__ = "offering"
    audited_for = "delegation_id"
    audited_lists = ("sectors", "countries")
    __table_args__ = (
        UniqueConstraint("delegation_id", "code"),
        CheckConstraint("priority >= 1", name="priority_positive"),
    )

    id: Mapped[UuidPk]
    delegation_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"))
    code: Mapped[str]
    priority: Mapped[int] = mapped_column(default=1)
    language: Mapped[str]
    text: Mapped[str]
    objective_code: Mapped[str | None] = mapped_column(ForeignKey("objective.code", ondelete="RESTRICT"), index=True)

    delegation: Mapped["Delegation"] = relationship(back_populates="offerings", lazy="raise")
    objective: Mapped[Objective | None] = relationship(lazy="raise")
    sectors: Mapped[list[Sector]] = relationship(secondary=offering_sector, lazy="raise", order_by=Sector.code)
    countries: Mapped[list[Country]] = relationship(secondary=offering_country, lazy="raise", order_by=Country.iso2)
