"""Runs, while the clock of whoever carries them out jumps, and where two workers do not agree what time it is."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.adapters.jobs import Hold
from app.db import SessionFactory, unit_of_work
from app.models import ConferenceSession, Run, RunStatus
from app.services import runs
from tests import clocks
from tests.endless import an_endless_session
from tests.factories import ADMINISTRATOR, a_run
from tests.waiting import is_alive, wait_for
from tests.working import SERVER, Place, working

pytestmark = pytest.mark.slow  # the solver is loaded, and leases are waited for

HOURS = 5.0
LONGER_THAN_A_LEASE = 6
"""Beats of a worker, of which there are four in a lease."""
SERVER_AHEAD = f"from tests import clocks; clocks.set_ahead({HOURS})\n{SERVER}"


@pytest.fixture
def run(factory: SessionFactory) -> Iterator[Run]:
    """That goes on for much longer than any test."""
    session_id = an_endless_session(factory)
    with factory() as db:
        run = a_run(db, db.get_one(ConferenceSession, session_id), seconds=600.0)
    yield run
    with unit_of_work(factory, write=True) as db:
        db.execute(update(Run).where(Run.id == run.id).values(status=RunStatus.CANCELLED))


def state(factory: SessionFactory, run: Run) -> Run:
    with unit_of_work(factory, write=False) as db:
        return runs.get(db, ADMINISTRATOR, run.id)


def stop(factory: SessionFactory, run_id: UUID) -> None:
    with unit_of_work(factory, write=True) as db:
        runs.stop(db, ADMINISTRATOR, run_id)


def wait_for_beats(factory: SessionFactory, run: Run) -> None:
    """For longer than who is silent would be waited for."""

    def beats() -> int:
        with unit_of_work(factory, write=False) as db:
            return db.scalars(select(Run.beats).where(Run.id == run.id)).one()

    enough = beats() + LONGER_THAN_A_LEASE
    wait_for(lambda: beats() >= enough)


def test_run_goes_on_though_the_clock_jumps(
    place: Place, factory: SessionFactory, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with working(place) as bench:
        wait_for(lambda: state(factory, run).progress)
        for hours in (HOURS, -HOURS):
            clocks.jump(monkeypatch, hours=hours)
            wait_for_beats(factory, run)
        untouched = set(bench.children)
        stop(factory, run.id)
        wait_for(lambda: state(factory, run).status.ended)

    done = state(factory, run)
    assert untouched == {Hold(run.id, 1)}
    assert (done.status, done.attempt, done.losses) == (RunStatus.SUCCEEDED, 1, 0)


def test_run_that_was_lost_is_taken_up_though_the_clock_was_put_back(
    place: Place, factory: SessionFactory, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with working(place) as bench:
        clocks.jump(monkeypatch, hours=HOURS)
        for hold in (Hold(run.id, 1), Hold(run.id, 2)):
            wait_for(partial(bench.children.get, hold))
            bench.children[hold]._process.send_signal(signal.SIGKILL)
        wait_for(lambda: state(factory, run).losses == 2)  # It is to wait, from five hours on.
        clocks.jump(monkeypatch, hours=0)
        wait_for(lambda: Hold(run.id, 3) in bench.children)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process together with its parent")
def test_workers_with_different_clocks_leave_each_other_alone_and_take_over(
    place: Place, factory: SessionFactory, run: Run
) -> None:
    place = replace(place, lease_seconds=6)
    ahead = subprocess.Popen([sys.executable, "-c", SERVER_AHEAD, *place.arguments], stdout=subprocess.PIPE, text=True)
    assert ahead.stdout is not None
    child = int(ahead.stdout.readline())
    with working(place) as bench:
        wait_for_beats(factory, run)
        left_alone = (state(factory, run).attempt, len(bench.children))
        ahead.kill()
        ahead.communicate()
        wait_for(lambda: Hold(run.id, 2) in bench.children)
        lost = state(factory, run)

    assert left_alone == (1, 0)
    assert lost.losses == 1
    wait_for(lambda: not is_alive(child))
