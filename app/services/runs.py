"""Runs, for those who ask for a timetable: start one, watch it, cancel it."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import NotFound, NothingToSolve, RunFinished
from app.i18n.messages import mark
from app.matching.scheduling.io import digest, instance_to_json
from app.matching.scheduling.problem import Problem
from app.models import Run, RunStatus
from app.queries import runs
from app.services import lookup, planning, sessions
from app.services.lookup import Page
from app.settings import SolverSettings

FINISHED = {
    RunStatus.SUCCEEDED: mark("The run has succeeded already."),
    RunStatus.FAILED: mark("The run has failed already."),
}


def page(db: Session, session_id: UUID, *, limit: int, offset: int) -> Page[Run]:
    session = sessions.get(db, session_id)
    return lookup.page(db, runs.of_session(session.id), limit=limit, offset=offset)


def get(db: Session, run_id: UUID) -> Run:
    """The run without its instance."""
    return lookup.one(db, runs.by_id(run_id), NotFound("No such run."))


def with_instance(db: Session, run_id: UUID) -> Run:
    return lookup.one(db, runs.with_instance(run_id), NotFound("No such run."))


def create(db: Session, session_id: UUID, *, seconds: float, workers: int, seed: int, limits: SolverSettings) -> Run:
    """Put a run into the queue, with the instance as it is now: what is edited later can't change what it solves.

    Raises `Invalid` for more than the limits allow, `NothingToSolve`, and `OwnTablesClash`.
    """
    _check_limits(seconds, workers, limits)
    problem = planning.problem_of(db, sessions.get(db, session_id))
    _check_worth_solving(problem)
    run = Run(
        session_id=session_id,
        seconds=seconds,
        workers=workers,
        seed=seed,
        instance=instance_to_json(problem),
        instance_digest=digest(problem),
        queued_at=datetime.now(UTC),
    )
    db.add(run)
    db.flush()
    return lookup.reloaded(db, runs.by_id(run.id))


def cancel(db: Session, run_id: UUID) -> Run:
    """End a run; it leaves no timetable. A running one ends shortly after. Cancelling again changes nothing.

    Raises `RunFinished` if there is nothing left to cancel.
    """
    run = lookup.one(db, runs.locked(run_id), NotFound("No such run."))
    if run.status in FINISHED:
        raise RunFinished(FINISHED[run.status])
    run.cancel_requested = True
    if run.status is RunStatus.QUEUED:
        run.status, run.finished_at = RunStatus.CANCELLED, datetime.now(UTC)
    return lookup.reloaded(db, runs.by_id(run_id))


def _check_limits(seconds: float, workers: int, limits: SolverSettings) -> None:
    if seconds > limits.max_seconds:
        raise lookup.invalid("/seconds", "A run takes at most {limit} seconds here.", limit=f"{limits.max_seconds:g}")
    if workers > limits.max_workers:
        raise lookup.invalid("/workers", "A run has at most {limit} workers here.", limit=limits.max_workers)


def _check_worth_solving(problem: Problem) -> None:
    if not problem.slots:
        raise NothingToSolve("The session has no slots yet.")
    if not problem.tables:
        raise NothingToSolve("The session has no tables yet.")
    if not problem.meetings:
        raise NothingToSolve("The session has no wished meetings yet.")
