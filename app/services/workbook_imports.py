"""Workbooks that somebody sends, for those who send them: a dry run first, then the import that confirms it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from app import traces
from app.errors import InUse, NotFailed, NotFound, NothingToConfirm, TooManyRequests
from app.i18n.languages import language
from app.i18n.messages import mark
from app.models import RunStatus, WorkbookImport
from app.queries import workbook_imports as queries
from app.services import audit_entries, happenings, import_queue, lookup
from app.services.incoming_files import LONGEST_NAME, shown_name
from app.services.permissions import Actor, is_editor
from app.services.spreadsheets import importing
from app.services.spreadsheets.importing import Upload

KEPT = timedelta(days=1)
"""How long an import, its report and, until it is confirmed, its file are there after it ended."""
MOST_WAITING, RETRY_SECONDS = 3, 10
MOST_LISTED = 5


def create(db: Session, actor: Actor, conference_id: UUID | None, upload: Upload) -> WorkbookImport:
    """Put the dry run of a workbook into the queue; without a conference it is one of enquiries.

    It takes the place of what the actor has sent there before and not confirmed. Raises as `importing.require`,
    `Invalid` for no file, and `TooManyRequests` while several of the actor's wait.
    """
    importing.require(db, actor, conference_id, upload.language)
    if not upload.data:
        template = mark("The file is empty.") if upload.name else mark("Please choose a file.")
        raise lookup.invalid("/file", template)
    if db.scalars(queries.waiting(actor.account.id)).one() >= MOST_WAITING:
        template = mark("{most} of your workbooks wait already: let them come to their end first.")
        raise TooManyRequests(template, retry_after_seconds=RETRY_SECONDS, most=MOST_WAITING)
    db.execute(queries.drop_files(actor.account.id, conference_id))
    row = WorkbookImport(
        conference_id=conference_id,
        account_id=actor.account.id,
        address=actor.address,
        language=upload.language.code,
        tells=happenings.are_collected(db),
        traceparent=traces.present(),
        file_name=shown_name(upload.name)[:LONGEST_NAME] or None,
        content=upload.data,
        queued_at=_after_all_others(db, actor, conference_id),
    )
    db.add(row)
    import_queue.put(db)
    db.flush()
    _record(db, actor, "workbook.sent", row, after={"file_sha256": sha256(upload.data).hexdigest()})
    return lookup.reloaded(db, queries.by_id(row.id, actor.account.id, actor.sight))


def _after_all_others(db: Session, actor: Actor, conference_id: UUID | None) -> datetime:
    """Now; though a clock was put back meanwhile, what is sent later is later."""
    now, last = datetime.now(UTC), db.scalars(queries.last_sent(actor.account.id, conference_id)).one()
    return now if last is None else max(now, last + timedelta(microseconds=1))


def get(db: Session, actor: Actor, import_id: UUID) -> WorkbookImport:
    """For whoever has sent it."""
    found = queries.by_id(import_id, actor.account.id, actor.sight)
    return lookup.one(db, found, NotFound("No such import; what has ended is kept for a day."))


def latest(db: Session, actor: Actor, conference_id: UUID | None) -> Sequence[WorkbookImport]:
    """The last few that the actor has sent to a conference, or without one of enquiries."""
    return db.scalars(queries.own(actor.account.id, conference_id).limit(MOST_LISTED)).all()


def confirm(db: Session, actor: Actor, import_id: UUID) -> WorkbookImport:
    """Put the import of what a dry run has seen into the queue: just that will be done, or nothing.

    Raises as `importing.require`, `NotFound` but to whoever has sent the file, and `NothingToConfirm` unless it is a
    dry run that has ended without problems and was not confirmed yet, of the last file that was sent.
    """
    sent = get(db, actor, import_id)
    importing.require(db, actor, sent.conference_id, language(sent.language))
    row = lookup.one(
        db, queries.locked(import_id).execution_options(populate_existing=True), NotFound("No such import.")
    )
    if not row.can_be_confirmed:
        raise NothingToConfirm("A dry run is confirmed once, when it has ended without problems.")
    if import_queue.is_replaced(db, row):
        raise NothingToConfirm("You have sent another workbook since then, which takes its place.")
    now = datetime.now(UTC)
    row.address, row.tells, row.confirmed_at, row.queued_at = actor.address, happenings.are_collected(db), now, now
    row.status, row.losses, row.report, row.started_at, row.finished_at = RunStatus.QUEUED, 0, None, None, None
    row.traceparent = traces.present()
    import_queue.put(db)
    _record(db, actor, "workbook.confirmed", row)
    return lookup.reloaded(db, queries.by_id(import_id, actor.account.id, actor.sight))


def discard(db: Session, actor: Actor, import_id: UUID) -> None:
    """Throw a file away with what its dry run has told, or the report of what was imported.

    Raises `NotFound` but to whoever has sent it, and `InUse` while it is imported.
    """
    sent = get(db, actor, import_id)
    locked = queries.locked(sent.id).execution_options(populate_existing=True)
    row = lookup.one(db, locked, NotFound("No such import; what has ended is kept for a day."))
    if row.is_being_imported:
        raise InUse("It is confirmed already, and being imported.")
    _record(db, actor, "workbook.discarded", row)
    db.delete(row)


def retry(db: Session, actor: Actor, import_id: UUID) -> WorkbookImport:
    """Put an import that failed by no fault of its file into the queue again, as whoever has sent it, and as of then.

    That is for this person and for editors of the conference; of enquiries, for administrators. Raises as
    `importing.require`, `NotFound` to others, and `NotFailed` where there is nothing to be tried again.
    """
    missing = NotFound("No such import; what has ended is kept for a day.")
    row = lookup.one(db, queries.locked(import_id).execution_options(populate_existing=True), missing)
    if not (row.account_id == actor.account.id or _answers_for(actor, row.conference_id)):
        raise missing
    importing.require(db, actor, row.conference_id, language(row.language))
    if not can_be_retried(db, row):
        raise NotFailed("Only an import that failed by no fault of its file can be tried again.")
    # It stays as old as it is: what has been sent since then goes on taking its place.
    row.status, row.losses, row.traceparent = RunStatus.QUEUED, 0, traces.present()
    row.error_code = row.error = row.report = row.started_at = row.finished_at = None
    import_queue.put(db)
    db.flush()
    _record(db, actor, "workbook.tried-again", row)
    return row


def can_be_retried(db: Session, row: WorkbookImport) -> bool:
    """Whether it failed by no fault of its file, which is still there."""
    return db.scalars(queries.retried(row.id)).one_or_none() is not None


def _record(db: Session, actor: Actor, action: str, row: WorkbookImport, after: dict[str, str] | None = None) -> None:
    """What was done with a file; what it has changed is recorded by the import."""
    audit_entries.record(db, actor, action, subject_id=row.id, conference_id=row.conference_id, after=after)


def _answers_for(actor: Actor, conference_id: UUID | None) -> bool:
    return actor.sight.everything or (conference_id is not None and is_editor(actor, conference_id))
