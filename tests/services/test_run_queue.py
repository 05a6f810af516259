"""The queue of runs: who may end a run, and what comes of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.adapters.jobs import Hold, Order
from app.matching.scheduling import checker, io, reasons
from app.matching.scheduling.timetable import GoalValue, Status, Timetable
from app.models import ConferenceSession, Phase, Run, RunStatus
from app.queries import timetables
from app.services import run_failures, run_queue, runs
from app.services.run_failures import NOTHING_FOUND, WORKER_LOST
from tests.factories import ADMINISTRATOR, a_run, a_session, a_wished_session, as_file, hold_of

NOW = datetime(2026, 12, 8, tzinfo=UTC)
MOST_LOSSES = 3


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    return a_wished_session(db)


@pytest.fixture
def running(db: Session, session: ConferenceSession) -> Run:
    return a_run(
        db, session, status=RunStatus.RUNNING, started_at=NOW, attempt=2, worker="w", progress={"goal": "required"}
    )


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


def lose(db: Session, run: Run) -> None:
    run_queue.lose(db, hold_of(run), WORKER_LOST, most_losses=MOST_LOSSES)


def test_claim_takes_who_waited_longest(db: Session, session: ConferenceSession) -> None:
    late = a_run(db, session, queued_at=NOW + timedelta(seconds=1))
    early = a_run(db, session, queued_at=NOW)

    claimed = [run_queue.claim(db, "w") for _ in range(3)]

    assert claimed == [early, late, None]
    assert (early.status, early.attempt, early.worker) == (RunStatus.RUNNING, 1, "w")
    assert (early.started_at is not None, early.phase) == (True, Phase.STARTING)
    assert not run_queue.has_due(db)


def test_conferences_take_turns_and_order_their_own_runs(db: Session, session: ConferenceSession) -> None:
    mine = [a_run(db, session, queued_at=NOW + timedelta(seconds=i)) for i in range(2)]
    urgent = a_run(db, session, queued_at=NOW + timedelta(seconds=5), priority=1)
    other = a_session(db)
    theirs = [a_run(db, other, queued_at=NOW + timedelta(seconds=10 + i)) for i in range(2)]

    claimed = []
    while (run := run_queue.claim(db, "w")) is not None:
        claimed.append(run)
        db.flush()

    assert claimed == [urgent, theirs[0], mine[0], theirs[1], mine[1]]


def test_succeed_stores_the_timetable(db: Session, session: ConferenceSession, running: Run) -> None:
    run_queue.succeed(db, hold_of(running), nothing_held(running))

    assert (running.status, running.error, running.finished_at is not None) == (RunStatus.SUCCEEDED, None, True)
    assert [version.run_id for version in db.scalars(timetables.of_session(session.id))] == [running.id]


def test_succeed_after_a_cancel_stores_nothing(db: Session, session: ConferenceSession, running: Run) -> None:
    runs.cancel(db, ADMINISTRATOR, running.id)

    run_queue.succeed(db, hold_of(running), nothing_held(running))

    assert (running.status, running.finished_at is not None) == (RunStatus.CANCELLED, True)
    assert db.scalars(timetables.of_session(session.id)).all() == []


def test_fail_keeps_the_reason(db: Session, running: Run) -> None:
    run_queue.fail(db, hold_of(running), NOTHING_FOUND)

    assert (running.status, running.error) == (RunStatus.FAILED, NOTHING_FOUND.template)
    assert (running.error_code, running.error_output) == ("nothing-found", None)


def test_lost_run_of_which_nobody_wants_anything_is_cancelled(db: Session, running: Run) -> None:
    runs.cancel(db, ADMINISTRATOR, running.id)

    lose(db, running)

    assert (running.status, running.error) == (RunStatus.CANCELLED, None)


def test_lost_run_is_taken_up_from_its_best_until_it_was_lost_too_often(db: Session, running: Run) -> None:
    best = [{"meeting": "m", "slot": "s", "table": "t", "interpreters": []}]
    run_queue.keep(db, hold_of(running), course=[], best=best)
    lose(db, running)
    first, second = run_queue.claim(db, "w"), running.attempt
    lose(db, running)
    resting = run_queue.claim(db, "w")
    waits = running.not_before
    running.not_before = None
    run_queue.claim(db, "w")
    assert running.best == best
    lose(db, running)

    assert (first, second, resting) == (running, 3, None)
    assert waits is not None
    assert (running.status, running.error_code, running.attempt) == (RunStatus.FAILED, "worker-lost", 4)
    assert running.best == best


@pytest.mark.parametrize("end", [(1, "MemoryError"), (-6, "terminate called: std::bad_alloc")])
def test_run_that_needs_too_much_memory_is_not_taken_up_again(db: Session, running: Run, end: tuple[int, str]) -> None:
    run_queue.lose(db, hold_of(running), run_failures.of_process(*end), most_losses=3)

    assert (running.status, running.error_code, running.losses) == (RunStatus.FAILED, "too-large", 1)
    assert (running.error or "").startswith("The solver needed more memory than a run may take here.")


def test_nobody_rests_for_longer_because_a_clock_has_jumped(db: Session, session: ConferenceSession) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    run = a_run(db, session, not_before=tomorrow)

    assert run_queue.claim(db, "w") == run


def test_nobody_waits_for_the_turns_of_others_because_a_clock_has_jumped(
    db: Session, session: ConferenceSession
) -> None:
    now, other = datetime.now(UTC), a_session(db)
    for begun, at in ((session, now + timedelta(hours=5)), (other, now - timedelta(hours=1))):
        a_run(db, begun, status=RunStatus.SUCCEEDED, started_at=at)
    theirs = [a_run(db, other, queued_at=NOW) for _ in range(2)]
    mine = a_run(db, session, queued_at=NOW)

    claimed = []
    while (run := run_queue.claim(db, "w")) is not None:
        claimed.append(run)
        db.flush()

    assert claimed[0] == mine
    assert {run.id for run in claimed[1:]} == {run.id for run in theirs}


def test_run_that_is_handed_over_keeps_what_it_has(db: Session, running: Run) -> None:
    run_queue.hand_over(db, hold_of(running))

    assert (running.status, running.started_at, running.worker) == (RunStatus.QUEUED, None, None)
    assert (running.progress, running.losses) == ({"goal": "required"}, 0)


def test_cancelled_run_is_not_handed_over(db: Session, running: Run) -> None:
    runs.cancel(db, ADMINISTRATOR, running.id)

    run_queue.hand_over(db, hold_of(running))

    assert running.status is RunStatus.CANCELLED


@pytest.mark.parametrize(
    ("status", "attempt"), [(RunStatus.SUCCEEDED, 2), (RunStatus.CANCELLED, 2), (RunStatus.RUNNING, 3)]
)
def test_nothing_is_heard_of_who_does_not_hold_the_run(
    db: Session, session: ConferenceSession, status: RunStatus, attempt: int
) -> None:
    run, late = a_run(db, session, status=status, attempt=attempt), 2
    hold = Hold(run.id, late)

    run_queue.fail(db, hold, NOTHING_FOUND)
    run_queue.hand_over(db, hold)
    run_queue.lose(db, hold, WORKER_LOST, most_losses=1)
    run_queue.report(db, hold, phase=Phase.SEARCHING, spent_seconds=9, progress={"goal": "required"})
    run_queue.keep(db, hold, course=[{}], best=[{}])
    run_queue.beat(db, [hold])
    run_queue.succeed(db, hold, nothing_held(run))
    db.refresh(run)

    assert (run.status, run.attempt, run.error, run.finished_at, run.losses) == (status, attempt, None, None, 0)
    assert (run.progress, run.course, run.best, run.spent_seconds, run.beats) == (None, None, None, 0, 0)
    assert db.scalars(timetables.of_session(session.id)).all() == []
    assert run_queue.with_instance(db, hold) is None
    assert run_queue.orders(db, [hold]) == ({hold: Order.LOST} if attempt != late else {})


def test_attempts_are_told_what_somebody_wants(db: Session, session: ConferenceSession, running: Run) -> None:
    other = a_run(db, session, status=RunStatus.RUNNING)
    stopped = a_run(db, session, status=RunStatus.RUNNING, stop_requested=True)
    runs.cancel(db, ADMINISTRATOR, running.id)

    orders = run_queue.orders(db, [hold_of(run) for run in (running, other, stopped)])

    assert orders == {hold_of(running): Order.CANCEL, hold_of(stopped): Order.STOP}


def test_beats_are_those_of_all_who_carry_out_runs(db: Session, session: ConferenceSession, running: Run) -> None:
    other, _queued = a_run(db, session, status=RunStatus.RUNNING, attempt=1), a_run(db, session)

    run_queue.beat(db, [hold_of(running)])

    assert run_queue.beats(db) == {hold_of(running): 1, hold_of(other): 0}
    db.refresh(running)
    assert running.heartbeat_at is not None
