"""Runs, for those who ask for a timetable: start one, watch it, cancel it."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app import traces
from app.errors import NotFound, NothingFoundYet, NothingToSolve, RunFinished, RunNotFailed
from app.i18n.messages import mark
from app.matching.scheduling.io import digest, instance_to_json
from app.matching.scheduling.problem import Problem
from app.models import ConferenceSession, Role, Run, RunStatus
from app.queries import runs
from app.services import conferences, lookup, planning, run_queue, run_shares, sessions, stages
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser
from app.settings import SolverSettings

CANCELLED = mark("The run was cancelled.")
FINISHED = {
    RunStatus.SUCCEEDED: mark("The run has succeeded already."),
    RunStatus.FAILED: mark("The run has failed already."),
}


def page(db: Session, actor: Actor, session_id: UUID, *, limit: int, cursor: str | None) -> Page[Run]:
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    return lookup.page(db, runs.of_session(session.id), limit=limit, cursor=cursor)


def of_conference(
    db: Session, actor: Actor, conference_id: UUID, *, status: RunStatus | None, limit: int, cursor: str | None
) -> Page[Run]:
    """Runs of all sessions, the latest first; with `status`, those alone: the failed ones wait for somebody's word."""
    conference = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference.id, Role.VIEWER)
    return lookup.page(db, runs.of_conference(conference.id, status), limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, run_id: UUID) -> Run:
    """The run without its instance."""
    return lookup.one(db, runs.by_id(run_id, actor.sight), NotFound("No such run."))


def with_instance(db: Session, actor: Actor, run_id: UUID) -> Run:
    """The run as it was asked for, with its instance."""
    return _whole(db, actor, run_id)


def scores(db: Session, actor: Actor, run_id: UUID) -> dict[str, Any]:
    """Why the meetings of the run were worth what they were, by their ids; none of runs from before that was kept."""
    return _whole(db, actor, run_id).scores or {}


def course(db: Session, actor: Actor, run_id: UUID) -> list[dict[str, Any]]:
    """How the values and bounds of the goals went, by the seconds that were spent on the run."""
    return _whole(db, actor, run_id).course or []


def best(db: Session, actor: Actor, run_id: UUID) -> dict[str, Any]:
    """The best timetable so far, as a timetable file's JSON value. Raises `NothingFoundYet`, also after the end."""
    found = planning.export_best(_whole(db, actor, run_id))
    if found is None:
        raise NothingFoundYet("The run has no timetable yet, or has ended; then its timetable is what came of it.")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of a run. Of a conference's own runs the one of highest priority comes first."""

    seconds: float
    workers: int
    seed: int
    priority: int = 0
    shares: int = 1


def create(
    db: Session, actor: Actor, session_id: UUID, wanted: Wanted, *, limits: SolverSettings, again: bool = False
) -> tuple[Run, bool]:
    """Put a run into the queue, with the instance as it is now: what is edited later can't change what it solves.

    Where the same was asked for before, of the same instance, that run is given unless it came to nothing, was stopped,
    or one is wanted `again`. Also says whether the run is new.

    Raises `Forbidden` but to editors, `Invalid` for more than the limits allow, `NothingToSolve`, and
    `OwnTablesClash`.
    """
    session = sessions.get(db, actor, session_id)
    stages.require_editor(db, actor, session.conference_id)
    check_limits(wanted, limits)
    draft = planning.draft_of(db, session)
    check_worth_solving(draft.problem)
    run = Run(
        session_id=session_id,
        **asdict(wanted),
        instance=instance_to_json(draft.problem),
        instance_digest=digest(draft.problem),
        scores=draft.scores,
        queued_at=datetime.now(UTC),
    )
    return put(db, actor, run, again=again)


def put(db: Session, actor: Actor, run: Run, *, again: bool) -> tuple[Run, bool]:
    """Put a run into the queue, unless it was asked for before and is not wanted `again`; see `create`."""
    if not again and (same := _same(db, run)) is not None:
        return same, False
    run.traceparent = traces.present()
    db.add(run)
    run_queue.put(db)
    db.flush()
    run_shares.open_for(db, run)
    return lookup.reloaded(db, runs.by_id(run.id, actor.sight)), True


def _same(db: Session, run: Run) -> Run | None:
    """The latest run that was asked for the same. Of two that ask at once the second waits, and is given the first."""
    db.get_one(ConferenceSession, run.session_id, with_for_update=True)
    return db.scalars(runs.same_as(run)).first()


def cancel(db: Session, actor: Actor, run_id: UUID) -> Run:
    """End a run; it leaves no timetable. A running one ends shortly after. Cancelling again changes nothing.

    Raises `Forbidden` but to editors, `RunFinished` if there is nothing left to cancel.
    """
    run = _editable(db, actor, run_id)
    if run.status in FINISHED:
        raise RunFinished(FINISHED[run.status])
    run.cancel_requested = True
    if run.status is RunStatus.QUEUED:
        run.status, run.finished_at, run.best = RunStatus.CANCELLED, datetime.now(UTC), None
        run_shares.close(db, run.id)
    return lookup.reloaded(db, runs.by_id(run_id, actor.sight))


def stop(db: Session, actor: Actor, run_id: UUID) -> Run:
    """End the search of a run; the best timetable so far becomes its result shortly after. Again changes nothing.

    Raises `Forbidden` but to editors, `RunFinished` if it has ended, `NothingFoundYet` if it can only be cancelled.
    """
    run = _editable(db, actor, run_id)
    if run.status.ended:
        raise RunFinished(FINISHED.get(run.status, CANCELLED))
    if run.best_at is None:
        raise NothingFoundYet("The run has no timetable yet that could be kept. Wait a moment, or cancel it.")
    run.stop_requested = True
    return lookup.reloaded(db, runs.by_id(run_id, actor.sight))


def retry(db: Session, actor: Actor, run_id: UUID) -> Run:
    """Put a failed run into the queue again, with all of its time; it goes on from the best timetable so far.

    Raises `Forbidden` but to editors, `RunNotFailed`.
    """
    run = _editable(db, actor, run_id)
    if run.status is not RunStatus.FAILED:
        raise RunNotFailed("Only a run that has failed can be tried again.")
    run.status, run.queued_at, run.losses = RunStatus.QUEUED, datetime.now(UTC), 0
    run.spent_seconds, run.stop_requested, run.traceparent = 0.0, False, traces.present()
    run_queue.put(db)
    run.course = run.error = run.failure = run.started_at = run.finished_at = run.not_before = None
    run_shares.reopen(db, run)
    return lookup.reloaded(db, runs.by_id(run_id, actor.sight))


def _editable(db: Session, actor: Actor, run_id: UUID) -> Run:
    session = sessions.get(db, actor, get(db, actor, run_id).session_id)
    stages.require_editor(db, actor, session.conference_id)
    return lookup.one(db, runs.locked(run_id).execution_options(populate_existing=True), NotFound("No such run."))


def _whole(db: Session, actor: Actor, run_id: UUID) -> Run:
    query = runs.with_instance(get(db, actor, run_id).id)
    return db.scalars(query.execution_options(populate_existing=True)).one()


def check_limits(wanted: Wanted, limits: SolverSettings) -> None:
    """Raises `Invalid` for more than is allowed here."""
    if wanted.seconds > limits.max_seconds:
        raise lookup.invalid("/seconds", "A run takes at most {limit} seconds here.", limit=f"{limits.max_seconds:g}")
    if wanted.workers > limits.max_workers:
        raise lookup.invalid("/workers", "A run has at most {limit} workers here.", limit=limits.max_workers)
    if wanted.shares > limits.max_shares:
        raise lookup.invalid("/shares", "The number of shares is limited to {limit} here.", limit=limits.max_shares)


def check_worth_solving(problem: Problem) -> None:
    """Raises `NothingToSolve`."""
    if not problem.slots:
        raise NothingToSolve("The session has no slots yet.")
    if not problem.tables:
        raise NothingToSolve("The session has no tables yet.")
    if not problem.meetings:
        raise NothingToSolve("The session has no wished meetings yet.")
