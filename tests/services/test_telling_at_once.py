"""Telling delegations of timetables while others are being made, on a database that really commits.

Of two sessions at the same hours each finds the only line of the conference free, as long as the other has no
timetable: what is told has it once.
"""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from app.db import make_session_factory, unit_of_work, upgrade
from app.errors import StepBlocked
from app.matching.scheduling.io import read_instance
from app.matching.scheduling.timetable import Placement
from app.models import Conference, ConferenceSession, DelegationMode, Run, Stage, TimetableVersion
from app.services import planning, stage_changes
from app.services.planning.drafting import Judged
from tests.api.test_parallel_sessions import Scene
from tests.at_once import all_at_once
from tests.factories import ADMINISTRATOR, a_run, a_wish, added

# Who has not to wait is done by then, mostly; however slow the machine is, who has to wait is not.
PATIENCE_SECONDS = 0.5


class Event:
    """A conference with one line, and two sessions, each with an empty timetable and a run that is about to end."""

    def __init__(self, engine: Engine) -> None:
        upgrade(engine)
        self.engine, self.factory = engine, make_session_factory(engine)
        with self.factory() as db:
            scene = Scene(db)
            scene.conference.online_links, scene.conference.stage = 1, Stage.SCHEDULING
            self.conference_id = added(db, scene.conference).id
            self.runs = []
            for session, mission in ((scene.main, scene.korea), (scene.workshop, scene.france)):
                mission.mode = DelegationMode.ONLINE
                a_wish(db, session, scene.own, added(db, mission))
                self.runs.append(a_run(db, session).id)
                scene.held(session)

    def store(self, run: int) -> object:
        """What a worker does when a run has ended: its only meeting is on line in the first slot."""
        with unit_of_work(self.factory, write=True) as db:
            ended = db.get_one(Run, self.runs[run])
            problem = read_instance(json.dumps(ended.instance).encode())
            (meeting,) = problem.meetings
            judged = Judged(problem=problem, placements=(Placement(meeting=meeting.id, slot="s01", table="T01"),))
            return planning.store(db, ended, judged.timetable(ended.instance_digest, []))

    def tell(self) -> object:
        with unit_of_work(self.factory, write=True) as db:
            return stage_changes.create(db, ADMINISTRATOR, self.conference_id, stage=Stage.PRELIMINARY, reason=None)

    @property
    def told(self) -> list[int]:
        """The numbers of the timetables that delegations were told of: the second one of a session has the line."""
        with self.factory() as db:
            return sorted(each.told_number or 0 for each in db.scalars(select(ConferenceSession)))

    @property
    def kept(self) -> list[int]:
        with self.factory() as db:
            return sorted(each.number for each in db.scalars(select(TimetableVersion)))

    @contextmanager
    def overtaken(self, work: Any) -> Iterator[None]:
        """Somebody else begins with `work` when all has been looked at, just before anything is told."""
        begun: list[Future[object]] = []

        def begin(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if not begun and statement.startswith("UPDATE conference_session"):
                begun.append(pool.submit(work))
                wait(begun, timeout=PATIENCE_SECONDS)

        event.listen(self.engine, "before_cursor_execute", begin)
        with ThreadPoolExecutor(1) as pool:
            yield
        (one,) = begun
        one.result()


@pytest.fixture
def fair(empty_engine: Engine) -> Event:
    return Event(empty_engine)


def test_nobody_is_told_of_a_timetable_at_which_nobody_has_looked(fair: Event) -> None:
    fair.store(0)

    with fair.overtaken(partial(fair.store, 1)):
        fair.tell()

    # It came at the same moment, and waits for the next time.
    assert (fair.told, fair.kept) == ([1, 2], [1, 1, 2, 2])


def test_two_sessions_are_not_told_to_have_the_same_line(fair: Event) -> None:
    *stored, told = all_at_once(partial(fair.store, 0), partial(fair.store, 1), fair.tell)

    assert (stored, fair.kept) == ([TimetableVersion] * 2, [1, 1, 2, 2])
    # Told of are those that were there, as long as they do not need the line twice.
    assert (told, fair.told) in [(StepBlocked, [0, 0]), (Conference, [1, 1]), (Conference, [1, 2])]
