"""Runs, for those who carry them out: claim one, report on it, end it.

A run ends once. Whoever comes second, the solver with its result or the runner with the news that the solver is gone,
finds the run ended and leaves it alone.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scheduling.timetable import Timetable
from app.models import Run, RunStatus
from app.queries import runs
from app.services import planning, run_failures
from app.services.run_failures import SERVER_STOPPED, Failure


def has_queued(db: Session) -> bool:
    return db.scalars(runs.queued()).first() is not None


def claim(db: Session) -> Run | None:
    """Take the run that has waited longest."""
    run = db.scalars(runs.next_queued()).first()
    if run is not None:
        run.status, run.started_at = RunStatus.RUNNING, datetime.now(UTC)
    return run


def with_instance(db: Session, run_id: UUID) -> Run:
    """What to solve."""
    return db.scalars(runs.with_instance(run_id).execution_options(populate_existing=True)).one()


def cancelled_among(db: Session, run_ids: Collection[UUID]) -> list[UUID]:
    """Those of these runs that somebody wants to end."""
    return list(db.scalars(runs.cancelled_among(run_ids)))


def abandon(db: Session) -> None:
    """Fail the runs that a killed server left running. Only one server may carry out runs of a database."""
    for run in db.scalars(runs.running()):
        _end(run, failed=SERVER_STOPPED)


def report(db: Session, run_id: UUID, progress: dict[str, Any]) -> None:
    run = _running(db, run_id)
    if run is not None:
        run.progress = progress


def succeed(db: Session, run_id: UUID, timetable: Timetable) -> None:
    """Store the timetable, unless somebody has cancelled the run in its last moment."""
    run = _running(db, run_id)
    if run is None:
        return
    if not run.cancel_requested:
        planning.store(db, run, timetable)
        run.status = RunStatus.SUCCEEDED
    _end(run)


def fail(db: Session, run_id: UUID, why: Failure) -> None:
    """The run can't be carried out, or who did it is gone; a cancelled run is what somebody wanted."""
    run = _running(db, run_id)
    if run is not None:
        _end(run, failed=why)


def requeue(db: Session, run_id: UUID) -> None:
    """The server stops: the next one starts the run again."""
    run = _running(db, run_id)
    if run is None:
        return
    if run.cancel_requested:
        _end(run)
    else:
        run.status, run.started_at, run.progress = RunStatus.QUEUED, None, None


def _running(db: Session, run_id: UUID) -> Run | None:
    run = db.scalars(runs.locked(run_id)).one_or_none()
    return run if run is not None and run.status is RunStatus.RUNNING else None


def _end(run: Run, *, failed: Failure | None = None) -> None:
    run.finished_at = datetime.now(UTC)
    if run.cancel_requested:
        run.status = RunStatus.CANCELLED
    elif failed is not None:
        run.status = RunStatus.FAILED
        run_failures.note(run, failed)
