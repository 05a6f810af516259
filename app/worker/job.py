"""One attempt at a run, from its row to its timetable.

What is known to go wrong is written to the row here; anything else ends the process, which the runner then sees.
"""

import json
from dataclasses import replace

from app.adapters.jobs import Hold
from app.db import SessionFactory, unit_of_work
from app.errors import AppError
from app.matching.scheduling.fairness import document
from app.matching.scheduling.io import InputErrors, read_instance
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.solve import NothingFound, solve
from app.matching.scheduling.timetable import Placement, Status, Timetable
from app.models import Phase, Run
from app.services import run_failures, run_queue, run_shares
from app.services.run_failures import NOTHING_FOUND, Failure
from app.worker.database import opened, patiently
from app.worker.ending import Ending
from app.worker.progress import News, reporting
from app.worker.sharing import Partner, help_out
from app.worker.tracing import failed, job, phase, traced

LEAST_SECONDS = 5.0
"""What an attempt gets, though most of the run's time was spent by those before it."""


def carry_out(hold: Hold, ending: Ending) -> None:
    """Solve the run's instance and store the timetable; what is given up is left to who goes on with it."""
    with opened() as factory, traced() as tell:
        ending.last_words = tell
        with unit_of_work(factory, write=False) as db:
            run = run_queue.with_instance(db, hold)
            share = None if run is not None else run_shares.with_run(db, hold)
        if share is not None:
            with job("share", share.run.traceparent, hold, ending):
                help_out(factory, hold, share, ending)
        if run is not None:
            with job("run", run.traceparent, hold, ending):
                _lead(factory, hold, run, ending)


def _lead(factory: SessionFactory, hold: Hold, run: Run, ending: Ending) -> None:
    try:
        timetable = _solved(factory, hold, run, ending)
        if not ending.given_up:
            with phase("storing"):
                patiently(factory, lambda db: run_queue.succeed(db, hold, timetable))
    except (AppError, InputErrors, NothingFound) as exc:
        if not ending.given_up:
            why = _failure(exc)
            failed(why.code)
            patiently(factory, lambda db: run_queue.fail(db, hold, why))


def _failure(exc: AppError | InputErrors | NothingFound) -> Failure:
    match exc:
        case AppError():
            return run_failures.of_error(exc)
        case InputErrors():
            return run_failures.of_broken_instance(str(exc))
        case NothingFound():
            return NOTHING_FOUND


def _solved(factory: SessionFactory, hold: Hold, run: Run, ending: Ending) -> Timetable:
    with phase("reading"):
        problem = read_instance(json.dumps(run.instance_file).encode())
    if run.stop_requested:
        ending.stop()
    partner = Partner.leading(factory, hold, problem) if run.shares > 1 else None
    with reporting(factory, hold, run, problem, ending, partner=partner) as news:
        with phase("searching"):
            timetable = _searched(problem, run, news, ending, partner)
        if timetable.status == Status.INFEASIBLE or ending.given_up:
            return timetable
        news.phase = Phase.STORING
        with phase("judging"):
            return _judged(problem, timetable)


def _searched(problem: Problem, run: Run, news: News, ending: Ending, partner: Partner | None) -> Timetable:
    """What an earlier attempt has found is where this one begins."""
    return solve(
        problem,
        seconds=max(run.seconds - run.spent_seconds, min(run.seconds, LEAST_SECONDS)),
        workers=run.workers,
        seed=run.seed,
        interrupt=ending.search,
        on_progress=news.progress,
        on_better=news.better,
        start=None if run.best is None else tuple(_placement(row) for row in run.best),
        exchange=None if partner is None else partner.exchange,
    )


def _placement(row: dict[str, object]) -> Placement:
    interpreters = row["interpreters"]
    assert isinstance(interpreters, list)
    return Placement(
        meeting=str(row["meeting"]), slot=str(row["slot"]), table=str(row["table"]), interpreters=tuple(interpreters)
    )


def _judged(problem: Problem, timetable: Timetable) -> Timetable:
    """The timetable with its report on fairness, whose proofs the web process could not make."""
    fairness = document.to_json(document.judge(problem, timetable.placements))
    return replace(timetable, run={**timetable.run, "fairness": fairness})
