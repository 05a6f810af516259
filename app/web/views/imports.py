"""An import of a workbook, for its page: how it stands, what the dry run found, what was done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import RunStatus, WorkbookImport

ACTIONS: Mapping[str, tuple[str, str | None]] = {
    "created": (mark("new"), "good"),
    "changed": (mark("changed"), "warn"),
    "deleted": (mark("deleted"), "bad"),
}
WAITING = mark("The workbook waits for its turn")
LOOKING, IMPORTING = mark("The workbook is being looked through"), mark("The workbook is being imported")
LOOKED, IMPORTED = mark("The workbook has been looked through"), mark("The workbook has been imported")
ASKS, IDLE = mark("Looked through, to be confirmed"), mark("Looked through, not to be imported")
UNREADABLE, NOT_IMPORTED = mark("The workbook could not be looked through"), mark("The workbook was not imported")
KINDS: Mapping[RunStatus, str] = {
    RunStatus.QUEUED: "quiet",
    RunStatus.RUNNING: "warn",
    RunStatus.SUCCEEDED: "good",
    RunStatus.FAILED: "bad",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file that is not as it was; `kind` is that of a badge."""

    where: str
    name: str
    action: str
    kind: str | None
    cells: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Sent:
    """One of several; `href` is where it is told, `kind` that of a badge."""

    href: str
    name: str | None
    asked: str
    status: str
    kind: str

    @classmethod
    def of(cls, language: Language, row: WorkbookImport, *, path: str, clock: ZoneInfo) -> Self:
        status, kind = _status(row), KINDS[row.status]
        if status == LOOKED:  # What was found is told on its own page; here counts what can be done about it.
            status, kind = (ASKS, "warn") if row.can_be_confirmed else (IDLE, "quiet")
        return cls(
            href=f"{path}/import/{row.id}",
            name=row.file_name,
            asked=language.moment(row.queued_at.astimezone(clock), tells_zone=row.conference_id is None),
            status=language.gettext(status),
            kind=kind,
        )


@dataclass(frozen=True, slots=True)
class ImportPage:
    """`href` is where it is told, and `confirms` whether just that can be imported."""

    id: UUID
    href: str
    name: str | None
    status: str
    kind: str
    is_going_on: bool
    dry_run: bool
    error: str | None
    confirms: bool
    can_be_thrown_away: bool
    can_be_retried: bool
    sheets: Sequence[Mapping[str, Any]]
    rows: Sequence[Row]
    problems: Sequence[Mapping[str, Any]]
    ignored: str

    @classmethod
    def of(cls, language: Language, row: WorkbookImport, *, path: str, can_be_retried: bool) -> Self:
        report: Mapping[str, Any] = row.report or {}
        rows, problems = list(_rows(language, report.get("changes", ()))), report.get("problems", ())
        return cls(
            id=row.id,
            href=f"{path}/import/{row.id}",
            name=row.file_name,
            status=language.gettext(_status(row)),
            kind="warn" if row.status is RunStatus.SUCCEEDED and problems else KINDS[row.status],
            is_going_on=not row.status.ended,
            dry_run=row.dry_run,
            error=row.error,
            confirms=row.can_be_confirmed and bool(rows),
            can_be_thrown_away=not row.is_being_imported,
            can_be_retried=can_be_retried,
            sheets=report.get("sheets", ()),
            rows=rows,
            problems=problems,
            ignored=language.listed(report.get("ignored_sheets", ())),
        )

    @property
    def changes_nothing(self) -> bool:
        return not self.rows and not self.problems and self.error is None


def _status(row: WorkbookImport) -> str:
    match row.status:
        case RunStatus.QUEUED:
            return WAITING
        case RunStatus.RUNNING:
            return LOOKING if row.dry_run else IMPORTING
        case RunStatus.SUCCEEDED:
            return LOOKED if row.dry_run else IMPORTED
        case _:
            return UNREADABLE if row.dry_run else NOT_IMPORTED


def _rows(language: Language, changes: Iterable[Mapping[str, Any]]) -> Iterable[Row]:
    for each in changes:
        word, kind = ACTIONS[each["action"]]
        where = language.gettext("%(sheet)s, row %(row)s", sheet=each["sheet"], row=each["row"])
        yield Row(where, each["name"], language.gettext(word), kind, each["cells"])
