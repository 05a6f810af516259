"""Shares of runs: who may begin one, what they tell each other, and that nobody waits for them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.jobs import Hold, Order
from app.matching.scheduling import io
from app.matching.scheduling.checker import goal_values
from app.matching.scheduling.sharing import Known, Strategy
from app.matching.scheduling.timetable import GoalValue, Placement
from app.models import ConferenceSession, Run, RunShare, RunStatus, ShareStatus, TimetableVersion
from app.services import run_queue, run_shares, runs
from app.services.run_failures import WORKER_LOST
from tests.factories import ADMINISTRATOR, a_run, a_shared_run, a_wished_session, as_file, hold_of
from tests.services.test_run_queue import nothing_held

MOST_LOSSES = 2


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    return a_wished_session(db)


@pytest.fixture
def run(db: Session, session: ConferenceSession) -> Run:
    """Of three shares, led by somebody."""
    running = {"status": RunStatus.RUNNING, "attempt": 1, "started_at": datetime.now(UTC)}
    return a_shared_run(db, session, shares=3, shares_begun=1, **running)


def shares_of(db: Session, run: Run) -> list[RunShare]:
    query = select(RunShare).where(RunShare.run_id == run.id).order_by(RunShare.number)
    return list(db.scalars(query.execution_options(populate_existing=True)))


def statuses(db: Session, run: Run) -> list[ShareStatus]:
    return [share.status for share in shares_of(db, run)]


def claimed(db: Session) -> Hold:
    share = run_shares.claim(db, "w")
    assert share is not None
    db.flush()
    return Hold(share.id, share.attempt)


def known(run: Run, bound: int | None) -> Known:
    """The empty timetable, and so much proven of each goal."""
    problem = io.read_instance(as_file(run.instance))
    values = goal_values(problem, ())
    goals = tuple(GoalValue(goal=goal, value=values[goal], bound=bound) for goal in problem.policy.goals)
    return Known(placements=(), goals=goals)


def test_shares_begin_only_while_somebody_leads_the_run(db: Session, session: ConferenceSession) -> None:
    run = a_shared_run(db, session, shares=3)

    assert run_shares.claim(db, "w") is None
    assert run_queue.claim(db, "leader") is run
    db.flush()
    assert run_queue.has_due(db)
    first, second = claimed(db), claimed(db)

    assert (run_shares.claim(db, "w"), run_queue.has_due(db), run.shares_begun) == (None, False, 3)
    assert statuses(db, run) == [ShareStatus.LEADING, ShareStatus.WORKING, ShareStatus.WORKING]
    assert [(share.id, share.attempt) for share in shares_of(db, run)[1:]] == [first, second]
    assert run_queue.beats(db) == {hold_of(run): 0, first: 0, second: 0}
    run_queue.beat(db, [first])
    assert run_queue.beats(db)[first] == 1


@pytest.mark.parametrize("values", [{"cancel_requested": True}, {"stop_requested": True}, {"spent_seconds": 9.0}])
def test_no_share_begins_where_a_run_is_about_to_end(db: Session, run: Run, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(run, name, value)
    db.flush()

    assert run_shares.claim(db, "w") is None


def test_shares_hear_from_each_other_once(db: Session, run: Run) -> None:
    hold = claimed(db)
    placed = Placement(meeting="m", slot="s", table="t", interpreters=("i",))
    told = Known(placements=(placed,), goals=(GoalValue(goal="held", value=1, bound=None),))

    run_shares.lead(db, hold_of(run), known(run, None))
    run_shares.tell(db, hold, told)
    db.flush()

    assert run_shares.hear(db, run.id, 0, {}) == {1: (1, told)}
    assert run_shares.hear(db, run.id, 2, {}) == {0: (1, known(run, None)), 1: (1, told)}
    assert run_shares.hear(db, run.id, 2, {0: 1, 1: 1}) == {}
    run_shares.lead(db, hold_of(run), known(run, 0))
    db.flush()
    assert run_shares.hear(db, run.id, 2, {0: 1, 1: 1}) == {0: (2, known(run, 0))}


def test_who_has_lost_a_share_is_not_heard(db: Session, run: Run) -> None:
    lost = claimed(db)
    run_queue.lose(db, lost, WORKER_LOST, most_losses=MOST_LOSSES)
    again = claimed(db)

    run_shares.tell(db, lost, known(run, None))
    run_shares.finish(db, lost)
    run_shares.lead(db, Hold(run.id, run.attempt - 1), known(run, None))

    assert (lost.job, run_shares.hear(db, run.id, 2, {})) == (again.job, {})
    assert run_queue.orders(db, [lost, again]) == {lost: Order.LOST}
    run_queue.lose(db, again, WORKER_LOST, most_losses=MOST_LOSSES)
    db.flush()
    assert (run.status, statuses(db, run)[1]) == (RunStatus.RUNNING, ShareStatus.ENDED)
    assert run.losses == 0


def test_shares_go_on_while_another_takes_up_the_lead(db: Session, run: Run) -> None:
    hold = claimed(db)

    run_queue.lose(db, hold_of(run), WORKER_LOST, most_losses=MOST_LOSSES)
    db.flush()

    assert (run.status, run_queue.orders(db, [hold])) == (RunStatus.QUEUED, {})
    assert run_queue.claim(db, "another") is run


def test_the_end_of_a_run_ends_its_shares(db: Session, session: ConferenceSession, run: Run) -> None:
    hold = claimed(db)
    run_shares.tell(db, hold, known(run, None))

    run_queue.succeed(db, hold_of(run), nothing_held(run))
    db.flush()

    assert run_queue.orders(db, [hold]) == {hold: Order.LOST}
    assert statuses(db, run) == [ShareStatus.LEADING, ShareStatus.ENDED, ShareStatus.ENDED]
    assert [share.placements for share in shares_of(db, run)] == [None, None, None]
    version = db.scalars(select(TimetableVersion).where(TimetableVersion.session_id == session.id)).one()
    assert version.run_data["shares"] == 2


def test_what_somebody_wants_of_a_run_is_told_to_its_shares(db: Session, run: Run) -> None:
    hold = claimed(db)
    run.best_at = datetime.now(UTC)
    db.flush()

    runs.stop(db, ADMINISTRATOR, run.id)
    db.flush()
    stopped = run_queue.orders(db, [hold])
    runs.cancel(db, ADMINISTRATOR, run.id)
    db.flush()

    assert (stopped, run_queue.orders(db, [hold])) == ({hold: Order.STOP}, {hold: Order.CANCEL})


def test_a_runner_that_stops_hands_its_share_over(db: Session, run: Run) -> None:
    hold = claimed(db)

    run_queue.hand_over(db, hold)
    db.flush()

    assert statuses(db, run)[1] is ShareStatus.WAITING
    assert claimed(db) == Hold(hold.job, 2)


def test_a_share_makes_way_for_a_run_that_waits(db: Session, session: ConferenceSession, run: Run) -> None:
    holds = [hold_of(run), claimed(db), claimed(db)]
    before = run_queue.is_held_up(db, holds)

    waiting = a_run(db, session)
    held_up = run_queue.is_held_up(db, holds), run_queue.is_held_up(db, holds[:1])
    run_queue.make_way(db, holds)
    db.flush()

    assert (before, held_up) == (False, (True, False))
    assert statuses(db, run) == [ShareStatus.LEADING, ShareStatus.WORKING, ShareStatus.WAITING]
    assert run_queue.orders(db, holds) == {holds[2]: Order.LOST}
    run_queue.lose(db, holds[2], WORKER_LOST, most_losses=1)
    assert run_queue.claim(db, "w") is waiting
    db.flush()
    assert claimed(db) == Hold(holds[2].job, 2)


def test_shares_of_a_lost_leader_make_way_for_who_takes_up_the_lead(db: Session, run: Run) -> None:
    holds = [claimed(db), claimed(db)]

    run_queue.lose(db, hold_of(run), WORKER_LOST, most_losses=MOST_LOSSES)
    db.flush()
    held_up = run_queue.is_held_up(db, holds)
    run_queue.make_way(db, holds)
    db.flush()

    assert (held_up, statuses(db, run)[1:]) == (True, [ShareStatus.WORKING, ShareStatus.WAITING])
    assert run_queue.orders(db, holds) == {holds[1]: Order.LOST}


def test_a_run_that_is_tried_again_has_its_shares_again(db: Session, run: Run) -> None:
    run_queue.fail(db, hold_of(run), WORKER_LOST)
    db.flush()
    ended = statuses(db, run)[1:]

    runs.retry(db, ADMINISTRATOR, run.id)
    db.flush()

    assert ended == [ShareStatus.ENDED] * 2
    assert statuses(db, run) == [ShareStatus.LEADING, ShareStatus.WAITING, ShareStatus.WAITING]


def test_each_share_goes_another_way(run: Run) -> None:
    run.seed = 2**31 - 1

    assert [run_shares.seed(run, number) for number in range(3)] == [2**31 - 1, 7_918, 15_837]
    assert [run_shares.strategy(number) for number in range(4)] == [
        Strategy.BALANCED,
        Strategy.SEEKING,
        Strategy.PROVING,
        Strategy.BALANCED,
    ]
