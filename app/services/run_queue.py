"""Runs, for those who carry them out: claim one, report on it, end it.

Whoever holds a run says so by the number of its attempt. Once the next attempt has begun, or the run has ended, nothing
that an earlier one says is taken any more: it may have been cut off, and is told when it asks.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.adapters.jobs import Hold, Order
from app.db import SessionFactory
from app.matching.scheduling.timetable import Timetable
from app.models import Phase, Run, RunStatus
from app.queries import runs
from app.services import planning, run_failures, run_shares
from app.services.run_failures import Failure

FIRST_BACK_OFF = timedelta(seconds=5)
BACK_OFF_FACTOR = 3
PUT = "a run was put into the queue"


def put(db: Session, what: str = PUT) -> None:
    """A run was put into the queue: whoever carries out runs is told when the transaction has been committed."""
    db.info[what] = True


def tell(factory: SessionFactory, announce: Callable[[], None], what: str = PUT) -> None:
    """Call `announce` after each transaction of the factory's sessions that has put a run into the queue."""

    def committed(db: Session) -> None:
        if db.info.pop(what, False):
            announce()

    event.listen(factory, "after_commit", committed)


def back_off(losses: int) -> timedelta:
    """None after the first loss, which most often was a restart."""
    if losses == 1:
        return timedelta()
    factor: int = BACK_OFF_FACTOR ** (losses - 2)
    return min(FIRST_BACK_OFF * factor, runs.LONGEST_BACK_OFF)


def watched(db: Session, run_ids: Collection[UUID]) -> list[Run]:
    """How these runs are, for those who were let watch them."""
    return list(db.scalars(runs.watched(run_ids)))


def has_due(db: Session) -> bool:
    """Whether anything could be begun: a run, or a share of one."""
    return db.scalars(runs.due(datetime.now(UTC))).first() is not None or run_shares.has_due(db)


def is_held_up(db: Session, holds: Collection[Hold]) -> bool:
    """Whether a run waits that could begin in place of one of these attempts, which is at a share."""
    wanted = (order is None for order in run_shares.orders(db, holds).values())
    return any(wanted) and db.scalars(runs.held_up(datetime.now(UTC))).first() is not None


def make_way(db: Session, holds: Collection[Hold]) -> None:
    """Give one of these attempts, which is at a share, up for a run that waits, unless others do so for each of them.

    The row of the run that waits decides between those who ask at the same time.
    """
    now = datetime.now(UTC)
    run = db.scalars(runs.next_held_up(now)).first()
    if run is not None and run_shares.put_off(db, holds):
        run.way_made_at = now


def claim(db: Session, worker: str) -> Run | None:
    """Hold the run whose turn it is, by its next attempt."""
    now = datetime.now(UTC)
    run = db.scalars(runs.next_due(now)).first()
    if run is not None:
        run.status, run.attempt, run.started_at = RunStatus.RUNNING, run.attempt + 1, now
        run.worker, run.heartbeat_at, run.not_before, run.phase = worker, now, None, Phase.STARTING
        run.way_made_at = None
        run.shares_begun = max(1, run.shares_begun)
        if run.shares > 1:
            put(db)
    return run


def with_instance(db: Session, hold: Hold) -> Run | None:
    """What to solve, and what is known of it already; nothing for an attempt that does not hold the run."""
    held = runs.with_instance(hold.job).execution_options(populate_existing=True)
    run = db.scalars(held).one_or_none()
    return run if run is not None and _is_held(run, hold) else None


def beat(db: Session, holds: Collection[Hold]) -> None:
    """Tell that whoever carries out these attempts is alive."""
    for hold in holds:
        db.execute(runs.beat(hold.job, hold.attempt))
        run_shares.beat(db, hold)


def beats(db: Session) -> dict[Hold, int]:
    """All attempts that are being carried out, by anybody, with what their workers have told so far."""
    of_runs = {Hold(run_id, attempt): count for run_id, attempt, count in db.execute(runs.running())}
    return of_runs | run_shares.beats(db)


def orders(db: Session, holds: Collection[Hold]) -> dict[Hold, Order]:
    """Of these attempts, those that shall end: somebody wants it, or they do not hold their run any more.

    Who has just ended a run is told nothing.
    """
    found = {row.id: row for row in db.execute(runs.orders([hold.job for hold in holds]))}
    of_shares = run_shares.orders(db, holds)
    given = {hold: order for hold, order in of_shares.items() if order is not None}
    for hold in (each for each in holds if each not in of_shares):
        row = found.get(hold.job)
        if row is None or row.attempt != hold.attempt or row.status is RunStatus.QUEUED:
            given[hold] = Order.LOST
        elif row.status is RunStatus.RUNNING and row.cancel_requested:
            given[hold] = Order.CANCEL
        elif row.status is RunStatus.RUNNING and row.stop_requested:
            given[hold] = Order.STOP
    return given


def report(db: Session, hold: Hold, *, phase: Phase, spent_seconds: float, progress: Mapping[str, Any] | None) -> None:
    """How far the search is."""
    run = _held(db, hold)
    if run is not None:
        run.phase, run.spent_seconds = phase, spent_seconds
        run.progress = run.progress if progress is None else dict(progress)


def keep(db: Session, hold: Hold, *, course: list[dict[str, Any]] | None, best: list[dict[str, Any]] | None) -> None:
    """How the goals went so far, and the best timetable so far, which the referee has passed; None: as it was."""
    run = _held(db, hold)
    if run is None:
        return
    if course is not None:
        run.course = course
    if best is not None:
        run.best, run.best_at = best, datetime.now(UTC)


def succeed(db: Session, hold: Hold, timetable: Timetable) -> None:
    """Store the timetable, unless somebody has cancelled the run in its last moment.

    It says how many shares of the run took part, if there could be more than one.
    """
    run = _held(db, hold)
    if run is None:
        return
    if not run.cancel_requested:
        shares = {"shares": run.shares_begun} if run.shares > 1 else {}
        _keep(db, run, replace(timetable, run={**timetable.run, **shares}))
        run.status = RunStatus.SUCCEEDED
    _end(db, run)


def fail(db: Session, hold: Hold, why: Failure) -> None:
    """The run can't be carried out, by nobody; a cancelled run is what somebody wanted."""
    run = _held(db, hold)
    if run is not None:
        _end(db, run, failed=why)


def lose(db: Session, hold: Hold, why: Failure, *, most_losses: int) -> None:
    """Who carried out the run is gone. It is taken up again, later each time, unless that is vain or was too often."""
    run = _held(db, hold)
    if run is None:
        run_shares.lose(db, hold, most_losses=most_losses)
        return
    run.losses += 1
    if run.cancel_requested or why.recurs or run.losses >= most_losses:
        _end(db, run, failed=why)
    else:
        _requeue(db, run)
        run.not_before = datetime.now(UTC) + back_off(run.losses)


def hand_over(db: Session, hold: Hold) -> None:
    """Who carries out the run has to stop: somebody else goes on with it."""
    run = _held(db, hold)
    if run is None:
        run_shares.hand_over(db, hold)
        return
    if run.cancel_requested:
        _end(db, run)
    else:
        _requeue(db, run)


def _held(db: Session, hold: Hold) -> Run | None:
    return db.scalars(runs.held(hold.job, hold.attempt).execution_options(populate_existing=True)).one_or_none()


def _keep(db: Session, run: Run, timetable: Timetable) -> None:
    if run.is_what_if:
        run.outcome = planning.outcome_of(run, timetable)
    else:
        planning.store(db, run, timetable)


def _is_held(run: Run, hold: Hold) -> bool:
    return run.status is RunStatus.RUNNING and run.attempt == hold.attempt


def _requeue(db: Session, run: Run) -> None:
    put(db)
    run.status, run.started_at, run.worker, run.phase = RunStatus.QUEUED, None, None, None


def _end(db: Session, run: Run, *, failed: Failure | None = None) -> None:
    run_shares.close(db, run.id)
    run.finished_at, run.phase = datetime.now(UTC), None
    if run.cancel_requested:
        run.status = RunStatus.CANCELLED
    elif failed is not None:
        run.status = RunStatus.FAILED
        run_failures.note(run, failed)
    if run.status is not RunStatus.FAILED:
        run.best = None  # A failed run may be asked for once more; of the others nobody needs it any longer.
