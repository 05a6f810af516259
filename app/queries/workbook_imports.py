"""Reading and writing imports of workbooks. The files are large, and left out unless asked for."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Delete, Select, Update, and_, delete, func, or_, select, true, update
from sqlalchemy.orm import defer, undefer

from app.models import Account, Conference, RunStatus, WorkbookImport
from app.queries.runs import is_due
from app.queries.sight import Sight

_UNASKED = defer(WorkbookImport.content, raiseload=True)
_UNTOLD = defer(WorkbookImport.report, raiseload=True)
_GOING_ON = (RunStatus.QUEUED, RunStatus.RUNNING)


def visible(account_id: UUID, sight: Sight) -> Select[WorkbookImport]:
    """Those that somebody has sent, the latest first: a report repeats drafts that organisers may not read.

    Who is not at a conference any more sees nothing of it.
    """
    nowhere = WorkbookImport.conference_id.is_(None)
    own = and_(WorkbookImport.account_id == account_id, or_(nowhere, sight.attends(WorkbookImport.conference_id)))
    order = (WorkbookImport.queued_at.desc(), WorkbookImport.id)
    return select(WorkbookImport).where(own).options(_UNASKED).order_by(*order)


def by_id(import_id: UUID, account_id: UUID, sight: Sight) -> Select[WorkbookImport]:
    return visible(account_id, sight).where(WorkbookImport.id == import_id)


def own(account_id: UUID, conference_id: UUID | None) -> Select[WorkbookImport]:
    """What somebody has sent to a conference, or without one of enquiries, but for its report; the latest first."""
    return (
        select(WorkbookImport)
        .where(_own(account_id, conference_id))
        .options(_UNASKED, _UNTOLD)
        .order_by(WorkbookImport.queued_at.desc(), WorkbookImport.id)
    )


def waiting(account_id: UUID) -> Select[int]:
    """How many of somebody's have not ended yet."""
    return select(func.count()).where(WorkbookImport.account_id == account_id, WorkbookImport.status.in_(_GOING_ON))


def drop_files(account_id: UUID, conference_id: UUID | None) -> Update:
    """Of what somebody has sent to the same place before, unless somebody is at work on it."""
    ended = WorkbookImport.status.not_in(_GOING_ON)
    return update(WorkbookImport).where(_own(account_id, conference_id), ended).values(content=None, confirmation=None)


def last_sent(account_id: UUID, conference_id: UUID | None) -> Select[datetime | None]:
    """When the last of them was sent."""
    return select(func.max(WorkbookImport.queued_at)).where(_own(account_id, conference_id))


def later(row: WorkbookImport) -> Select[UUID]:
    """What the same person has sent to the same place since then."""
    same = _own(row.account_id, row.conference_id)
    since = and_(WorkbookImport.id != row.id, WorkbookImport.queued_at > row.queued_at)
    return select(WorkbookImport.id).where(same, since).limit(1)


def failed(conference_id: UUID | None) -> Select[WorkbookImport, Account, Conference | None]:
    """Those that can be tried again, of a conference or of all, each with its sender and its conference.

    Where the file itself is at fault, it is not kept. The latest first.
    """
    there = true() if conference_id is None else WorkbookImport.conference_id == conference_id
    return (
        select(WorkbookImport, Account, Conference)
        .join(Account, Account.id == WorkbookImport.account_id)
        .outerjoin(Conference, Conference.id == WorkbookImport.conference_id)
        .where(_can_be_retried(), there)
        .options(_UNASKED, _UNTOLD)
        .order_by(WorkbookImport.queued_at.desc(), WorkbookImport.id)
    )


def retried(import_id: UUID) -> Select[UUID]:
    """The import, if it can be tried again."""
    return select(WorkbookImport.id).where(WorkbookImport.id == import_id, _can_be_retried())


def locked(import_id: UUID) -> Select[WorkbookImport]:
    """The row, held until the end of the transaction."""
    return select(WorkbookImport).where(WorkbookImport.id == import_id).options(_UNASKED).with_for_update()


def held(import_id: UUID, attempt: int) -> Select[WorkbookImport]:
    """The same of one that is being carried out, for the attempt that holds it."""
    return locked(import_id).where(_held(import_id, attempt))


def with_file(import_id: UUID, attempt: int) -> Select[WorkbookImport]:
    """What there is to do, for the attempt that holds it."""
    return select(WorkbookImport).where(_held(import_id, attempt)).options(undefer(WorkbookImport.content))


def due(now: datetime) -> Select[UUID]:
    """Whether any import could begin."""
    return select(WorkbookImport.id).where(is_due(WorkbookImport, now)).limit(1)


def next_due(now: datetime) -> Select[WorkbookImport]:
    """The one that has waited longest; one that somebody else is just taking is passed over."""
    return (
        select(WorkbookImport)
        .where(is_due(WorkbookImport, now))
        .order_by(WorkbookImport.queued_at, WorkbookImport.id)
        .limit(1)
        .options(_UNASKED)
        .with_for_update(skip_locked=True)
    )


def running() -> Select[UUID, int, int]:
    """Each import that is being carried out, with its attempt and the beats of its worker."""
    columns = (WorkbookImport.id, WorkbookImport.attempt, WorkbookImport.beats)
    return select(*columns).where(WorkbookImport.status == RunStatus.RUNNING)


def beat(import_id: UUID, attempt: int) -> Update:
    """A sign of life of the worker that carries out this attempt."""
    return update(WorkbookImport).where(_held(import_id, attempt)).values(beats=WorkbookImport.beats + 1)


def attempts(ids: Collection[UUID]) -> Select[UUID, int, RunStatus]:
    """Of these imports: which attempt was the last, and how it stands."""
    columns = (WorkbookImport.id, WorkbookImport.attempt, WorkbookImport.status)
    return select(*columns).where(WorkbookImport.id.in_(ids))


def stale(*, before: datetime) -> Select[UUID]:
    """Whether any ended so long ago."""
    return select(WorkbookImport.id).where(WorkbookImport.finished_at < before).limit(1)


def forget(*, before: datetime) -> Delete:
    """Those that ended so long ago."""
    return delete(WorkbookImport).where(WorkbookImport.finished_at < before)


def forget_ended(conference_id: UUID | None) -> Delete:
    """Those of a conference, or without one of enquiries, that nobody is at work on: reports repeat what was said."""
    there = WorkbookImport.conference_id.is_not_distinct_from(conference_id)
    return delete(WorkbookImport).where(there, WorkbookImport.status.not_in(_GOING_ON))


def _can_be_retried() -> ColumnElement[bool]:
    return and_(WorkbookImport.status == RunStatus.FAILED, WorkbookImport.content.is_not(None))


def _own(account_id: UUID, conference_id: UUID | None) -> ColumnElement[bool]:
    there = WorkbookImport.conference_id.is_not_distinct_from(conference_id)
    return and_(WorkbookImport.account_id == account_id, there)


def _held(import_id: UUID, attempt: int) -> ColumnElement[bool]:
    return and_(
        WorkbookImport.id == import_id,
        WorkbookImport.attempt == attempt,
        WorkbookImport.status == RunStatus.RUNNING,
    )
