"""Imports of workbooks, for those who carry them out: claim one, end it.

As with runs, whoever holds an import says so by the number of its attempt, and nothing that an earlier one says is
taken. What an import changes and that it has succeeded is one commit.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.adapters.jobs import Hold, Order
from app.errors import AppError, Invalid
from app.i18n.languages import language
from app.models import RunStatus, WorkbookImport
from app.queries import accounts
from app.queries import workbook_imports as queries
from app.services import run_queue
from app.services.permissions import Actor
from app.services.run_failures import Failure
from app.services.spreadsheets.reports import Report, told

PUT = "an import was put into the queue"


class Lost(Exception):
    """Somebody else holds the import by now, or nobody: nothing of this attempt may stay."""


def put(db: Session) -> None:
    """An import was put into the queue: whoever carries them out is told when the transaction has been committed."""
    run_queue.put(db, PUT)


def has_due(db: Session) -> bool:
    return db.scalars(queries.due(datetime.now(UTC))).first() is not None


def has_stale(db: Session, *, kept: timedelta) -> bool:
    return db.scalars(queries.stale(before=datetime.now(UTC) - kept)).first() is not None


def forget(db: Session, *, kept: timedelta) -> None:
    """All of those that ended so long ago: what they were to do, and what came of it, is in the record."""
    db.execute(queries.forget(before=datetime.now(UTC) - kept))


def claim(db: Session, worker: str) -> WorkbookImport | None:
    """Hold the import whose turn it is, by its next attempt."""
    now = datetime.now(UTC)
    row = db.scalars(queries.next_due(now)).first()
    if row is not None:
        row.status, row.attempt, row.worker = RunStatus.RUNNING, row.attempt + 1, worker
        row.started_at, row.not_before = now, None
    return row


def with_file(db: Session, hold: Hold) -> WorkbookImport | None:
    """What there is to do; nothing for an attempt that does not hold it."""
    return db.scalars(queries.with_file(hold.job, hold.attempt)).one_or_none()


def actor_of(db: Session, row: WorkbookImport) -> Actor:
    """Whoever has sent the file, with what that one may do now."""
    account = db.scalars(accounts.with_memberships(row.account_id)).one()
    return Actor(account=account, sign_in_id=None, address=row.address)


def beat(db: Session, holds: Collection[Hold]) -> None:
    """Tell that whoever carries out these attempts is alive."""
    for hold in holds:
        db.execute(queries.beat(hold.job, hold.attempt))


def beats(db: Session) -> dict[Hold, int]:
    """All attempts that are being carried out, by anybody, with what their workers have told so far."""
    return {Hold(import_id, attempt): count for import_id, attempt, count in db.execute(queries.running())}


def orders(db: Session, holds: Collection[Hold]) -> dict[Hold, Order]:
    """Of these attempts, those that do not hold their import any more. Who has just ended one is told nothing."""
    found = {row.id: row for row in db.execute(queries.attempts([hold.job for hold in holds]))}
    given = {}
    for hold in holds:
        row = found.get(hold.job)
        if row is None or row.attempt != hold.attempt or row.status is RunStatus.QUEUED:
            given[hold] = Order.LOST
    return given


def succeed(db: Session, hold: Hold, report: Report) -> None:
    """In the transaction of what was done. Raises `Lost` where that must not stay.

    The file is kept for an import that may confirm what a dry run has seen, and else no longer.
    """
    row = _held(db, hold)
    if row is None:
        raise Lost
    row.status, row.report = RunStatus.SUCCEEDED, told(report, language(row.language))
    if report.dry_run:
        # What has been sent meanwhile takes its place: it was looked through without what this would change.
        row.confirmation = None if is_replaced(db, row) else report.confirmation
    row.finished_at = datetime.now(UTC)
    if not report.dry_run or row.confirmation is None:
        row.content = None


def is_replaced(db: Session, row: WorkbookImport) -> bool:
    """Whether its sender has sent another file to the same place since then."""
    return db.scalars(queries.later(row)).first() is not None


def fail(db: Session, hold: Hold, error: AppError) -> None:
    """It can't be carried out, by nobody; what is wrong with single cells is told by them."""
    row = _held(db, hold)
    if row is not None:
        places = error.places if isinstance(error, Invalid) else ()
        report = Report(
            dry_run=row.dry_run, confirmation=None, sheets=(), changes=(), problems=places, ignored_sheets=()
        )
        row.report = told(report, language(row.language)) if places else None
        _fail(row, error.code, error.template, error.params)
        row.content = None


def lose(db: Session, hold: Hold, why: Failure, *, most_losses: int) -> None:
    """Who carried out the import is gone. It is taken up again, later each time, unless vain or too often.

    The file, which may not be at fault, is kept for somebody who wants it tried again.
    """
    row = _held(db, hold)
    if row is None:
        return
    row.losses += 1
    if why.recurs or row.losses >= most_losses:
        _fail(row, why.code, why.template, why.params)
    else:
        _requeue(db, row)
        row.not_before = datetime.now(UTC) + run_queue.back_off(row.losses)


def hand_over(db: Session, hold: Hold) -> None:
    """Who carries out the import has to stop: somebody else does it."""
    row = _held(db, hold)
    if row is not None:
        _requeue(db, row)


def _held(db: Session, hold: Hold) -> WorkbookImport | None:
    query = queries.held(hold.job, hold.attempt).execution_options(populate_existing=True)
    return db.scalars(query).one_or_none()


def _requeue(db: Session, row: WorkbookImport) -> None:
    put(db)
    row.status, row.started_at, row.worker = RunStatus.QUEUED, None, None


def _fail(row: WorkbookImport, code: str, template: str, params: Any) -> None:
    row.status, row.error_code, row.error = RunStatus.FAILED, code, language(row.language).sentence(template, params)
    row.finished_at = datetime.now(UTC)
