"""Reference data by its codes, for the services that link to it."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from sqlalchemy.orm import Session

from app.models import Country, Objective, Region, Sector
from app.queries import codes as queries
from app.services import lookup

T = TypeVar("T")


def countries(db: Session, codes: Sequence[str], *, pointer: str) -> list[Country]:
    """The countries of these codes, in their order. Raises `Invalid`, pointing below `pointer`, for an unknown one."""
    found = {country.iso2: country for country in db.scalars(queries.countries(codes))}
    return _each(codes, found, pointer, "country")


def objective(db: Session, code: str | None, *, pointer: str) -> Objective | None:
    """The objective of this code, if one is given. Raises `Invalid` at `pointer` for an unknown one."""
    if code is None:
        return None
    return _known(code, {found.code: found for found in db.scalars(queries.objectives([code]))}, pointer, "objective")


def region(db: Session, code: str | None, *, pointer: str) -> Region | None:
    """As `objective`."""
    if code is None:
        return None
    return _known(code, {found.code: found for found in db.scalars(queries.regions([code]))}, pointer, "region")


def regions(db: Session, codes: Sequence[str], *, pointer: str) -> list[Region]:
    """As `countries`."""
    found = {region.code: region for region in db.scalars(queries.regions(codes))}
    return _each(codes, found, pointer, "region")


def sectors(db: Session, codes: Sequence[str], *, pointer: str) -> list[Sector]:
    """As `countries`."""
    found = {sector.code: sector for sector in db.scalars(queries.sectors(codes))}
    return _each(codes, found, pointer, "sector")


def _each(codes: Sequence[str], found: Mapping[str, T], pointer: str, what: str) -> list[T]:
    return [_known(code, found, f"{pointer}/{i}", what) for i, code in enumerate(codes)]


def _known(code: str, found: Mapping[str, T], pointer: str, what: str) -> T:
    if code not in found:
        raise lookup.invalid(pointer, f"No such {what}: {code}.")
    return found[code]
