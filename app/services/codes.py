"""Reference data by its codes, for the services that link to it."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeVar

from babel.core import get_global
from babel.numbers import get_territory_currencies
from sqlalchemy.orm import Session

from app.i18n.messages import mark
from app.models import Country, Objective, Region, Sector
from app.queries import codes as queries
from app.services import lookup

T = TypeVar("T")


def countries(db: Session, codes: Sequence[str], *, pointer: str) -> list[Country]:
    """The countries of these codes, in their order. Raises `Invalid`, pointing below `pointer`, for an unknown one."""
    found = {country.iso2: country for country in db.scalars(queries.countries(codes))}
    return _each(codes, found, pointer, mark("No such country: {code}."))


def country(db: Session, code: str | None, *, pointer: str) -> Country | None:
    """As `objective`."""
    if code is None:
        return None
    return _known(
        code,
        {found.iso2: found for found in db.scalars(queries.countries([code]))},
        pointer,
        mark("No such country: {code}."),
    )


def currency(code: str | None, *, pointer: str) -> None:
    """Raises `Invalid` at `pointer` for a code of ISO 4217 that no country pays in today."""
    if code is not None and code not in _currencies():
        raise lookup.invalid(pointer, "No such currency: {code}.", code=code)


def objective(db: Session, code: str | None, *, pointer: str) -> Objective | None:
    """The objective of this code, if one is given. Raises `Invalid` at `pointer` for an unknown one."""
    if code is None:
        return None
    return _known(
        code,
        {found.code: found for found in db.scalars(queries.objectives([code]))},
        pointer,
        mark("No such objective: {code}."),
    )


def region(db: Session, code: str | None, *, pointer: str) -> Region | None:
    """As `objective`."""
    if code is None:
        return None
    return _known(
        code,
        {found.code: found for found in db.scalars(queries.regions([code]))},
        pointer,
        mark("No such region: {code}."),
    )


def regions(db: Session, codes: Sequence[str], *, pointer: str) -> list[Region]:
    """As `countries`."""
    found = {region.code: region for region in db.scalars(queries.regions(codes))}
    return _each(codes, found, pointer, mark("No such region: {code}."))


def sectors(db: Session, codes: Sequence[str], *, pointer: str) -> list[Sector]:
    """As `countries`."""
    found = {sector.code: sector for sector in db.scalars(queries.sectors(codes))}
    return _each(codes, found, pointer, mark("No such sector: {code}."))


@cache
def _currencies() -> frozenset[str]:
    return frozenset(
        code for country in get_global("territory_currencies") for code in get_territory_currencies(country)
    )


def _each(codes: Sequence[str], found: Mapping[str, T], pointer: str, unknown: str) -> list[T]:
    return [_known(code, found, f"{pointer}/{i}", unknown) for i, code in enumerate(codes)]


def _known(code: str, found: Mapping[str, T], pointer: str, unknown: str) -> T:
    if code not in found:
        raise lookup.invalid(pointer, unknown, code=code)
    return found[code]
