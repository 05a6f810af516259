"""Reading reference data by its codes."""

from collections.abc import Collection

from sqlalchemy import Select, select

from app.models import Country, Objective, Region, Sector


def countries(codes: Collection[str]) -> Select[Country]:
    return select(Country).where(Country.iso2.in_(codes))


def objectives(codes: Collection[str]) -> Select[Objective]:
    return select(Objective).where(Objective.code.in_(codes))


def regions(codes: Collection[str]) -> Select[Region]:
    return select(Region).where(Region.code.in_(codes))


def sectors(codes: Collection[str]) -> Select[Sector]:
    return select(Sector).where(Sector.code.in_(codes))
