"""Whether all was well after a fault."""

import json
import time
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import SessionFactory, unit_of_work
from app.matching.scheduling.checker import check
from app.matching.scheduling.io import read_instance, read_timetable
from app.models import ConferenceSession, Run, RunStatus, TimetableVersion
from app.services import run_queue, runs, timetables
from app.services.runs import Wanted
from app.settings import SolverSettings
from tests.factories import ADMINISTRATOR

SECONDS = 3.0
"""What each run may take; it takes all of it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one round: what is wrong, and how many seconds it took until another attempt went on.

    `in_time` is 1 if a run had not yet ended when something was broken.
    """

    lost: int
    twice: int
    refused: int
    orphans: int
    attempts: int
    taken_up_after: float | None
    in_time: int


def ask(factory: SessionFactory, session_id: UUID, count: int, seconds: float = SECONDS) -> list[UUID]:
    """Put runs into the queue, as a server does."""
    limits, wanted = SolverSettings(), Wanted(seconds=seconds, workers=1, seed=0)
    with unit_of_work(factory, write=True) as db:
        made = [runs.create(db, ADMINISTRATOR, session_id, wanted, limits=limits, again=True) for _ in range(count)]
        return [run.id for run, _ in made]


def ended(factory: SessionFactory, run_ids: Collection[UUID]) -> bool:
    """Whether all have; not as long as nobody can look."""
    try:
        with unit_of_work(factory, write=False) as db:
            return all(run.status.ended for run in run_queue.watched(db, run_ids))
    except DBAPIError:
        time.sleep(0.2)
        return False


def attempts(factory: SessionFactory, run_ids: Collection[UUID]) -> int:
    try:
        with unit_of_work(factory, write=False) as db:
            return sum(run.attempt for run in run_queue.watched(db, run_ids))
    except DBAPIError:
        return 0


def judge(
    factory: SessionFactory,
    session_id: UUID,
    run_ids: Collection[UUID],
    *,
    orphans: int,
    after: float | None,
    in_time: bool = True,
) -> Verdict:
    """Look at what has become of the runs of a round."""
    with unit_of_work(factory, write=False) as db:
        found = run_queue.watched(db, run_ids)
        made = select(func.count()).where(TimetableVersion.run_id.in_(run_ids))
        versions = db.scalar(made) or 0
        held = [run for run in found if run.status is RunStatus.SUCCEEDED]
        refused = sum(not _accepted(db, run) for run in held)
        assert db.get(ConferenceSession, session_id) is not None
    tried = sum(run.attempt for run in found)
    return Verdict(len(run_ids) - len(held), max(0, versions - len(held)), refused, orphans, tried, after, int(in_time))


def _accepted(db: Session, run: Run) -> bool:
    assert run.version is not None
    document = timetables.file(db, ADMINISTRATOR, run.version.id)
    instance = runs.with_instance(db, ADMINISTRATOR, run.id).instance
    problem = read_instance(json.dumps(instance).encode())
    return not check(problem, read_timetable(json.dumps(document).encode())).violations
