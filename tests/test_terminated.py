"""A server or worker that is told to end by SIGTERM while a run and an import are under way."""

import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from app.db import SessionFactory, make_engine, make_session_factory, unit_of_work
from app.models import ConferenceSession, Run, RunStatus, TimetableVersion
from app.services import runs
from tests.cli.process import PATIENCE_SECONDS, Process, children, ketnoi
from tests.endless import an_endless_session
from tests.factories import ADMINISTRATOR, a_run
from tests.sending import Sent, send
from tests.services.spreadsheets.desk import load_reference
from tests.waiting import is_alive, wait_for
from tests.working import Place, placed

ROWS = 60
COMMANDS = {"local": ("serve", "--port", "0"), "procrastinate": ("worker", "--concurrency", "1")}


@pytest.fixture(scope="module", params=["local", "procrastinate"])
def place(database_server: str, request: pytest.FixtureRequest) -> Iterator[Place]:
    with placed(database_server, request.param) as place:
        engine = make_engine(place.url)
        with make_session_factory(engine)() as db:
            load_reference(db)
        engine.dispose()
        yield place


@pytest.fixture
def run(factory: SessionFactory) -> Run:
    """That goes on for much longer than any test."""
    session_id = an_endless_session(factory)
    with factory() as db:
        return a_run(db, db.get_one(ConferenceSession, session_id), seconds=600.0)


@contextmanager
def begun(place: Place) -> Iterator[Process]:
    """The command by which runs and imports are carried out at a place."""
    told = {
        "KETNOI_DATABASE_URL": place.url,
        "KETNOI_SECRET_KEY": secrets.token_urlsafe(48),
        "KETNOI_RUNNER__KIND": place.kind,
        "KETNOI_RUNNER__GRACE_SECONDS": "30",
    }
    with ketnoi(*COMMANDS[place.kind], environment=told) as process:
        yield process


def terminated(process: Process) -> list[int]:
    """Those of its children that are there still when it has ended."""
    started = children(process)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE_SECONDS)
    return [pid for pid in started if is_alive(pid)]


def state(factory: SessionFactory, run: Run) -> Run:
    with unit_of_work(factory, write=False) as db:
        return runs.get(db, ADMINISTRATOR, run.id)


def versions(factory: SessionFactory, run: Run) -> int:
    with unit_of_work(factory, write=False) as db:
        of_run = select(func.count()).select_from(TimetableVersion).where(TimetableVersion.run_id == run.id)
        return db.scalars(of_run).one()


def confirmed(factory: SessionFactory, process: Process) -> Sent:
    """A workbook that the process has looked through, and begun to import."""
    sent = send(factory, rows=ROWS)
    assert sent.ended().can_be_confirmed
    assert process.poll() is None
    sent.confirm()
    wait_for(lambda: sent.state().status is not RunStatus.QUEUED)
    return sent


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.0, 1.5])
def test_who_is_told_to_end_hands_over_a_run_and_an_import(
    place: Place, factory: SessionFactory, run: Run, delay: float
) -> None:
    with begun(place) as process:
        wait_for(lambda: state(factory, run).best_at)
        sent = confirmed(factory, process)
        time.sleep(delay)  # Until then it reads, or writes, or has just ended.
        orphans = terminated(process)
    given_back, imported = state(factory, run), sent.state()

    assert orphans == []
    assert (given_back.status, given_back.attempt, given_back.losses) == (RunStatus.QUEUED, 1, 0)
    assert (imported.status, imported.losses) in {(RunStatus.QUEUED, 0), (RunStatus.SUCCEEDED, 0)}
    assert sent.needs() == (ROWS if imported.status is RunStatus.SUCCEEDED else 0)

    with begun(place) as process:
        done = sent.ended()
        wait_for(lambda: state(factory, run).attempt == 2)
        with unit_of_work(factory, write=True) as db:
            runs.stop(db, ADMINISTRATOR, run.id)
        wait_for(lambda: state(factory, run).status.ended)
        orphans = terminated(process)
    solved = state(factory, run)

    assert (orphans, done.status, sent.needs(), sent.is_recorded()) == ([], RunStatus.SUCCEEDED, ROWS, 1)
    assert (solved.status, solved.losses, versions(factory, run)) == (RunStatus.SUCCEEDED, 0, 1)
