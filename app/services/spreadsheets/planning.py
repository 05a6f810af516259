"""What an import would do, before anything is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.errors import Invalid
from app.i18n.messages import mark
from app.services.spreadsheets.book import Book
from app.services.spreadsheets.identifying import Identified, Identifier
from app.services.spreadsheets.parsing import FileRow, FileSheet
from app.services.spreadsheets.problems import Problems
from app.services.spreadsheets.sheet import Column, Row, Values, Work
from app.services.spreadsheets.stamps import essence

Rules = Callable[[str, Values], Values]
"""Judges values by the rules of a name and fills in defaults. Raises `Invalid` with every place."""


class Action(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Operation:
    """What is done about a row of the file; `values` has all of them, or none if it is deleted."""

    row: FileRow
    action: Action
    known: Row | None
    values: Values


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What is done about a sheet, and the rows that have problems.

    `left` counts rows of the database that the file does not speak of.
    """

    file: FileSheet
    columns: Sequence[Column]
    operations: Sequence[Operation]
    bad: Sequence[FileRow]
    unchanged: int
    left: int

    def of(self, action: Action) -> Sequence[Operation]:
        """The operations of one kind."""
        return [operation for operation in self.operations if operation.action is action]


def plan(work: Work, rules: Rules, file: FileSheet, problems: Problems) -> SheetPlan:
    """What is to be done about one sheet; what can't be is told to the problems."""
    columns = file.sheet.columns(work.book)
    identifier = Identifier(file, columns, file.sheet.rows(work), problems)
    planner = _Planner(work.book, rules, file, columns, problems)
    edited = [(found.row, planner.decided(found)) for found in identifier.edited()]
    decided = [operation for _, operation in edited if operation is not None]
    operations = [operation for operation in decided if operation.action is not Action.UNCHANGED]
    return SheetPlan(
        file=file,
        columns=columns,
        operations=operations,
        bad=[*file.bad, *(row for row, operation in edited if operation is None)],
        unchanged=len(identifier.unedited) + len(decided) - len(operations),
        left=len(identifier.by_id.keys() - identifier.seen()),
    )


class _Planner:
    def __init__(
        self, book: Book, rules: Rules, file: FileSheet, columns: Sequence[Column], problems: Problems
    ) -> None:
        self.book, self.rules, self.file, self.columns, self.problems = book, rules, file, columns, problems
        self.present = [*file.headings.columns.values()]

    def decided(self, found: Identified) -> Operation | None:
        """What is done about a row that somebody edited; None if it has a problem."""
        before = len(self.problems)
        operation = self._decided(found)
        if operation.action in {Action.CHANGED, Action.DELETED} and found.is_stale:
            self._tell(
                found.row, mark("This was changed after the file was exported: export it again and start from there.")
            )
        return operation if len(self.problems) == before else None

    def _decided(self, found: Identified) -> Operation:
        row, known = found.row, found.known
        if row.is_to_go:
            return Operation(row, Action.DELETED, known, {})
        if known is None:
            return self._created(row)
        self._check_fixed(row, known)
        values = known.values | self._checked(row, self._updated(row, known), self.file.sheet.rules_for_known, known)
        same = essence(self.present, values) == essence(self.present, known.values)
        return Operation(row, Action.UNCHANGED if same else Action.CHANGED, known, values)

    def _created(self, row: FileRow) -> Operation:
        """Where rows come and go on another sheet, a new one that says nothing is left to that."""
        says_something = essence(self.columns, row.values).keys() > set(self.file.sheet.key)
        is_needed = self.file.sheet.delete is not None or says_something
        values = self._checked(row, row.values, self.file.sheet.rules_for_new)
        for column in self._for_reading(row, is_filled=True):
            self._tell(row, mark("This is only there to be read: leave it empty in a new row."), f"/{column.name}")
        return Operation(row, Action.CREATED if is_needed else Action.UNCHANGED, None, values)

    def _updated(self, row: FileRow, known: Row) -> Values:
        """All values of a known row after the edit: what has no column stays, what has an empty cell is empty."""
        shown = {column.member for column in self.present if column.member is not None}
        emptied = {column.name for column in self.present}
        values = {name: value for name, value in known.values.items() if name not in emptied}
        for column in self.present:
            if column.member is not None:
                hidden = [member for member in known.values[column.name] if member not in shown]
                values[column.name] = [*hidden, *row.values[column.name]]
        return row.values | values

    def _check_fixed(self, row: FileRow, known: Row) -> None:
        # In a row that was new when it was written, empty says nothing of what only we fill in.
        unsaid = self._for_reading(row, is_filled=False) if row.id is None else ()
        fixed = [column for column in self.present if column.fixed and column not in unsaid]
        now, wanted = essence(fixed, known.values), essence(fixed, row.values)
        for column in fixed:
            if now.get(column.name) != wanted.get(column.name):
                self._tell_fixed(row, column, known)

    def _for_reading(self, row: FileRow, *, is_filled: bool) -> Sequence[Column]:
        columns = [column for column in self.present if column.for_reading]
        return [column for column in columns if (column.name in row.values) is is_filled]

    def _tell_fixed(self, row: FileRow, column: Column, known: Row) -> None:
        """What helps: another row, or where rows come and go elsewhere what stood there."""
        pointer = f"/{column.name}"
        if self.file.sheet.delete is not None:
            template = mark("This can't be changed in a row that is there: delete it and add another.")
            self._tell(row, template, pointer)
        else:
            kept = column.kind.written(column.of(known.values), self.book)
            self._tell(row, mark("This is only there to be read: write “{kept}” again."), pointer, kept=kept)

    def _checked(self, row: FileRow, values: Values, rules: str | None, known: Row | None = None) -> Values:
        """The values with defaults; what does not fit is told by its cells."""
        apart = {column.name for column in self.columns if column.outside or (known and column.fixed)}
        own = {name: value for name, value in values.items() if name not in apart}
        if rules is None:
            return values
        try:
            judged = {name: value for name, value in values.items() if name in apart} | self.rules(rules, own)
            return self.file.sheet.completed(self.book, judged)
        except Invalid as exc:
            for place in exc.places:
                self._tell(row, place.template, place.pointer, **place.params)
            return values

    def _tell(self, row: FileRow, template: str, pointer: str = "", /, **params: object) -> None:
        self.problems.tell(self.file.title, self.file.blamed(row.number, pointer), template, **params)
