"""Finds the headings of a sheet, in whatever order and language they are."""

from dataclasses import dataclass, field

from app.adapters.spreadsheets.grids import Grid
from app.i18n.messages import mark
from app.services.spreadsheets.book import Book, every_language
from app.services.spreadsheets.cells import is_blank
from app.services.spreadsheets.choices import same
from app.services.spreadsheets.problems import Problems
from app.services.spreadsheets.sheet import DELETE, Column, Sheet

ID_PREFIX, STAMP = "id@", "stamp"
# People may have put a title above the headings.
ROWS_SEARCHED = 10


@dataclass(slots=True)
class Headings:
    """The row of headings, and where its columns are."""

    row: int
    columns: dict[int, Column] = field(default_factory=dict)
    id: int | None = None
    stamp: int | None = None
    delete: int | None = None

    def seen(self) -> list[int]:
        """The columns that people fill in."""
        return [*self.columns, *([] if self.delete is None else [self.delete])]


def find(book: Book, sheet: Sheet, grid: Grid, problems: Problems) -> Headings | None:
    """None where the sheet can't be read by its headings; `problems` then has why."""
    finder = _Finder(book, sheet, grid, problems)
    before = len(problems)
    headings = finder.find()
    return headings if len(problems) == before else None


class _Finder:
    def __init__(self, book: Book, sheet: Sheet, grid: Grid, problems: Problems) -> None:
        self.book, self.grid, self.problems = book, grid, problems
        self.columns = sheet.columns(book)
        shown = [*self.columns, *([] if sheet.delete is None else [DELETE])]
        self.known = {same(column.heading_in(each)): column for column in shown for each in every_language()}

    def find(self) -> Headings:
        """What can be found; what can't is told to the problems."""
        counts = [self._count(row) for row in range(min(ROWS_SEARCHED, len(self.grid.rows)))]
        if not any(counts):
            self._tell(0, 0, mark("No known heading is here: copy the rows into a new workbook."))
            return Headings(0)
        headings = Headings(counts.index(max(counts)))
        for at, cell in enumerate(self.grid.rows[headings.row]):
            self._take(headings, at, cell if isinstance(cell, str) else str(cell))
        self._check_complete(headings)
        return headings

    def _count(self, row: int) -> int:
        """How many known headings a row has."""
        return sum(isinstance(cell, str) and same(cell) in self.known for cell in self.grid.rows[row])

    def _take(self, headings: Headings, at: int, text: str) -> None:
        column = self.known.get(same(text))
        if text.startswith(ID_PREFIX):
            headings.id = at
            self._check_conference(headings.row, at, text)
        elif same(text) == STAMP:
            headings.stamp = at
        elif column is None:
            self._check_stranger(headings.row, at, text)
        elif column is DELETE:
            headings.delete = at
        elif column in headings.columns.values():
            self._tell(headings.row, at, mark("The column “{text}” is there twice."), text=text)
        else:
            headings.columns[at] = column

    def _check_conference(self, row: int, at: int, text: str) -> None:
        if text != f"{ID_PREFIX}{self.book.sign}":
            self._tell(row, at, mark("This sheet is of another conference: copy its rows into a workbook of this one."))

    def _check_stranger(self, row: int, at: int, text: str) -> None:
        """A column without values below does no harm."""
        if all(is_blank(self.grid.at(below, at)) for below in range(row + 1, len(self.grid.rows))):
            return
        if is_blank(text):
            self._tell(row, at, mark("There are values below, but there is no heading here."))
        else:
            self._tell(
                row,
                at,
                mark("No column of this sheet is called “{text}”: give it its heading back, or take the column out."),
                text=text,
            )

    def _check_complete(self, headings: Headings) -> None:
        present = headings.columns.values()
        for column in self.columns:
            if column.needed and column not in present and column.kind.blank(self.book) is None:
                heading = column.heading_in(self.book.language)
                self._tell(
                    headings.row,
                    min(headings.columns, default=0),
                    mark("The column “{heading}” is missing."),
                    heading=heading,
                )

    def _tell(self, row: int, at: int, template: str, **params: object) -> None:
        self.problems.tell(self.grid.name, (row, at), template, **params)
