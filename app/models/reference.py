"""Reference data, keyed by published codes: regions, countries, sectors, objectives."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base


class Region(Base):
    """A part of Vietnam (`DBSH`) or a group of countries (`EUU`, the European Union): what can be wanted as a whole."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_vi: Mapped[str]
    name_en: Mapped[str]


class Country(Base):
    """A country by its ISO 3166-1 alpha-2 code, with the name that the ministry uses."""

    __tablename__ = "country"

    iso2: Mapped[str] = mapped_column(primary_key=True)
    name_vi: Mapped[str]
    name_en: Mapped[str]
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)

    region: Mapped[Region] = relationship(lazy="raise")


class Sector(Base):
    """A sector of the economy; one with a parent is a sub-sector. Two levels, no more."""

    __tablename__ = "sector"

    code: Mapped[str] = mapped_column(primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("sector.code", ondelete="RESTRICT"), index=True)
    name_vi: Mapped[str]
    name_en: Mapped[str]


class Objective(Base):
    """What a need or an offering is after: investment, aid, a market, a twin town."""

    __tablename__ = "objective"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_vi: Mapped[str]
    name_en: Mapped[str]
