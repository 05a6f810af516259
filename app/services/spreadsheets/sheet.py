"""What a sheet is described by: the columns of a resource's fields, and what the service does with its rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import WouldInvalidate
from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Base
from app.services import lookup
from app.services.permissions import Actor
from app.services.spreadsheets.book import Book
from app.services.spreadsheets.cells import Kind, Marked

Values = dict[str, Any]

ANY = "?"
"""A text that is as good as any other."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column for the field `name`; or, if it has a `member`, one for whether that is in the field's list.

    The heading and the note are templates. A `needed` column is filled in on every row, and a `fixed` one never changes
    once the row is known; one that is `for_reading` nobody but the service fills in. What is `outside` of the
    resource's own fields is for its service to make sense of. A list that `is_in_order` says something by that. Where
    another cell has a fault, what `goes_alone` is judged all the same, and in a new row `stand_in` is as good as any.
    """

    name: str
    heading: str
    note: str
    kind: Kind
    width: int = 14
    needed: bool = False
    fixed: bool = False
    for_reading: bool = False
    outside: bool = False
    is_in_order: bool = False
    goes_alone: bool = False
    stand_in: Any = None
    member: Any = None
    params: Mapping[str, object] = field(default_factory=dict)

    def heading_in(self, language: Language) -> str:
        """What stands at the top of the column."""
        return language.sentence(self.heading, self.params)

    def of(self, values: Values) -> Any:
        """The value of this column among all values of a row."""
        value = values.get(self.name)
        return value if self.member is None else self.member in (value or ())


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the database, with its values by field as callers of the API send them.

    As long as `source` is held, the database session knows what the row was like when it was read.
    """

    source: Base
    id: UUID
    values: Values


@dataclass(frozen=True)
class Work:
    """For whom rows are read and changed, and the delegations by organisation, new ones too."""

    db: Session
    actor: Actor
    book: Book
    delegations: dict[UUID, UUID]

    @classmethod
    def of(cls, db: Session, actor: Actor, book: Book) -> Self:
        """Before anything has changed."""
        return cls(db, actor, book, dict(book.delegations))

    def delegation(self, values: Values, name: str) -> UUID:
        """The delegation of the organisation in a field. Raises `Invalid` there if it has none."""
        organisation_id = values[name]
        if organisation_id not in self.delegations:
            raise lookup.invalid(f"/{name}", "This organisation has no delegation at the conference.")
        return self.delegations[organisation_id]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One resource on one sheet.

    Of a row without a hidden id, the fields of `key` tell whether it is there already. The values of new and of known
    rows are checked by the rules of those names. What is wrong with a row as a whole is told at the field `blamed`.
    Where there is no `delete`, rows come and go on another sheet.
    """

    noun: str
    title: str
    key: tuple[str, ...]
    blamed: str
    for_delegations: bool = True
    rules_for_new: str | None
    rules_for_known: str | None
    columns: Callable[[Book], Sequence[Column]]
    rows: Callable[[Work], Iterable[Row]]
    """What is there and the actor may see."""
    create: Callable[[Work, Sequence[Values]], object]
    update: Callable[[Work, Row, Values], object]
    delete: Callable[[Work, Row], object] | None
    prepare: Callable[[Work, Sequence[tuple[Row, Values]]], object] | None = None
    """Called before these changes, where they could be in each other's way."""
    completed: Callable[[Book, Values], Values] = lambda _, values: values
    """What a value means that only another cell of the row can tell. Raises `Invalid`."""


def one_by_one(create: Callable[[Work, Values], object]) -> Callable[[Work, Sequence[Values]], None]:
    """Make new rows one after the other."""

    def all_of_them(work: Work, rows: Sequence[Values]) -> None:
        for values in rows:
            create(work, values)

    return all_of_them


DELETE = Column(
    name="delete",
    heading=mark("Delete"),
    note=mark("Put an x here to delete the row. A row that you leave out of the file is not deleted."),
    kind=Marked(),
    width=8,
)


@contextmanager
def told_elsewhere(detail: str) -> Iterator[None]:
    """Where what this would undo is told before it is done: no file can say that somebody has read it."""
    try:
        yield
    except WouldInvalidate as exc:
        raise WouldInvalidate(detail) from exc
