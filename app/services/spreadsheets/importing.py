"""Workbooks that people have filled in: first a dry run, then all of it or nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.adapters.spreadsheets.reading import WorkbookReader
from app.db import scratch
from app.errors import ImportChanged, Invalid
from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Role
from app.queries import accounts, conferences
from app.services import audit_entries, places, stages
from app.services.permissions import Actor, require_organiser
from app.services.spreadsheets import books, enquiry_books, reports, sheets
from app.services.spreadsheets.book import Book, every_language
from app.services.spreadsheets.carrying_out import carry_out
from app.services.spreadsheets.choices import same
from app.services.spreadsheets.exporting import INSTRUCTIONS_TITLE, LISTS_TITLE
from app.services.spreadsheets.parsing import parse
from app.services.spreadsheets.planning import Rules, SheetPlan, plan
from app.services.spreadsheets.problems import Problems
from app.services.spreadsheets.reports import Report
from app.services.spreadsheets.sheet import Work

CHANGED = mark("The file, or a row that it changes, is not what it was: do the dry run again.")


@dataclass(frozen=True, slots=True)
class Workbooks:
    """How files are read, and by what rules their rows are judged."""

    reader: WorkbookReader
    rules: Rules


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody sent, what it is called there, and the language in which they want to hear of it."""

    data: bytes
    language: Language
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Intent:
    """What a file wants done."""

    upload: Upload
    work: Work
    plans: Sequence[SheetPlan]
    ignored: Sequence[str]
    problems: Problems

    def check(self) -> None:
        """Raises `Invalid` with each cell that has a problem."""
        if len(self.problems):
            raise Invalid("Nothing was imported; see what is wrong with each cell.", places=self.problems.places)

    def report(self, *, dry_run: bool) -> Report:
        """What is done, or would be."""
        return Report(
            dry_run=dry_run,
            confirmation=None if len(self.problems) else reports.confirmation(self.upload.data, self.plans),
            sheets=reports.counts(self.plans),
            changes=reports.changes(self.work.book, self.plans),
            problems=self.problems.places,
            ignored_sheets=self.ignored,
        )


def require(db: Session, actor: Actor, conference_id: UUID | None, language: Language) -> None:
    """Raises `NotFound`, `Forbidden` and `WrongStage` to those who could import nothing, whatever the file says."""
    _book(db, actor, conference_id, language)


def require_sender(db: Session, actor: Actor, conference_id: UUID | None) -> None:
    """Raises `NotFound` and `Forbidden` to those who could import nothing, whenever that is."""
    if conference_id is None:
        enquiry_books.require_party(actor)
        return
    conference = places.conference(db, actor, conference_id)
    if places.own_delegation(db, actor, conference.id) is None:
        require_organiser(actor, conference.id, Role.EDITOR)


def rehearse(db: Session, actor: Actor, workbooks: Workbooks, conference_id: UUID | None, upload: Upload) -> Report:
    """Do it where nothing stays, so that the report has whatever would be refused; without a conference, to enquiries.

    Raises `Forbidden` but to editors and delegations, `WrongStage` where nothing changes any more, and `Invalid` for a
    file that can't be read.
    """
    with scratch(db) as tried:
        intent = _intent(Work.of(tried, actor, _book(tried, actor, conference_id, upload.language)), workbooks, upload)
        carry_out(intent.work, intent.plans, intent.problems)
        return intent.report(dry_run=True)


def carry(
    db: Session, actor: Actor, workbooks: Workbooks, conference_id: UUID | None, upload: Upload, *, confirms: str
) -> Report:
    """Do what the dry run with this confirmation has told.

    Raises as `rehearse`, `Invalid` with each cell that has a problem, `ImportChanged` if something is not as it was.
    """
    # One import at a time, of enquiries one for each actor. Whoever changes a row meanwhile makes its revision another
    # than the one read here.
    first = accounts.by_id(actor.account.id) if conference_id is None else conferences.by_id(conference_id, actor.sight)
    db.execute(first.with_for_update()).all()
    intent = _intent(Work.of(db, actor, _book(db, actor, conference_id, upload.language)), workbooks, upload)
    intent.check()
    report = intent.report(dry_run=False)
    if report.confirmation != confirms:
        raise ImportChanged(CHANGED)
    carry_out(intent.work, intent.plans, intent.problems)
    intent.check()
    _record(db, actor, conference_id, upload.data, report)
    return report


def _book(db: Session, actor: Actor, conference_id: UUID | None, language: Language) -> Book:
    if conference_id is None:
        return enquiry_books.of(db, actor, language)
    book = books.of(db, actor, conference_id, language, least=Role.EDITOR).open_to_new_delegations()
    if book.is_whole:  # What delegations may still do is for each row to say.
        stages.require_editor(db, actor, conference_id)
    return book


def _intent(work: Work, workbooks: Workbooks, upload: Upload) -> _Intent:
    grids = workbooks.reader.read(upload.data)
    problems = Problems(grid.name for grid in grids)
    files, others = parse(work.book, sheets.of(work.book), grids, problems)
    plans = [plan(work, workbooks.rules, file, problems) for file in files]
    return _Intent(upload, work, plans, [title for title in others if not _is_ours(title)], problems)


def _is_ours(title: str) -> bool:
    """The sheets that are there to be read by people."""
    ours = (INSTRUCTIONS_TITLE, LISTS_TITLE)
    return same(title) in {same(language.sentence(each, {})) for language in every_language() for each in ours}


def _record(db: Session, actor: Actor, conference_id: UUID | None, data: bytes, report: Report) -> None:
    done = {
        each.noun: {"created": each.created, "changed": each.changed, "deleted": each.deleted} for each in report.sheets
    }
    after = {"file_sha256": hashlib.sha256(data).hexdigest(), **done}
    audit_entries.record(db, actor, "workbook.imported", conference_id=conference_id, after=after)
