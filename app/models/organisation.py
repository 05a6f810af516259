"""Organisations: provinces, missions, partners, with identities that are valid for a time."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Revised, UuidPk, choice
from app.models.reference import Country, Region


class OrganisationKind(StrEnum):
    PROVINCE = "province"
    MISSION = "mission"
    PARTNER = "partner"
    OTHER = "other"


class CountryRole(StrEnum):
    """Where a mission has its seat, and where it is accredited besides."""

    HOST = "host"
    CONCURRENT = "concurrent"


class Organisation(Revised, Base):
    """A province, mission or partner.

    A code means nothing without its scheme: seven province codes mean different units before and after 1 July 2025.
    `label_*` is the short name for grids and lists ("Hàn Quốc"), `name_*` the one for documents; `category` is the
    finer kind (`embassy`, `consulate_general`, `municipality`); `city_*` the seat; `timezone` an IANA name.
    """

    __tablename__ = "organisation"
    audited_lists = ("countries",)
    __table_args__ = (
        UniqueConstraint("scheme", "code"),
        CheckConstraint("scheme <> '' AND code <> ''", name="identified"),
        CheckConstraint("valid_to >= valid_from", name="validity_in_order"),
        CheckConstraint("successor_id <> id", name="not_its_own_successor"),
    )

    id: Mapped[UuidPk]
    scheme: Mapped[str]
    code: Mapped[str]
    kind: Mapped[OrganisationKind] = mapped_column(choice(OrganisationKind, "kind_known"))
    category: Mapped[str | None]
    name_vi: Mapped[str]
    name_en: Mapped[str]
    label_vi: Mapped[str]
    label_en: Mapped[str]
    city_vi: Mapped[str | None]
    city_en: Mapped[str | None]
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    timezone: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)

    region: Mapped[Region | None] = relationship(lazy="raise")
    successor: Mapped["Organisation | None"] = relationship(remote_side="Organisation.id", lazy="raise")
    countries: Mapped[list["OrganisationCountry"]] = relationship(
        back_populates="organisation",
        lazy="raise",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(OrganisationCountry.role.desc(), OrganisationCountry.country_iso2)",
    )


class OrganisationCountry(Base):
    """A country that a mission speaks for, or that a partner comes from."""

    __tablename__ = "organisation_country"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    country_iso2: Mapped[str] = mapped_column(ForeignKey("country.iso2", ondelete="RESTRICT"), primary_key=True)
    role: Mapped[CountryRole] = mapped_column(choice(CountryRole, "role_known"))

    organisation: Mapped[Organisation] = relationship(back_populates="countries", lazy="raise")
    country: Mapped[Country] = relationship(lazy="raise")
