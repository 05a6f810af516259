"""Imports carried out for good: the runner of a server or a worker, a child process, the database."""

import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial

import pytest

from app.adapters.jobs import Hold
from app.db import SessionFactory, make_engine, make_session_factory
from app.models import RunStatus
from tests.sending import Sent, send
from tests.services.spreadsheets.desk import load_reference
from tests.waiting import wait_for
from tests.working import SERVER, Place, placed, working

ROWS = 60


@pytest.fixture(scope="module", params=["local", "procrastinate"])
def place(database_server: str, request: pytest.FixtureRequest) -> Iterator[Place]:
    """With the reference data, for all tests of this module, with each kind of runner."""
    with placed(database_server, request.param, "imports") as place:
        engine = make_engine(place.url)
        with make_session_factory(engine)() as db:
            load_reference(db)
        engine.dispose()
        yield place


@pytest.fixture
def sent(factory: SessionFactory) -> Sent:
    return send(factory, rows=ROWS)


@pytest.fixture
def confirmed(place: Place, sent: Sent) -> Sent:
    """The same, when it has been looked through and waits to be imported."""
    with working(place):
        assert sent.ended().can_be_confirmed
    sent.confirm()
    return sent


def test_workbook_is_looked_through_and_imported_by_children(place: Place, sent: Sent) -> None:
    with working(place):
        looked, untouched, kept = sent.ended(), sent.needs(), sent.has_file()
        sent.confirm()
        done = sent.ended()

    assert (looked.status, looked.can_be_confirmed, untouched, kept) == (RunStatus.SUCCEEDED, True, 0, True)
    assert (done.status, done.attempt, done.dry_run, done.can_be_confirmed) == (RunStatus.SUCCEEDED, 2, False, False)
    assert looked.report is not None
    assert looked.report == done.report
    assert (sent.needs(), sent.is_recorded(), sent.has_file()) == (ROWS, 1, False)


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.0, 0.6, 1.2, 1.8, 2.4, 3.0])
def test_import_whose_child_is_killed_is_done_once(place: Place, confirmed: Sent, delay: float) -> None:
    with working(place) as bench:
        wait_for(lambda: Hold(confirmed.id, 2) in bench.children)
        time.sleep(delay)
        if (child := bench.children.get(Hold(confirmed.id, 2))) is not None:
            child.kill()
        done = confirmed.ended()

    assert (done.status, done.attempt - done.losses) == (RunStatus.SUCCEEDED, 2)
    assert (confirmed.needs(), confirmed.is_recorded(), confirmed.has_file()) == (ROWS, 1, False)


@pytest.mark.slow
def test_import_whose_children_are_killed_again_and_again_fails_and_leaves_its_file_alone(
    place: Place, confirmed: Sent
) -> None:
    with working(place) as bench:
        for attempt in (2, 3, 4):
            wait_for(partial(bench.children.get, Hold(confirmed.id, attempt)))
            bench.children[Hold(confirmed.id, attempt)].kill()
        failed = confirmed.ended()

    assert (failed.status, failed.error_code, failed.losses) == (RunStatus.FAILED, "crashed", 3)
    assert failed.error == "The process that carried out the import has ended early. Nothing of it was imported."
    assert (confirmed.needs(), confirmed.is_recorded(), confirmed.has_file()) == (0, 0, True)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process together with its parent")
def test_import_of_a_killed_server_is_taken_up_by_the_next(place: Place, confirmed: Sent) -> None:
    server = subprocess.Popen([sys.executable, "-c", SERVER, *place.arguments], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    server.stdout.readline()

    server.kill()
    server.communicate()
    with working(place):
        done = confirmed.ended()

    assert (done.status, done.attempt, done.losses) == (RunStatus.SUCCEEDED, 3, 1)
    assert (confirmed.needs(), confirmed.is_recorded(), confirmed.has_file()) == (ROWS, 1, False)


@pytest.mark.slow
def test_stopped_server_leaves_the_import_to_the_next(place: Place, confirmed: Sent) -> None:
    with working(place) as bench:
        wait_for(lambda: bench.children)

    assert (confirmed.state().status, confirmed.state().losses) == (RunStatus.QUEUED, 0)
    with working(place):
        assert confirmed.ended().status is RunStatus.SUCCEEDED
    assert (confirmed.needs(), confirmed.is_recorded()) == (ROWS, 1)
