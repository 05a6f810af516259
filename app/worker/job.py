"""One run from its row to its timetable.

What is known to go wrong is written to the row here; anything else ends the process, which the server then sees.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from app.db import SessionFactory, make_engine, make_session_factory, unit_of_work
from app.errors import AppError
from app.matching.scheduling.fairness import document
from app.matching.scheduling.io import InputErrors, read_instance
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.solve import NothingFound, OnProgress, solve
from app.matching.scheduling.timetable import Status, Timetable
from app.models import Run
from app.services import run_failures, run_queue
from app.services.run_failures import NOTHING_FOUND, Failure
from app.settings import DatabaseSettings
from app.worker.progress import reporting


def carry_out(run_id: UUID, interrupt: threading.Event) -> None:
    """Solve the run's instance and store the timetable; an interrupted run is left to who interrupted it."""
    with _database() as factory:
        with unit_of_work(factory, write=False) as db:
            run = run_queue.with_instance(db, run_id)
        try:
            with reporting(factory, run_id) as on_progress:
                timetable = _solved(run, interrupt, on_progress)
            if not interrupt.is_set():
                _store(factory, run_id, timetable)
        except (AppError, InputErrors, NothingFound) as exc:
            if not interrupt.is_set():
                _fail(factory, run_id, _failure(exc))


def _store(factory: SessionFactory, run_id: UUID, timetable: Timetable) -> None:
    with unit_of_work(factory, write=True) as db:
        run_queue.succeed(db, run_id, timetable)


def _fail(factory: SessionFactory, run_id: UUID, why: Failure) -> None:
    with unit_of_work(factory, write=True) as db:
        run_queue.fail(db, run_id, why)


def _failure(exc: AppError | InputErrors | NothingFound) -> Failure:
    match exc:
        case AppError():
            return run_failures.of_error(exc)
        case InputErrors():
            return run_failures.of_broken_instance(str(exc))
        case NothingFound():
            return NOTHING_FOUND


@contextmanager
def _database() -> Iterator[SessionFactory]:
    engine = make_engine(DatabaseSettings().database_url.get_secret_value())
    try:
        yield make_session_factory(engine)
    finally:
        engine.dispose()


def _solved(run: Run, interrupt: threading.Event, on_progress: OnProgress) -> Timetable:
    problem = read_instance(json.dumps(run.instance).encode())
    timetable = solve(
        problem,
        seconds=run.seconds,
        workers=run.workers,
        seed=run.seed,
        interrupt=interrupt,
        on_progress=on_progress,
    )
    return timetable if timetable.status == Status.INFEASIBLE else _judged(problem, timetable)


def _judged(problem: Problem, timetable: Timetable) -> Timetable:
    """The timetable with its report on fairness, whose proofs the web process could not make."""
    fairness = document.to_json(document.judge(problem, timetable.placements))
    return replace(timetable, run={**timetable.run, "fairness": fairness})
