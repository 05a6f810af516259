"""Solve a problem: search, say why the rest is not held, and let the checker judge it before anyone sees it."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from app.matching.scheduling import conflict, io, reasons
from app.matching.scheduling.budget import Budget
from app.matching.scheduling.checker import Referee
from app.matching.scheduling.engine.engine import Engine, NothingFound
from app.matching.scheduling.engine.state import OnBetter, OnProgress, StageRecord, State
from app.matching.scheduling.explain.prices import price_all
from app.matching.scheduling.explain.scope import Price
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.sharing import Exchange, Strategy
from app.matching.scheduling.standing import Progress
from app.matching.scheduling.stop import Stop, never
from app.matching.scheduling.timetable import Placement, Status, Timetable

__all__ = ["NothingFound", "OnBetter", "OnProgress", "Progress", "solve"]

FINISHING_SECONDS = 2.5e-5
"""What naming the reasons, the check and the writing take for each meeting."""
PRICING_SECONDS = 3.0
"""What the prices of what is not held may take, where that time is left."""


def solve(
    problem: Problem,
    *,
    seconds: float = 60,
    workers: int = 2,
    seed: int = 0,
    deterministic_seconds: float | None = None,
    interrupt: threading.Event | None = None,
    on_progress: OnProgress | None = None,
    on_better: OnBetter | None = None,
    start: tuple[Placement, ...] | None = None,
    exchange: Exchange | None = None,
    strategy: Strategy = Strategy.BALANCED,
    stop: Stop = never,
    without: frozenset[str] = frozenset(),
) -> Timetable:
    """The best timetable found, goal by goal in strict order, with a proven bound for each goal.

    `seconds` limits wall time; `deterministic_seconds`, if given, limits CP-SAT's deterministic clock instead, and
    with one worker equal problems and seeds then give equal placements. Setting `interrupt` ends the search with the
    best timetable so far, and so does `stop`, which is asked now and then. `on_progress` is called from the solver's
    threads, and so is `on_better` with each timetable that is better than the one before; both must be quick. `start`
    is a timetable to begin with, of an earlier search for the same problem; one that breaks a rule is left aside.
    By an `exchange` it hears what other searches for the same problem know, and tells what it knows itself.
    `without` names stages to leave out, so that what each of them brings can be measured.

    Raises `NothingFound` if time ends before a timetable with all pins is found (without pins there always is one).
    """
    reserve = FINISHING_SECONDS * len(problem.meetings)
    budget = Budget(
        seconds, deterministic_seconds=deterministic_seconds, interrupt=interrupt, stop=stop, reserve=reserve
    )
    state = State(
        problem,
        budget,
        workers=workers,
        seed=seed,
        on_progress=on_progress,
        on_better=on_better,
        without=without,
        strategy=strategy,
    )
    if exchange is not None:
        exchange.join(state.known, state.hear)
    if start is not None:
        state.take_checked(start)
    found = not conflict.certain(problem, budget, seed=seed) and Engine(state).run()
    timetable = _finished(problem, state) if found else _infeasible(problem, budget, seed)
    return replace(timetable, run={**timetable.run, **_how(state, seed)})


def _how(state: State, seed: int) -> dict[str, Any]:
    """How the timetable was made."""
    return {
        "version": version("ketnoi"),
        "seed": seed,
        "workers": state.workers,
        "seconds": round(state.budget.elapsed, 3),
        "stages": [_told(record) for record in state.records],
    }


def _told(record: StageRecord) -> dict[str, Any]:
    """A stage's record as plain data."""
    goals = {goal.goal: [goal.value, goal.bound] for goal in record.goals}
    return {
        "stage": record.stage,
        "goal": record.goal,
        "began": round(record.began, 3),
        "seconds": round(record.seconds, 3),
        "goals": goals,
    }


def _finished(problem: Problem, state: State) -> Timetable:
    """The timetable with its reasons; one referee names them and then judges the whole."""
    goals, referee = state.outcome()
    proven = all(goal.value == goal.bound for goal in goals)
    timetable = Timetable(
        instance=io.digest(problem),
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
        placements=referee.placements,
        goals=goals,
        unplaced=reasons.told_by(referee),
    )
    return _priced(_checked(timetable, referee), state)


def _priced(timetable: Timetable, state: State) -> Timetable:
    """The timetable with prices of what is not held, as many as time allows; none for large problems and repairs."""
    hurried = state.large or Goal.CHANGES in state.problem.policy.goals
    if hurried or state.budget.over or not timetable.unplaced or not state.offers("prices"):
        return timetable
    with state.stage("prices"):
        ends = state.budget.elapsed + PRICING_SECONDS
        prices = price_all(state.problem, timetable, over=lambda: state.budget.over or state.budget.elapsed > ends)
    unplaced = (replace(left, price=_plain(prices.get(left.meeting))) for left in timetable.unplaced)
    return replace(timetable, unplaced=tuple(unplaced))


def _plain(price: Price | None) -> Mapping[str, Any] | None:
    """A price as the format writes it; nothing where none is known."""
    return None if price is None or not price.goals else price.plain()


def _infeasible(problem: Problem, budget: Budget, seed: int) -> Timetable:
    parts, minimal = conflict.find(problem, budget, seed=seed)
    advice = conflict.advise(problem, parts, budget, seed=seed)
    run = {"conflict": advice.plain(problem)}
    timetable = Timetable(
        instance=io.digest(problem), status=Status.INFEASIBLE, conflict=parts, minimal=minimal, run=run
    )
    return _checked(timetable, Referee(problem, ()))


def _checked(timetable: Timetable, referee: Referee) -> Timetable:
    """No timetable leaves the solver that the independent checker would not pass."""
    report = referee.report(timetable, digest=timetable.instance)
    if report.violations or report.claims:
        raise RuntimeError(f"the checker rejects the solver's timetable: {(*report.violations, *report.claims)[:5]}")
    return timetable
