"""The solver's process while it waits for a run, and the run that finds it waiting."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.adapters.child import SPARE
from app.db import SessionFactory, unit_of_work
from app.models import RunStatus
from app.services import runs
from tests.factories import ADMINISTRATOR, a_mission_wished_for, a_run, a_session
from tests.logged import logged
from tests.waiting import is_alive, wait_for
from tests.working import Place, working

pytestmark = [
    pytest.mark.slow,  # the solver is loaded
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process calls itself"),
]


def is_waiting(pid: int) -> bool:
    return Path(f"/proc/{pid}/comm").read_text().strip() == SPARE


def test_run_is_carried_out_by_the_process_that_waits_for_it(place: Place, factory: SessionFactory) -> None:
    with logged() as lines, working(place, spare=True) as bench:
        wait_for(lambda: bench.spare.child is not None and is_waiting(bench.spare.child.pid))
        assert bench.spare.child is not None
        ready = bench.spare.child.pid
        with factory() as db:
            session = a_session(db, slots=2)
            a_mission_wished_for(db, session)
            asked = a_run(db, session)

        def ended() -> RunStatus | None:
            with unit_of_work(factory, write=False) as db:
                status = runs.get(db, ADMINISTRATOR, asked.id).status
            return status if status.ended else None

        wait_for(ended)
        wait_for(lambda: bench.spare.child is not None)
        next_one = bench.spare.child.pid

    assert ended() is RunStatus.SUCCEEDED
    assert [line["process"] for line in lines.of("run's process started")] == [ready]
    assert ready != next_one
    assert not is_alive(next_one)


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda process: process.stdin.close(), id="nobody will tell it anything"),
        pytest.param(lambda process: process.send_signal(signal.SIGTERM), id="it is asked to end"),
    ],
)
def test_process_that_waits_has_touched_no_database_and_ends_at_once(
    tmp_path: Path, end: Callable[[subprocess.Popen[bytes]], None]
) -> None:
    database = tmp_path / "ketnoi.db"
    told = os.environ | {"KETNOI_DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, "-m", "app.worker", str(os.getpid())]
    with subprocess.Popen(command, env=told, stdin=subprocess.PIPE) as process:
        wait_for(lambda: is_waiting(process.pid))
        end(process)
        code = process.wait(60)

    assert (code, database.exists()) == (os.EX_OK, False)
