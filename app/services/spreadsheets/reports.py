"""What an import does, or would do, told for people; and a mark by which they confirm just that."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.adapters.spreadsheets.grids import cell_name
from app.errors import Place
from app.i18n.languages import Language
from app.services.spreadsheets.book import Book
from app.services.spreadsheets.planning import Action, Operation, SheetPlan
from app.services.spreadsheets.sheet import Column, Values
from app.services.spreadsheets.stamps import essence


@dataclass(frozen=True, slots=True)
class CellChange:
    """What a cell says instead of what is there now."""

    cell: str
    heading: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """What becomes of a row; `row` is its number in the file, from 1, and `name` what people call it."""

    sheet: str
    row: int
    name: str
    action: Action
    cells: Sequence[CellChange]


@dataclass(frozen=True, slots=True)
class SheetCounts:
    """How many rows of a sheet are created, changed, deleted, the same already, and not in the file."""

    sheet: str
    noun: str
    created: int
    changed: int
    deleted: int
    unchanged: int
    left: int


@dataclass(frozen=True, slots=True)
class Report:
    """Of a dry run or an import; only what has no problems can be confirmed."""

    dry_run: bool
    confirmation: str | None
    sheets: Sequence[SheetCounts]
    changes: Sequence[RowChange]
    problems: Sequence[Place]
    ignored_sheets: Sequence[str]


def told(report: Report, language: Language) -> dict[str, Any]:
    """The report as plain values, its problems as sentences."""
    problems = [
        {"sheet": each.sheet or "", "cell": each.cell or "", "detail": language.sentence(each.template, each.params)}
        for each in report.problems
    ]
    return {
        "sheets": [asdict(each) for each in report.sheets],
        "changes": [asdict(each) for each in report.changes],
        "problems": problems,
        "ignored_sheets": list(report.ignored_sheets),
    }


def counts(plans: Sequence[SheetPlan]) -> Sequence[SheetCounts]:
    """By sheet."""
    return [
        SheetCounts(
            sheet=plan.file.title,
            noun=plan.file.sheet.noun,
            created=len(plan.of(Action.CREATED)),
            changed=len(plan.of(Action.CHANGED)),
            deleted=len(plan.of(Action.DELETED)),
            unchanged=plan.unchanged,
            left=plan.left,
        )
        for plan in plans
    ]


def changes(book: Book, plans: Sequence[SheetPlan]) -> Sequence[RowChange]:
    """By row, in the order of the file."""
    return [_change(book, plan, operation) for plan in plans for operation in plan.operations]


def confirmation(data: bytes, plans: Sequence[SheetPlan]) -> str:
    """Another one if the file, or any row that it would change, is not what it was."""
    said = [[plan.file.sheet.noun, *_said(plan, operation)] for plan in plans for operation in plan.operations]
    content = json.dumps([hashlib.sha256(data).hexdigest(), said], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _said(plan: SheetPlan, operation: Operation) -> Sequence[Any]:
    known = operation.known
    before = None if known is None else [str(known.id), essence(plan.columns, known.values)]
    return [operation.action, operation.row.number, before, essence(plan.columns, operation.values)]


def _change(book: Book, plan: SheetPlan, operation: Operation) -> RowChange:
    values = operation.values if operation.known is None else operation.known.values
    keys = [column for column in plan.columns if column.name in plan.file.sheet.key]
    name = ", ".join(_text(book, column, values) for column in keys)
    cells = list(_cells(book, plan, operation)) if operation.action is Action.CHANGED else []
    return RowChange(plan.file.title, operation.row.number + 1, name, operation.action, cells)


def _cells(book: Book, plan: SheetPlan, operation: Operation) -> Iterator[CellChange]:
    before = {} if operation.known is None else operation.known.values
    for at, column in plan.file.headings.columns.items():
        old, new = _text(book, column, before), _text(book, column, operation.values)
        if old != new:
            yield CellChange(cell_name(operation.row.number, at), column.heading_in(book.language), old, new)


def _text(book: Book, column: Column, values: Values) -> str:
    value = column.of(values)
    cell = None if value is None else column.kind.written(value, book)
    return "" if cell is None else str(cell)
