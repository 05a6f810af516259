"""Imports carried out for good: the runner of a server or a worker, a child process, the database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.adapters.jobs import Hold
from app.db import SessionFactory, make_engine, make_session_factory, unit_of_work
from app.i18n.languages import language
from app.models import AuditEntry, Need, RunStatus, WorkbookImport
from app.services import workbook_imports
from app.services.permissions import Actor
from app.services.spreadsheets.importing import Upload
from tests.services.spreadsheets.desk import PROVINCE, a_desk, load_reference
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


@dataclass(frozen=True)
class Sent:
    """A workbook with new needs of a conference that has none, whose dry run waits."""

    factory: SessionFactory
    actor: Actor
    id: UUID
    delegation_id: UUID

    def state(self) -> WorkbookImport:
        with unit_of_work(self.factory, write=False) as db:
            return workbook_imports.get(db, self.actor, self.id)

    def confirm(self) -> None:
        with unit_of_work(self.factory, write=True) as db:
            workbook_imports.confirm(db, self.actor, self.id)

    def ended(self) -> WorkbookImport:
        wait_for(lambda: self.state().status.ended)
        return self.state()

    def needs(self) -> int:
        with unit_of_work(self.factory, write=False) as db:
            mine = select(func.count()).select_from(Need).where(Need.delegation_id == self.delegation_id)
            return db.scalars(mine).one()

    def is_recorded(self) -> int:
        with unit_of_work(self.factory, write=False) as db:
            imported = AuditEntry.action == "workbook.imported", AuditEntry.actor_id == self.actor.account.id
            return db.scalars(select(func.count()).select_from(AuditEntry).where(*imported)).one()

    def has_file(self) -> bool:
        with unit_of_work(self.factory, write=False) as db:
            return db.scalars(select(WorkbookImport.content).where(WorkbookImport.id == self.id)).one() is not None


@pytest.fixture
def sent(factory: SessionFactory) -> Sent:
    with factory() as db:
        desk = a_desk(db)
        draft = desk.draft()
        for number in range(ROWS):
            draft.add("Needs", {"Delegation": PROVINCE, "Reference": f"N{number}", "Vietnamese title": "Chè"})
        data, actor = draft.saved(), desk.actor
        conference_id, delegation_id = desk.conference_id, desk.province.id
    with unit_of_work(factory, write=True) as db:
        row = workbook_imports.create(db, actor, conference_id, Upload(data, language("en")))
    return Sent(factory, actor, row.id, delegation_id)


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
            os.kill(child._process.pid, signal.SIGKILL)
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
            os.kill(bench.children[Hold(confirmed.id, attempt)]._process.pid, signal.SIGKILL)
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
