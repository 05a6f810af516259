"""What an import would do, before anything is done."""

from collections.abc import Callable, Sequence
from contextlib import suppress
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
from app.services.spreadsheets.unfit import UNREAD

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
    """What is done about a sheet, the rows that have problems, and what is tried of those and not kept.

    `left` counts rows of the database that the file does not speak of.
    """

    file: FileSheet
    columns: Sequence[Column]
    operations: Sequence[Operation]
    bad: Sequence[FileRow]
    trials: Sequence[Operation]
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
    edited = [(found, planner.decided(found)) for found in identifier.edited()]
    decided = [operation for _, operation in edited if operation is not None]
    bad = [found for found, operation in edited if operation is None]
    operations = [operation for operation in decided if operation.action is not Action.UNCHANGED]
    return SheetPlan(
        file=file,
        columns=columns,
        operations=operations,
        bad=[found.row for found in bad],
        trials=[trial for trial in map(planner.trial, bad) if trial is not None],
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
        return None if found.is_bad or len(self.problems) > before else operation

    def trial(self, found: Identified) -> Operation | None:
        """What its service can still judge of a row that has a problem; None if that is nothing.

        Where a cell has a fault, it stays as it is, or is as in a row that can stand for any. If the other cells do not
        go together then, only those count that go without the others.
        """
        row, known = found.row, found.known
        told = self.problems.columns(self.file.title, row.number)
        faulty = row.unread | {column.name for at, column in self.file.headings.columns.items() if at in told}
        if known is None:
            blank, said = {each.name: each.stand_in for each in self.columns if each.stand_in is not None}, row.values
        else:
            blank, said = known.values, self._updated(row, known)
        sound = {name: value for name, value in said.items() if name not in faulty}
        alone = {each.name for each in self.columns if each.needed or each.goes_alone}
        for values in (
            {name: value for name, value in blank.items() if name in faulty} | sound,
            blank | {name: value for name, value in sound.items() if name in alone},
        ):
            if not row.is_to_go and all(values.get(each.name) for each in self.columns if each.needed):
                with suppress(Invalid):
                    judged = (known.values if known else {}) | self._judged(values, known)
                    return Operation(row, Action.CHANGED if known else Action.CREATED, known, judged)
        return None

    def _decided(self, found: Identified) -> Operation:
        row, known = found.row, found.known
        if row.is_to_go:
            return Operation(row, Action.DELETED, known, {})
        if known is None:
            return self._created(row)
        self._check_fixed(row, known)
        values = known.values | self._checked(row, self._updated(row, known), known)
        same = essence(self.present, values) == essence(self.present, known.values)
        return Operation(row, Action.UNCHANGED if same else Action.CHANGED, known, values)

    def _created(self, row: FileRow) -> Operation:
        """Where rows come and go on another sheet, a new one that says nothing is left to that."""
        says_something = essence(self.columns, row.values).keys() > set(self.file.sheet.key)
        is_needed = self.file.sheet.delete is not None or says_something
        values = self._checked(row, row.values)
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
                values[column.name] = [*hidden, *row.values.get(column.name, ())]
        return row.values | values

    def _check_fixed(self, row: FileRow, known: Row) -> None:
        # In a row that was new when it was written, empty says nothing of what only we fill in.
        unsaid = self._for_reading(row, is_filled=False) if row.id is None else ()
        skipped = row.unread | {column.name for column in unsaid}
        fixed = [column for column in self.present if column.fixed and column.name not in skipped]
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

    def _checked(self, row: FileRow, values: Values, known: Row | None = None) -> Values:
        """The values with defaults; what does not fit is told by its cells."""
        try:
            return self._judged(values | dict.fromkeys(row.unread, UNREAD), known)
        except Invalid as exc:
            for place in exc.places:
                if row.unread.isdisjoint(place.pointer.split("/")):  # Else it is told already.
                    self._tell(row, place.template, place.pointer, **place.params)
            return values

    def _judged(self, values: Values, known: Row | None) -> Values:
        """The values with defaults. Raises `Invalid` with every place."""
        sheet = self.file.sheet
        rules = sheet.rules_for_new if known is None else sheet.rules_for_known
        if rules is None:
            return values
        apart = {column.name for column in self.columns if column.outside or (known and column.fixed)}
        own = {name: value for name, value in values.items() if name not in apart}
        judged = {name: value for name, value in values.items() if name in apart} | self.rules(rules, own)
        return sheet.completed(self.book, judged)

    def _tell(self, row: FileRow, template: str, pointer: str = "", /, **params: object) -> None:
        self.problems.tell(self.file.title, self.file.blamed(row.number, pointer), template, **params)
