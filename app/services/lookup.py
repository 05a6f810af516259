"""What every service does with rows: find one, page through many, translate a refused change."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlakeyset import InvalidPage, select_page
from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from app.errors import AppError, Duplicate, InUse, Invalid, NotFound, Place, PreconditionFailed
from app.i18n.messages import mark
from app.models import Base
from app.models.base import Revised
from app.queries import paging

T = TypeVar("T")
U = TypeVar("U")
R = TypeVar("R", bound=Revised)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the `total` items of a list in its order; `next_cursor` leads to those after them, if there are any."""

    items: Sequence[T]
    total: int
    next_cursor: str | None

    def with_each(self, change: Callable[[T], U]) -> "Page[U]":
        """The page with what `change` makes of each item."""
        return Page([change(item) for item in self.items], self.total, self.next_cursor)


def one(db: Session, query: Select[T], missing: NotFound) -> T:
    """The row of `query`. Raises `missing` if there is none."""
    found = db.scalars(query).one_or_none()
    if found is None:
        raise missing
    return found


def held(db: Session, query: Select[R], seen: R, missing: NotFound) -> R:
    """The row of `query`, which locks it, as it was `seen`: until this transaction ends nobody else changes it.

    Raises `PreconditionFailed` if somebody has changed it meanwhile, and as `one`.
    """
    revision = seen.revision
    found = one(db, query.execution_options(populate_existing=True), missing)
    if found.revision != revision:
        raise PreconditionFailed("Somebody has changed this at the same moment; read it again.")
    return found


def page(db: Session, query: Select[T], *, limit: int, cursor: str | None) -> Page[T]:
    """At most `limit` items of `query` after `cursor`, in one statement if they are all, else in two.

    A page goes on where the last one ended by the values of the order, so that what is added or taken out meanwhile
    shifts nothing. The order ends in something unique, and none of it can be null. Raises `Invalid` for a bad cursor.
    """
    try:
        found: Any = select_page(db, query, per_page=limit, page=None if cursor is None else _opened(cursor))
    except (InvalidPage, ValueError, StatementError) as exc:
        raise _bad_cursor() from exc
    following = found.paging.bookmark_next if found.paging.has_next else None
    total = len(found) if cursor is None and following is None else db.scalars(paging.size(query)).one()
    return Page([row[0] for row in found], total, following and _closed(following))


def _closed(bookmark: str) -> str:
    """Nothing that callers would take apart."""
    return urlsafe_b64encode(bookmark.encode()).decode().rstrip("=")


def _opened(cursor: str) -> str:
    return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()


def _bad_cursor() -> Invalid:
    template = mark("This is not the `next_cursor` of a page of this list.")
    return Invalid(template, places=[Place("/cursor", template, where="query")])


def reloaded(db: Session, query: Select[T]) -> T:
    """The row after a change, with all that `query` loads."""
    db.flush()
    return db.scalars(query.execution_options(populate_existing=True)).one()


@contextmanager
def refused_as(db: Session, error: AppError | Callable[[], AppError]) -> Iterator[None]:
    """Do the changes inside now; raise `error`, or what it finds, if a constraint of the database refuses them."""
    try:
        with db.begin_nested():
            yield
    except IntegrityError as exc:
        raise (error if isinstance(error, AppError) else error()) from exc


def delete(db: Session, row: Base, *, unless: InUse) -> None:
    """Delete a row. Raises `unless` if something that must not vanish in silence points at it."""
    with refused_as(db, unless):
        db.delete(row)


def invalid(pointer: str, template: str, /, **params: object) -> Invalid:
    """The problem of one place in a request's body."""
    return Invalid(template, places=[Place(pointer, template, params)], **params)


def together(*checks: Callable[[], T]) -> list[T]:
    """What each of them gives. Raises `Invalid` with the places of all that are refused, to be mended at once.

    Where nothing but what is taken is refused, it is the first `Duplicate` with the places of all.
    """
    given: list[T] = []
    refused: list[Invalid | Duplicate] = []
    for check in checks:
        try:
            given.append(check())
        except (Invalid, Duplicate) as exc:
            refused.append(exc)
    places = [place for each in refused for place in each.places]
    if len(refused) > 1 and any(isinstance(each, Invalid) for each in refused):
        raise Invalid("See `errors` for every place that does not fit.", places=places)
    for first in refused:
        first.places = tuple(places)
        raise first
    return given


def change(row: Base, values: dict[str, object]) -> None:
    """Set the columns of `row` that `values` names."""
    for name, value in values.items():
        setattr(row, name, value)
