"""Rows as a file has them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.adapters.spreadsheets.grids import Fault, Grid, Position, Value
from app.i18n.messages import mark
from app.services.spreadsheets.book import Book, every_language
from app.services.spreadsheets.cells import is_blank
from app.services.spreadsheets.choices import same
from app.services.spreadsheets.headings import Headings, find
from app.services.spreadsheets.problems import Problems
from app.services.spreadsheets.sheet import DELETE, Column, Sheet, Values
from app.services.spreadsheets.unfit import UNREAD, Unfit

FAULTS: Mapping[Fault, str] = {
    Fault.ERROR: mark("The formula here has no result but an error."),
    Fault.NEVER_CALCULATED: mark(
        "The formula here was never calculated: open the file in Excel or LibreOffice and save it, or write the value."
    ),
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row that says something: the values of the columns that are there and not empty.

    Of one that is to go, no more is read than what tells which it is. One that `is_bad` has a problem; `unread` are the
    fields whose cells could not be read, or are empty and must not be.
    """

    number: int
    id: UUID | None
    stamp: str
    values: Values
    is_to_go: bool
    is_bad: bool
    unread: frozenset[str]


@dataclass(frozen=True, slots=True)
class FileSheet:
    """A sheet of the file whose headings are known, with its rows as far as they can be read."""

    sheet: Sheet
    title: str
    headings: Headings
    rows: Sequence[FileRow]

    def blamed(self, number: int, pointer: str = "") -> Position:
        """Where a row has the field of a JSON Pointer; without a field, the one that stands for the whole row.

        Without a column for it, where the row begins.
        """
        columns = self.headings.columns.items()
        steps = pointer.split("/")
        name = next((column.name for _, column in columns if column.name in steps), self.sheet.blamed)
        return (number, next((at for at, column in columns if column.name == name), min(self.headings.columns)))


def parse(
    book: Book, wanted: Sequence[Sheet], grids: Sequence[Grid], problems: Problems
) -> tuple[Sequence[FileSheet], Sequence[str]]:
    """The sheets that are known, in the order of `wanted`, and the titles of the others."""
    by_noun: dict[str, Grid] = {}
    others = []
    titles = {same(lang.sentence(each.title, {})): each for each in wanted for lang in every_language()}
    for grid in grids:
        sheet = titles.get(same(grid.name))
        if sheet is None:
            others.append(grid.name)
        elif grid.hidden:
            problems.tell(grid.name, None, mark("This sheet is hidden: show it, or take it out of the file."))
        elif sheet.noun in by_noun:
            problems.tell(grid.name, None, mark("This sheet is there twice."))
        else:
            by_noun[sheet.noun] = grid
    parsed = (_sheet(book, sheet, by_noun[sheet.noun], problems) for sheet in wanted if sheet.noun in by_noun)
    return [each for each in parsed if each is not None], others


def _sheet(book: Book, sheet: Sheet, grid: Grid, problems: Problems) -> FileSheet | None:
    headings = find(book, sheet, grid, problems)
    if headings is None:
        return None
    reader = _Reader(book, sheet, grid, headings, problems)
    rows = [row for number in reader.filled() if (row := reader.row(number)) is not None]
    return FileSheet(sheet, grid.name, headings, rows)


class _Reader:
    """Reads the rows of a grid below its headings."""

    def __init__(self, book: Book, sheet: Sheet, grid: Grid, headings: Headings, problems: Problems) -> None:
        self.book, self.sheet, self.grid, self.headings, self.problems = book, sheet, grid, headings, problems
        self.merged = dict(self._merged())

    def filled(self) -> Iterator[int]:
        """Rows of which somebody sees anything."""
        for number in range(self.headings.row + 1, len(self.grid.rows)):
            if number in self.merged or any(self._is_filled((number, at)) for at in self.headings.seen()):
                yield number

    def row(self, number: int) -> FileRow | None:
        """A row, None if nobody knows what is in which cell; what is wrong with it is told to the problems."""
        if number in self.merged:
            self.problems.tell(self.grid.name, self.merged[number], mark("Cells are merged here: split them again."))
            return None
        before = len(self.problems)
        is_to_go = self.headings.delete is not None and self._value(number, self.headings.delete, DELETE) is True
        row_id = self._id(number)
        names = {column.name for column in self.headings.columns.values()}
        if is_to_go:
            names = set(self.sheet.key) if row_id is None else set()
        values = self._values(number, names)
        unread = frozenset(name for name, value in values.items() if value is UNREAD)
        return FileRow(
            number,
            row_id,
            self._hidden(number, self.headings.stamp),
            {name: value for name, value in values.items() if name not in unread},
            is_to_go=is_to_go,
            is_bad=len(self.problems) > before,
            unread=unread,
        )

    def _merged(self) -> Iterator[tuple[int, Position]]:
        """The rows in which cells are merged, with the first of those cells."""
        for first, last in self.grid.merged:
            columns = range(first[1], last[1] + 1)
            if last[0] > self.headings.row and any(at in columns for at in self.headings.columns):
                for number in range(max(first[0], self.headings.row + 1), last[0] + 1):
                    yield number, first

    def _is_filled(self, place: Position) -> bool:
        return place in self.grid.faults or not is_blank(self.grid.at(*place))

    def _hidden(self, number: int, at: int | None) -> str:
        value = "" if at is None else self.grid.at(number, at)
        return value.strip() if isinstance(value, str) else str(value)

    def _id(self, number: int) -> UUID | None:
        text = self._hidden(number, self.headings.id)
        if not text:
            return None
        try:
            return UUID(text)
        except ValueError:
            place = (number, self.headings.id or 0)
            self.problems.tell(self.grid.name, place, mark("The hidden id of this row is broken: empty the cell."))
            return None

    def _values(self, number: int, names: Collection[str]) -> Values:
        """Of the columns of these names; of those that could not be read, `UNREAD`."""
        values: Values = {}
        for at, column in self.headings.columns.items():
            value = self._value(number, at, column) if column.name in names else None
            if value is UNREAD or values.get(column.name) is UNREAD:
                values[column.name] = UNREAD
            elif column.member is not None:
                values.setdefault(column.name, []).extend([column.member] if value else [])
            elif value is not None:
                values[column.name] = value
        return values

    def _value(self, number: int, at: int, column: Column) -> Any:
        """The value of a cell; None if it is empty, `UNREAD` if it has none that fits."""
        place = (number, at)
        if place in self.grid.faults:
            self.problems.tell(self.grid.name, place, FAULTS[self.grid.faults[place]])
            return UNREAD
        cell = self.grid.at(*place)
        if not is_blank(cell):
            return self._fitting(place, cell, column)
        value = column.kind.blank(self.book)
        if value is None and column.needed:
            self.problems.tell(self.grid.name, place, mark("This must be filled in."))
            return UNREAD
        return value

    def _fitting(self, place: Position, cell: Value, column: Column) -> Any:
        try:
            return column.kind.read(cell, self.book)
        except Unfit as exc:
            self.problems.tell(self.grid.name, place, exc.template, **exc.params)
            return UNREAD
