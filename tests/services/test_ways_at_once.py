"""Runners that make way at the same moment, on a database that really commits: one of them for each run that waits."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, func, select, update

from app.adapters.jobs import Hold
from app.db import SessionFactory, make_session_factory, unit_of_work, upgrade
from app.models import ConferenceSession, Run, RunShare, RunStatus, ShareStatus
from app.queries import runs
from app.queues import RunQueue
from app.services import run_queue, run_shares
from tests.at_once import all_at_once
from tests.factories import a_run, a_shared_run, a_wished_session

RUNNERS = 4
LONGEST_WAY = timedelta(hours=1)


class Hall:
    """Runners whose places are all taken by searches that help with one run."""

    def __init__(self, factory: SessionFactory) -> None:
        self.factory = factory
        self.queue = RunQueue(factory=factory, worker="w", overtime_seconds=60, most_losses=3)
        with factory() as db:
            self.session: ConferenceSession = a_wished_session(db)
            running = {"status": RunStatus.RUNNING, "attempt": 1, "started_at": datetime.now(UTC)}
            a_shared_run(db, self.session, shares=1 + RUNNERS, shares_begun=1, seconds=600.0, **running)
        self.holds = [self._begun() for _ in range(RUNNERS)]

    def _begun(self) -> Hold:
        with unit_of_work(self.factory, write=True) as db:
            share = run_shares.claim(db, "w")
            assert share is not None
            return Hold(share.id, share.attempt)

    def comes(self) -> Run:
        """A run that finds no place."""
        with self.factory() as db:
            return a_run(db, self.session)

    def make_way(self) -> None:
        """Each runner, at the same moment, if there is anything to give up."""
        all_at_once(*(partial(self.queue.make_way, [hold]) for hold in self.holds))

    def given_up(self) -> int:
        with unit_of_work(self.factory, write=False) as db:
            waiting = RunShare.status == ShareStatus.WAITING
            return db.scalars(select(func.count()).select_from(RunShare).where(waiting)).one()

    def moved(self, run: Run, by: timedelta) -> None:
        """The clock jumps, or so much time passes, after way was made for the run."""
        with unit_of_work(self.factory, write=True) as db:
            db.execute(update(Run).where(Run.id == run.id).values(way_made_at=datetime.now(UTC) + by))


@pytest.fixture
def hall(empty_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr(runs, "LONGEST_WAY", LONGEST_WAY)  # However slow the machine is, no way takes that long.
    upgrade(empty_engine)
    return Hall(make_session_factory(empty_engine))


def test_of_many_runners_one_makes_way_for_one_run(hall: Hall) -> None:
    hall.comes()

    hall.make_way()
    at_once = hall.given_up()
    hall.make_way()

    assert (at_once, hall.given_up()) == (1, 1)


def test_each_run_that_waits_is_given_a_place(hall: Hall) -> None:
    hall.comes()
    hall.make_way()
    hall.comes()
    hall.make_way()
    hall.make_way()

    assert hall.given_up() == 2


@pytest.mark.parametrize("by", [-LONGEST_WAY, 2 * LONGEST_WAY])
def test_a_place_that_was_lost_on_the_way_is_given_once_more(hall: Hall, by: timedelta) -> None:
    run = hall.comes()
    hall.make_way()

    hall.moved(run, by)
    hall.make_way()

    assert hall.given_up() == 2


def test_a_run_that_is_put_back_is_made_way_for_again(hall: Hall) -> None:
    run = hall.comes()
    hall.make_way()
    with unit_of_work(hall.factory, write=True) as db:
        begun = run_queue.claim(db, "w")
        assert begun is not None
        hold = Hold(begun.id, begun.attempt)
    hall.queue.hand_over(hold)

    hall.make_way()

    assert (hold.job, hall.given_up()) == (run.id, 2)
