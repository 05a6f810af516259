"""Solve a problem: search, say why the rest is not held, and let the checker judge it before anyone sees it."""

import threading
from dataclasses import replace
from importlib.metadata import version

from app.matching.scheduling import checker, conflict, io, reasons
from app.matching.scheduling.budget import Budget
from app.matching.scheduling.lexicographic import Lexicographic, NothingFound, OnProgress
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.standing import Progress
from app.matching.scheduling.timetable import GoalValue, Placement, Status, Timetable

__all__ = ["NothingFound", "OnProgress", "Progress", "solve"]


def solve(
    problem: Problem,
    *,
    seconds: float = 60,
    workers: int = 2,
    seed: int = 0,
    deterministic_seconds: float | None = None,
    interrupt: threading.Event | None = None,
    on_progress: OnProgress | None = None,
) -> Timetable:
    """The best timetable found, goal by goal in strict order, with a proven bound for each goal.

    `seconds` limits wall time; `deterministic_seconds`, if given, limits CP-SAT's deterministic clock instead, and
    with one worker equal problems and seeds then give equal placements. Setting `interrupt` ends the search with the
    best timetable so far. `on_progress` is called from the solver's threads.

    Raises `NothingFound` if time ends before a timetable with all pins is found (without pins there always is one).
    """
    budget = Budget(seconds, deterministic_seconds=deterministic_seconds, interrupt=interrupt)
    engine = Lexicographic(problem, budget, workers=workers, seed=seed, on_progress=on_progress)
    placements = engine.run()
    timetable = (
        _infeasible(problem, budget, seed) if placements is None else _finished(problem, placements, engine.goals())
    )
    run = {"version": version("ketnoi"), "seed": seed, "workers": workers, "seconds": round(budget.elapsed, 3)}
    return _checked(problem, replace(timetable, run=run))


def _finished(problem: Problem, placements: tuple[Placement, ...], goals: tuple[GoalValue, ...]) -> Timetable:
    proven = all(goal.value == goal.bound for goal in goals)
    return Timetable(
        instance=io.digest(problem),
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
        placements=placements,
        goals=goals,
        unplaced=reasons.unplaced(problem, placements),
    )


def _infeasible(problem: Problem, budget: Budget, seed: int) -> Timetable:
    parts, minimal = conflict.find(problem, budget, seed=seed)
    return Timetable(instance=io.digest(problem), status=Status.INFEASIBLE, conflict=parts, minimal=minimal)


def _checked(problem: Problem, timetable: Timetable) -> Timetable:
    """No timetable leaves the solver that the independent checker would not pass."""
    report = checker.check(problem, timetable, digest=timetable.instance)
    if report.violations or report.claims:
        raise RuntimeError(f"the checker rejects the solver's timetable: {(*report.violations, *report.claims)[:5]}")
    return timetable
