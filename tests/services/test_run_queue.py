"""The queue of runs: who may end a run, and what comes of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.matching.scheduling import checker, io, reasons
from app.matching.scheduling.timetable import GoalValue, Status, Timetable
from app.models import ConferenceSession, Run, RunStatus
from app.queries import timetables
from app.services import run_failures, run_queue, runs
from app.services.run_failures import NOTHING_FOUND
from tests.factories import ADMINISTRATOR, a_delegation, a_run, a_session, a_wish, as_file

NOW = datetime(2026, 12, 8, tzinfo=UTC)


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    session = a_session(db)
    a_wish(db, session, a_delegation(db, session, "01"), a_delegation(db, session))
    return session


@pytest.fixture
def running(db: Session, session: ConferenceSession) -> Run:
    return a_run(db, session, status=RunStatus.RUNNING, started_at=NOW, progress={"goal": "required"})


def nothing_held(run: Run) -> Timetable:
    """A timetable that the checker passes: it holds nothing and says why."""
    problem = io.read_instance(as_file(run.instance))
    values = checker.goal_values(problem, ())
    return Timetable(
        instance=io.digest(problem),
        status=Status.FEASIBLE,
        goals=tuple(GoalValue(goal=goal, value=values[goal], bound=None) for goal in problem.policy.goals),
        unplaced=reasons.unplaced(problem, ()),
    )


def test_claim_takes_who_waited_longest(db: Session, session: ConferenceSession) -> None:
    late = a_run(db, session, queued_at=NOW + timedelta(seconds=1))
    early = a_run(db, session, queued_at=NOW)

    claimed = [run_queue.claim(db) for _ in range(3)]

    assert claimed == [early, late, None]
    assert (early.status, early.started_at is not None) == (RunStatus.RUNNING, True)
    assert not run_queue.has_queued(db)


def test_succeed_stores_the_timetable(db: Session, session: ConferenceSession, running: Run) -> None:
    run_queue.succeed(db, running.id, nothing_held(running))

    assert (running.status, running.error, running.finished_at is not None) == (RunStatus.SUCCEEDED, None, True)
    assert [version.run_id for version in db.scalars(timetables.of_session(session.id))] == [running.id]


def test_succeed_after_a_cancel_stores_nothing(db: Session, session: ConferenceSession, running: Run) -> None:
    runs.cancel(db, ADMINISTRATOR, running.id)

    run_queue.succeed(db, running.id, nothing_held(running))

    assert (running.status, running.finished_at is not None) == (RunStatus.CANCELLED, True)
    assert db.scalars(timetables.of_session(session.id)).all() == []


def test_fail_keeps_the_reason(db: Session, running: Run) -> None:
    run_queue.fail(db, running.id, NOTHING_FOUND)

    assert (running.status, running.error) == (RunStatus.FAILED, NOTHING_FOUND.template)
    assert (running.error_code, running.error_output) == ("nothing-found", None)


def test_fail_of_a_cancelled_run_is_its_cancel(db: Session, running: Run) -> None:
    runs.cancel(db, ADMINISTRATOR, running.id)

    run_queue.fail(db, running.id, run_failures.of_process(-15, ""))

    assert (running.status, running.error) == (RunStatus.CANCELLED, None)


def test_requeue_starts_from_nothing(db: Session, running: Run) -> None:
    run_queue.requeue(db, running.id)

    assert (running.status, running.started_at, running.progress) == (RunStatus.QUEUED, None, None)


def test_requeue_of_a_cancelled_run_is_its_cancel(db: Session, running: Run) -> None:
    runs.cancel(db, ADMINISTRATOR, running.id)

    run_queue.requeue(db, running.id)

    assert running.status is RunStatus.CANCELLED


@pytest.mark.parametrize("status", [RunStatus.SUCCEEDED, RunStatus.CANCELLED])
def test_ended_run_stays_as_it_ended(db: Session, session: ConferenceSession, status: RunStatus) -> None:
    run = a_run(db, session, status=status, finished_at=NOW)

    run_queue.fail(db, run.id, NOTHING_FOUND)
    run_queue.requeue(db, run.id)
    run_queue.report(db, run.id, {"goal": "required"})
    run_queue.succeed(db, run.id, nothing_held(run))

    assert (run.status, run.error, run.finished_at, run.progress) == (status, None, NOW, None)
    assert db.scalars(timetables.of_session(session.id)).all() == []


def test_abandon_fails_what_a_killed_server_left(db: Session, session: ConferenceSession, running: Run) -> None:
    queued = a_run(db, session)

    run_queue.abandon(db)

    assert (running.status, running.error_code) == (RunStatus.FAILED, "server-stopped")
    assert queued.status is RunStatus.QUEUED


def test_cancelled_among(db: Session, session: ConferenceSession, running: Run) -> None:
    other = a_run(db, session, status=RunStatus.RUNNING)
    elsewhere = a_run(db, session, status=RunStatus.RUNNING, cancel_requested=True)
    runs.cancel(db, ADMINISTRATOR, running.id)

    assert run_queue.cancelled_among(db, [running.id, other.id]) == [running.id]
    assert elsewhere.cancel_requested
