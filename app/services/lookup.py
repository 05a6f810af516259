"""What every service does with rows: find one, page through many, translate a refused change."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import AppError, InUse, Invalid, NotFound, Place
from app.models import Base
from app.queries import paging

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`items` are those from `offset` on, at most `limit` of the `total`."""

    items: Sequence[T]
    total: int
    limit: int
    offset: int

    def with_each(self, change: Callable[[T], U]) -> "Page[U]":
        """The page with what `change` makes of each item."""
        return Page([change(item) for item in self.items], self.total, self.limit, self.offset)


def one(db: Session, query: Select[T], missing: NotFound) -> T:
    """The row of `query`. Raises `missing` if there is none."""
    found = db.scalars(query).one_or_none()
    if found is None:
        raise missing
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


def delete(db: Session, row: Base, *, unless: InUse) -> None:
    """Delete a row. Raises `unless` if something that must not vanish in silence points at it."""
    with refused_as(db, unless):
        db.delete(row)


def invalid(pointer: str, template: str, /, **params: object) -> Invalid:
    """The problem of one place in a request's body."""
    return Invalid(template, places=[Place(pointer, template, params)], **params)


def change(row: Base, values: dict[str, object]) -> None:
    """Set the columns of `row` that `values` names."""
    for name, value in values.items():
        setattr(row, name, value)
