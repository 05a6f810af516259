"""Reading reference data as a whole, to bring it up to date."""

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import Select, select

from app.models import Base, Organisation, OrganisationCountry

Row = TypeVar("Row", bound=Base)


def everything(model: type[Row]) -> Select[Row]:
    return select(model)


def organisations(schemes: Collection[str]) -> Select[Organisation]:
    return select(Organisation).where(Organisation.scheme.in_(schemes))


def countries_of(schemes: Collection[str]) -> Select[OrganisationCountry]:
    """For whom the organisations of these schemes speak."""
    return select(OrganisationCountry).join(OrganisationCountry.organisation).where(Organisation.scheme.in_(schemes))
