"""What every service does with rows: find one, page through many, translate a refused change."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import AppError, InUse, Invalid, NotFound
from app.models import Base
from app.queries import paging

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`items` are those from `offset` on, at most `limit` of the `total`."""

    items: Sequence[T]
    total: int
    limit: int
    offset: int


def one(db: Session, query: Select[T], what: str) -> T:
    """The row of `query`. Raises `NotFound`, naming `what` was looked for."""
    found = db.scalars(query).one_or_none()
    if found is None:
        raise NotFound(f"No such {what}.")
    return found


def page(db: Session, query: Select[T], *, limit: int, offset: int) -> Page[T]:
    """One page of `query`, in two statements whatever its length."""
    total = db.scalars(paging.size(query)).one()
    items = db.scalars(query.limit(limit).offset(offset)).all()
    return Page(items, total, limit, offset)


def reloaded(db: Session, query: Select[T]) -> T:
    """The row after a change, with all that `query` loads."""
    db.flush()
    return db.scalars(query.execution_options(populate_existing=True)).one()


@contextmanager
def refused_as(db: Session, error: AppError) -> Iterator[None]:
    """Do the changes inside now; raise `error` if a constraint of the database refuses them."""
    try:
        with db.begin_nested():
            yield
    except IntegrityError as exc:
        raise error from exc


def delete(db: Session, row: Base, *, unless: str) -> None:
    """Delete a row. Raises `InUse`, saying `unless`, if something that must not vanish in silence points at it."""
    with refused_as(db, InUse(unless)):
        db.delete(row)


def invalid(pointer: str, detail: str) -> Invalid:
    """The problem of one place in a request's body."""
    return Invalid(detail, errors=[{"pointer": pointer, "detail": detail, "in": "body"}])


def change(row: Base, values: dict[str, object]) -> None:
    """Set the columns of `row` that `values` names."""
    for name, value in values.items():
        setattr(row, name, value)
