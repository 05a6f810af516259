"""Reference data by its codes, for the services that link to it: every code that nobody knows is told at once."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from app.i18n.messages import mark
from app.models import Base, Country, Objective, Region, Sector
from app.queries import codes as queries
from app.services import lookup

T = TypeVar("T", bound=Base)


def countries(db: Session, codes: Sequence[str], *, pointer: str) -> list[Country]:
    """The countries of these codes, in their order. Raises `Invalid`, pointing below `pointer`, for an unknown one."""
    return _each(codes, _found(db, Country, codes, queries.countries), pointer, mark("No such country: {code}."))


def country(db: Session, code: str | None, *, pointer: str) -> Country | None:
    """As `objective`."""
    if code is None:
        return None
    return _known(
        code,
        _found(db, Country, [code], queries.countries),
        pointer,
        mark("No such country: {code}."),
    )


def objective(db: Session, code: str | None, *, pointer: str) -> Objective | None:
    """The objective of this code, if one is given. Raises `Invalid` at `pointer` for an unknown one."""
    if code is None:
        return None
    return _known(
        code,
        _found(db, Objective, [code], queries.objectives),
        pointer,
        mark("No such objective: {code}."),
    )


def region(db: Session, code: str | None, *, pointer: str) -> Region | None:
    """As `objective`."""
    if code is None:
        return None
    return _known(
        code,
        _found(db, Region, [code], queries.regions),
        pointer,
        mark("No such region: {code}."),
    )


def regions(db: Session, codes: Sequence[str], *, pointer: str) -> list[Region]:
    """As `countries`."""
    return _each(codes, _found(db, Region, codes, queries.regions), pointer, mark("No such region: {code}."))


def sectors(db: Session, codes: Sequence[str], *, pointer: str) -> list[Sector]:
    """As `countries`."""
    return _each(codes, _found(db, Sector, codes, queries.sectors), pointer, mark("No such sector: {code}."))


def _found(
    db: Session, kind: type[T], codes: Sequence[str], query: Callable[[Sequence[str]], Select[T]]
) -> dict[str, T]:
    """By code. What this session holds already, as an import does with all of it, is not asked for again."""
    held = {code: db.identity_map.get(identity_key(kind, code)) for code in codes}
    found = {code: row for code, row in held.items() if row is not None}
    missing = [code for code in codes if code not in found]
    rows = db.scalars(query(missing)) if missing else ()
    return found | {_code(row): row for row in rows}


def _code(row: Base) -> str:
    (code,) = identity_key(instance=row)[1]
    return str(code)


def _each(codes: Sequence[str], found: Mapping[str, T], pointer: str, unknown: str) -> list[T]:
    return lookup.together(
        *(partial(_known, code, found, f"{pointer}/{i}", unknown) for i, code in enumerate(codes)),
    )


def _known(code: str, found: Mapping[str, T], pointer: str, unknown: str) -> T:
    if code not in found:
        raise lookup.invalid(pointer, unknown, code=code)
    return found[code]
