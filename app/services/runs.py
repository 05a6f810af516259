"""Runs, for those who ask for a timetable: start one, watch it, cancel it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import NotFound, NothingToSolve, RunFinished
from app.i18n.messages import mark
from app.matching.scheduling.io import digest, instance_to_json
from app.matching.scheduling.problem import Problem
from app.models import Role, Run, RunStatus
from app.queries import runs
from app.services import lookup, planning, run_queue, sessions, stages
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser
from app.settings import SolverSettings

FINISHED = {
    RunStatus.SUCCEEDED: mark("The run has succeeded already."),
    RunStatus.FAILED: mark("The run has failed already."),
}


def page(db: Session, actor: Actor, session_id: UUID, *, limit: int, cursor: str | None) -> Page[Run]:
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    return lookup.page(db, runs.of_session(session.id), limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, run_id: UUID) -> Run:
    """The run without its instance."""
    return lookup.one(db, runs.by_id(run_id, actor.sight), NotFound("No such run."))


def with_instance(db: Session, actor: Actor, run_id: UUID) -> Run:
    """The run as it was asked for, with its instance."""
    return run_queue.with_instance(db, get(db, actor, run_id).id)


def scores(db: Session, actor: Actor, run_id: UUID) -> dict[str, Any]:
    """Why the meetings of the run were worth what they were, by their ids; none of runs from before that was kept."""
    return run_queue.with_instance(db, get(db, actor, run_id).id).scores or {}


def create(
    db: Session, actor: Actor, session_id: UUID, *, seconds: float, workers: int, seed: int, limits: SolverSettings
) -> Run:
    """Put a run into the queue, with the instance as it is now: what is edited later can't change what it solves.

    Raises `Forbidden` but to editors, `Invalid` for more than the limits allow, `NothingToSolve`, and
    `OwnTablesClash`.
    """
    session = sessions.get(db, actor, session_id)
    stages.require_editor(db, actor, session.conference_id)
    _check_limits(seconds, workers, limits)
    draft = planning.draft_of(db, session)
    problem = draft.problem
    _check_worth_solving(problem)
    run = Run(
        session_id=session_id,
        seconds=seconds,
        workers=workers,
        seed=seed,
        instance=instance_to_json(problem),
        instance_digest=digest(problem),
        scores=draft.scores,
        queued_at=datetime.now(UTC),
    )
    db.add(run)
    db.flush()
    return lookup.reloaded(db, runs.by_id(run.id, actor.sight))


def cancel(db: Session, actor: Actor, run_id: UUID) -> Run:
    """End a run; it leaves no timetable. A running one ends shortly after. Cancelling again changes nothing.

    Raises `Forbidden` but to editors, `RunFinished` if there is nothing left to cancel.
    """
    session = sessions.get(db, actor, get(db, actor, run_id).session_id)
    stages.require_editor(db, actor, session.conference_id)
    run = lookup.one(db, runs.locked(run_id).execution_options(populate_existing=True), NotFound("No such run."))
    if run.status in FINISHED:
        raise RunFinished(FINISHED[run.status])
    run.cancel_requested = True
    if run.status is RunStatus.QUEUED:
        run.status, run.finished_at = RunStatus.CANCELLED, datetime.now(UTC)
    return lookup.reloaded(db, runs.by_id(run_id, actor.sight))


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
