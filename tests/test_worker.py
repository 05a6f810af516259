"""Runs carried out for good: the server's runner, a child process, the solver, the database."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.adapters.bench import Bench
from app.adapters.jobs import Hold
from app.db import SessionFactory, unit_of_work
from app.matching.scheduling.checker import check
from app.matching.scheduling.io import read_instance, read_timetable
from app.models import ConferenceSession, InterpreterUnavailability, Run, RunShare, RunStatus
from app.queries import sessions as session_queries
from app.services import runs, timetables
from tests.endless import an_endless_session
from tests.factories import (
    ADMINISTRATOR,
    a_delegate,
    a_delegation,
    a_mission_wished_for,
    a_pin,
    a_run,
    a_session,
    a_shared_run,
    a_wish,
    added,
    an_interpreter,
)
from tests.waiting import is_alive, wait_for
from tests.working import SERVER, Place, working


@pytest.fixture(scope="module")
def large_session_id(factory: SessionFactory) -> UUID:
    """A session that keeps the solver busy for much longer than any test waits."""
    return an_endless_session(factory)


def kill_child(bench: Bench, hold: Hold) -> None:
    bench.children[hold].kill()


def best_of(factory: SessionFactory, run: Run) -> list[dict[str, Any]]:
    with unit_of_work(factory, write=False) as db:
        return runs.with_instance(db, ADMINISTRATOR, run.id).best or []


def state(factory: SessionFactory, run: Run) -> Run:
    with unit_of_work(factory, write=False) as db:
        return runs.get(db, ADMINISTRATOR, run.id)


def ended(factory: SessionFactory, run: Run) -> Run:
    wait_for(lambda: state(factory, run).status.ended)
    return state(factory, run)


@pytest.fixture(scope="module")
def small_session_id(factory: SessionFactory) -> UUID:
    """Two provinces want the same mission; there is time for both."""
    with factory() as db:
        session = a_session(db, slots=2)
        a_mission_wished_for(db, session)
        return session.id


@pytest.fixture
def small_run(factory: SessionFactory, small_session_id: UUID) -> Run:
    """For a second search that nobody carries out, and nobody waits for: there is one place."""
    with factory() as db:
        return a_shared_run(db, db.get_one(ConferenceSession, small_session_id), shares=2)


@pytest.fixture
def long_run(factory: SessionFactory, large_session_id: UUID) -> Run:
    with factory() as db:
        return a_run(db, db.get_one(ConferenceSession, large_session_id), seconds=600.0, workers=2)


@pytest.fixture(autouse=True)
def nothing_left(factory: SessionFactory) -> Iterator[None]:
    """No test leaves a run for the next one."""
    yield
    with unit_of_work(factory, write=True) as db:
        going_on = Run.status.in_([RunStatus.QUEUED, RunStatus.RUNNING])
        db.execute(update(Run).where(going_on).values(status=RunStatus.CANCELLED))


def test_run_ends_with_a_checked_timetable(place: Place, factory: SessionFactory, small_run: Run) -> None:
    with working(place):
        run = ended(factory, small_run)

    assert (run.status, run.error) == (RunStatus.SUCCEEDED, None)
    assert run.version is not None
    with unit_of_work(factory, write=False) as db:
        version = timetables.get(db, ADMINISTRATOR, run.version.id)
    assert (version.status.value, version.unplaced) == ("optimal", [])
    assert [placement.meeting for placement in version.placements] == ["01~EMB-KR", "02~EMB-KR"]
    assert version.instance_digest == run.instance_digest
    sides = {side["side"]: side for side in version.run_data["fairness"]["sides"]}
    assert [sides[side]["leximin"] for side in ("province", "mission")] == [[1, 1], [2]]
    assert all(side["proof"]["least_served"]["proven"] for side in sides.values())


@pytest.mark.slow
def test_run_never_has_an_interpreter_in_two_places(place: Place, factory: SessionFactory) -> None:
    with factory() as db:
        session = a_session(db, slots=4, tables=4, policy={"goals": ["held"], "bonus": {}})
        provinces = [a_delegation(db, session, code, languages=["vi"]) for code in ("11", "12", "13")]
        for rank, (code, language) in enumerate((("KR", "ko"), ("JP", "ja"), ("LA", "vi")), start=1):
            mission = a_delegation(db, session, code)
            a_delegate(db, mission, languages=[language])
            for province in provinces:
                a_wish(db, session, province, mission, rank)
        resting = an_interpreter(db, session, "vi", "ko", "ja", code="both", max_consecutive=2)
        slots = db.scalars(session_queries.slots(session.id)).all()
        added(db, InterpreterUnavailability(interpreter_id=resting.id, slot_id=slots[0].id))
        an_interpreter(db, session, "vi", "ko", code="Korean", max_meetings=2)
        run = a_run(db, session)

    with working(place):
        run = ended(factory, run)

    assert run.version is not None
    with unit_of_work(factory, write=False) as db:
        problem = read_instance(json.dumps(runs.with_instance(db, ADMINISTRATOR, run.id).instance).encode())
        timetable = read_timetable(json.dumps(timetables.file(db, ADMINISTRATOR, run.version.id)).encode())
    assert check(problem, timetable).violations == ()
    needed = {meeting.id: bool(meeting.interpreting) for meeting in problem.meetings}
    assert {each.meeting: len(each.interpreters) for each in timetable.placements} == {
        each.meeting: int(needed[each.meeting]) for each in timetable.placements
    }
    serving = Counter((each.interpreters[0], each.slot) for each in timetable.placements if each.interpreters)
    assert set(serving.values()) == {1}
    served = Counter(who for who, _ in serving)
    # Of three free slots one is for rest, so each of both serves two; nobody needs an interpreter to speak with Laos.
    assert (served, len(timetable.placements)) == ({"both": 2, "Korean": 2}, 7)


@pytest.mark.slow  # three searches begin, one of them twice
def test_shares_search_together_and_one_is_taken_up_and_makes_way(
    place: Place, factory: SessionFactory, large_session_id: UUID
) -> None:
    with factory() as db:
        run = a_shared_run(db, db.get_one(ConferenceSession, large_session_id), seconds=600.0, shares=2)

    def news() -> list[int]:
        with unit_of_work(factory, write=False) as db:
            return list(db.scalars(select(RunShare.news).where(RunShare.run_id == run.id)))

    with working(place, places=2) as bench:
        wait_for(lambda: all(news()))
        [helper] = set(bench.children) - {Hold(run.id, 1)}
        kill_child(bench, helper)
        wait_for(lambda: Hold(helper.job, 2) in bench.children)
        with factory() as db:
            db.connection(execution_options={"sqlite_begin": "IMMEDIATE"})  # The shares write meanwhile.
            other = a_run(db, db.get_one(ConferenceSession, large_session_id), seconds=1.0)
        wait_for(lambda: set(bench.children) == {Hold(run.id, 1), Hold(other.id, 1)})
        with unit_of_work(factory, write=True) as db:
            runs.stop(db, ADMINISTRATOR, run.id)
        run = ended(factory, run)

    assert (run.status, run.shares_begun, run.attempt, run.losses) == (RunStatus.SUCCEEDED, 2, 1, 0)


@pytest.mark.slow
def test_child_is_of_this_program_wherever_the_server_was_started(
    place: Place, factory: SessionFactory, small_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit('another program')")
    monkeypatch.chdir(tmp_path)

    with working(place):
        run = ended(factory, small_run)

    assert (run.status, run.error) == (RunStatus.SUCCEEDED, None)


def test_cancelled_run_ends_without_a_timetable(place: Place, factory: SessionFactory, long_run: Run) -> None:
    with working(place):
        wait_for(lambda: state(factory, long_run).progress)
        with unit_of_work(factory, write=True) as db:
            runs.cancel(db, ADMINISTRATOR, long_run.id)
        run = ended(factory, long_run)

    assert (run.status, run.error, run.version) == (RunStatus.CANCELLED, None, None)
    assert run.progress is not None
    assert set(run.progress) == {"goal", "value", "bound", "seconds", "goals"}


@pytest.mark.slow
def test_run_goes_on_from_its_best_when_its_child_is_killed(
    place: Place, factory: SessionFactory, long_run: Run
) -> None:
    with working(place) as bench:
        wait_for(lambda: state(factory, long_run).best_at)
        kill_child(bench, Hold(long_run.id, 1))
        wait_for(lambda: state(factory, long_run).attempt == 2)
        before = best_of(factory, long_run)
        with unit_of_work(factory, write=True) as db:
            runs.stop(db, ADMINISTRATOR, long_run.id)
        run = ended(factory, long_run)

    assert (run.status, run.attempt, run.losses) == (RunStatus.SUCCEEDED, 2, 1)
    assert run.version is not None
    with unit_of_work(factory, write=False) as db:
        problem = read_instance(json.dumps(runs.with_instance(db, ADMINISTRATOR, run.id).instance).encode())
        timetable = read_timetable(json.dumps(timetables.file(db, ADMINISTRATOR, run.version.id)).encode())
        seconds = [point["seconds"] for point in runs.course(db, ADMINISTRATOR, run.id)]
    assert check(problem, timetable).violations == ()
    assert len(timetable.placements) >= len(before) > 0
    assert seconds == sorted(seconds)


@pytest.mark.slow
def test_run_whose_children_are_killed_again_and_again_fails(
    place: Place, factory: SessionFactory, long_run: Run
) -> None:
    def lost(times: int) -> bool:
        return state(factory, long_run).losses == times

    with working(place) as bench:
        for attempt in (1, 2, 3):
            hold = Hold(long_run.id, attempt)
            wait_for(partial(bench.children.get, hold))
            kill_child(bench, Hold(long_run.id, attempt))
            wait_for(partial(lost, attempt))
            with unit_of_work(factory, write=True) as db:
                db.execute(update(Run).where(Run.id == long_run.id).values(not_before=None))
        run = ended(factory, long_run)

    assert (run.status, run.error, run.losses) == (
        RunStatus.FAILED,
        "The solver process was ended by SIGKILL.",
        3,
    )


def test_broken_instance_leaves_a_failed_run(place: Place, factory: SessionFactory, small_run: Run) -> None:
    with unit_of_work(factory, write=True) as db:
        run = runs.with_instance(db, ADMINISTRATOR, small_run.id)
        run.instance = run.instance | {"name": 7}

    with working(place):
        run = ended(factory, small_run)

    assert run.status is RunStatus.FAILED
    assert run.error is not None
    assert run.error_code == "broken-instance"
    assert run.error.splitlines()[0] == "The instance of the run is broken."
    assert run.error.splitlines()[1].startswith("/name: ")


@pytest.mark.slow
def test_pins_that_contradict_each_other_are_named(place: Place, factory: SessionFactory) -> None:
    with factory() as db:
        session = a_session(db, slots=1)
        one, two, three = (a_delegation(db, session, code) for code in ("P1", "P2", "P3"))
        db.refresh(session, ["slots"])
        for other in (two, three):
            a_wish(db, session, other, one)
            a_pin(db, session, one, other, session.slots[0])
        pinned = a_run(db, session)

    with working(place):
        run = ended(factory, pinned)

    assert (run.status, run.error) == (RunStatus.SUCCEEDED, None)
    assert run.version is not None
    with unit_of_work(factory, write=False) as db:
        version = timetables.get(db, ADMINISTRATOR, run.version.id)
    assert (version.status.value, version.placements) == ("infeasible", [])
    assert "pins" in {part["rule"] for part in version.conflict}


def test_too_little_time_for_the_pins_leaves_a_failed_run(place: Place, factory: SessionFactory) -> None:
    with factory() as db:
        session = a_session(db)
        one, two = a_delegation(db, session, "Q1"), a_delegation(db, session, "Q2")
        db.refresh(session, ["slots"])
        a_wish(db, session, one, two)
        a_pin(db, session, one, two, session.slots[0])
        hurried = a_run(db, session, seconds=1e-6)

    with working(place):
        run = ended(factory, hurried)

    assert (run.status, run.error_code, run.error_output) == (RunStatus.FAILED, "nothing-found", None)


def test_slot_renamed_meanwhile_leaves_a_failed_run(place: Place, factory: SessionFactory) -> None:
    with factory() as db:
        session = a_session(db, slots=1)
        a_wish(db, session, a_delegation(db, session, "R1"), a_delegation(db, session, "R2"))
        outdated = a_run(db, session)
        db.refresh(session, ["slots"])
        session.slots[0].code = "renamed"
        db.commit()

    with working(place):
        run = ended(factory, outdated)

    assert (run.status, run.version) == (RunStatus.FAILED, None)
    assert run.error is not None
    assert run.error.startswith("s01 was taken out of the session or renamed")
    assert run.error_code == "session-changed"


def test_stopped_server_leaves_the_run_to_the_next(place: Place, factory: SessionFactory, long_run: Run) -> None:
    with working(place) as bench:
        wait_for(lambda: bench.children)

    run = state(factory, long_run)
    assert (run.status, run.started_at, run.error) == (RunStatus.QUEUED, None, None)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process together with its parent")
def test_run_of_a_killed_server_is_taken_up_by_the_next_and_leaves_no_orphan(
    place: Place, factory: SessionFactory, long_run: Run
) -> None:
    server = subprocess.Popen([sys.executable, "-c", SERVER, *place.arguments], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    child = int(server.stdout.readline())
    assert is_alive(child)

    server.kill()
    server.communicate()

    wait_for(lambda: not is_alive(child))
    assert state(factory, long_run).status is RunStatus.RUNNING
    with working(place) as bench:
        wait_for(lambda: Hold(long_run.id, 2) in bench.children)
        run = state(factory, long_run)
    assert (run.status, run.attempt, run.losses) == (RunStatus.RUNNING, 2, 1)


def test_web_process_never_loads_the_solver() -> None:
    program = "import sys, app.main; sys.exit(int('ortools' in sys.modules))"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
