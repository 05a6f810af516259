"""Whole rows of any table, by the kinds of their columns alone: of this release's schema or of an earlier one."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    Float,
    Insert,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    TableClause,
    Uuid,
    column,
    func,
    insert,
    select,
    table,
    text,
)
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.types import TypeEngine

from app.models import Account, Base, Conference
from app.models.base import UtcDateTime

# How values of each kind travel between the database and Python.
KINDS: Mapping[str, TypeEngine[Any]] = {
    "instant": UtcDateTime(),
    "uuid": Uuid(),
    "date": Date(),
    "json": JSON(none_as_null=True),
    "bytes": LargeBinary(),
    "boolean": Boolean(),
    "integer": BigInteger(),
    "number": Float(),
    "text": String(),
}
# Which kind a column is of: the first that fits. Our choices are text under a CHECK.
_FAMILIES: Mapping[type[TypeEngine[Any]], str] = {
    UtcDateTime: "instant",
    Uuid: "uuid",
    Date: "date",
    JSON: "json",
    LargeBinary: "bytes",
    Boolean: "boolean",
    Integer: "integer",
    Float: "number",
    String: "text",
}


def tables() -> list[Table]:
    """All there are, those that others point at first."""
    return list(Base.metadata.sorted_tables)


def kinds(of: Table) -> dict[str, str]:
    """The kind of each column."""
    return {each.name: _kind(each.type) for each in of.columns}


def _kind(of: TypeEngine[Any]) -> str:
    return next(kind for family, kind in _FAMILIES.items() if isinstance(of, family))


def every(of: Table) -> Select[*tuple[Any, ...]]:
    """All rows as plain values, in the order of their keys."""
    plain = _plain(of.name, kinds(of))
    return select(*plain.columns).order_by(*(plain.columns[key.name] for key in of.primary_key))


def add(name: str, columns: Mapping[str, str]) -> Insert:
    """Plain values into the columns of these kinds."""
    return insert(_plain(name, columns))


def is_anybody_known(existing: set[str]) -> Select[int] | None:
    """Whether there are accounts or conferences; None where there are not even tables for them."""
    known = [model.__table__ for model in (Account, Conference) if model.__tablename__ in existing]
    counts = [select(func.count()).select_from(each).scalar_subquery() for each in known]
    return select(sum(counts[1:], counts[0])) if counts else None


def empty(names: set[str], *, dialect: str) -> list[TextClause]:
    """Take all rows away, whoever points at them."""
    quoted = sorted(f'"{name}"' for name in names)
    if dialect == "postgresql":
        return [text(f"TRUNCATE {', '.join(quoted)} CASCADE")] if quoted else []
    return [text(f"DELETE FROM {name}") for name in quoted]  # noqa: S608 -- names that the database itself gave


def _plain(name: str, columns: Mapping[str, str]) -> TableClause:
    return table(name, *(column(each, KINDS[kind]) for each, kind in columns.items()))
