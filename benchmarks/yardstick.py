"""The yardstick: the plain model, solved goal by goal in strict order with CP-SAT's default search."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ortools.sat.python import cp_model

from app.matching.scheduling import checker, io
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.solve import NothingFound, Progress
from app.matching.scheduling.timetable import GoalValue, Placement, Status, Timetable
from benchmarks.plain.choices import Choices
from benchmarks.plain.goals import expression
from benchmarks.plain.interpreters import Interpreting
from benchmarks.plain.rules import RULES
from benchmarks.plain.seats import placements

OnProgress = Callable[[Progress], None]
GOAL_SHARE = 0.5  # Of the time left, for each goal but the last: else the first hard one would take it all.
ROUNDING = 1e-6
FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


def solve(
    problem: Problem, *, seconds: float, workers: int = 2, seed: int = 0, on_progress: OnProgress | None = None
) -> Timetable:
    """The best timetable the plain model finds, without reasons for what it does not hold.

    Building the model counts. Raises `NothingFound` if time ends before one with all pins is found, and `Unsupported`.
    """
    return _Search(problem, seconds, workers, seed, on_progress or (lambda _: None)).run()


def whole(goal: Goal, bound: float) -> int:
    """The integer bound that follows from one with a fraction, which may be off by a rounding error; no cost is < 0."""
    return math.floor(bound + ROUNDING) if goal.maximised else max(0, math.ceil(bound - ROUNDING))


class _Search:
    """One run; `goals` has what is reached so far, in the order of the policy."""

    def __init__(self, problem: Problem, seconds: float, workers: int, seed: int, tell: OnProgress) -> None:
        self._started = time.monotonic()
        self._seconds, self._workers, self._seed = seconds, workers, seed
        self._problem, self._tell = problem, tell
        self._choices = Choices(problem)
        for rule in RULES:
            rule(self._choices)
        self._interpreting = Interpreting(self._choices)
        # Without pins the empty timetable is legal, and nobody needs a search for it.
        pinned = any(meeting.pin is not None for meeting in problem.meetings)
        self._best: tuple[Placement, ...] | None = None if pinned else ()
        self._goals: list[GoalValue] = []

    def run(self) -> Timetable:
        """Work through the goals."""
        goals = self._problem.policy.goals
        for goal in goals:
            if not self._reach(goal, last=goal == goals[-1]):
                return Timetable(instance=io.digest(self._problem), status=Status.INFEASIBLE)
        # The search for a later goal may have bettered an earlier one, which it was only kept from making worse.
        values = checker.goal_values(self._problem, self._best or ())
        reached = tuple(replace(goal, value=values[Goal(goal.goal)]) for goal in self._goals)
        proven = all(goal.value == goal.bound for goal in reached)
        return Timetable(
            instance=io.digest(self._problem),
            status=Status.OPTIMAL if proven else Status.FEASIBLE,
            placements=self._best or (),
            goals=reached,
        )

    def _reach(self, goal: Goal, *, last: bool) -> bool:
        """Search for the goal and keep what was found as a limit; False if there is no timetable at all."""
        model, aim = self._choices.model, expression(self._choices, goal)
        model.maximize(aim) if goal.maximised else model.minimize(aim)
        solver = self._solver(1.0 if last else GOAL_SHARE)
        watcher = _Watcher(goal, self._goals, self._elapsed, self._tell)
        solver.best_bound_callback = watcher.proved
        status = solver.solve(model, watcher)
        if status == cp_model.INFEASIBLE:
            return False
        if status in FOUND:
            self._keep(solver)
        if self._best is None:
            raise NothingFound("the plain model found no timetable in the time given")
        self._settle(goal, aim, solver, status)
        return True

    def _settle(self, goal: Goal, aim: Any, solver: cp_model.CpSolver, status: Any) -> None:
        value = checker.goal_values(self._problem, self._best or ())[goal]
        bound = whole(goal, solver.best_objective_bound) if status in FOUND else None
        self._goals.append(GoalValue(goal=goal, value=value, bound=bound))
        self._tell(
            Progress(goal=goal, value=value, bound=bound, seconds=self._elapsed(), goals=tuple(self._goals[:-1]))
        )
        self._choices.model.add(aim >= value if goal.maximised else aim <= value)

    def _keep(self, solver: cp_model.CpSolver) -> None:
        """The solution as placements, and as the hint of the next search."""
        self._best = placements(self._choices, self._interpreting, solver.boolean_value)
        model = self._choices.model
        values = solver.response_proto.solution
        model.clear_hints()  # type: ignore[no-untyped-call]  # ortools types most of its methods, not this one
        for index, value in enumerate(values):
            model.add_hint(model.get_int_var_from_proto_index(index), value)

    def _solver(self, share: float) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.1, (self._seconds - self._elapsed()) * share)
        solver.parameters.num_workers = self._workers
        solver.parameters.random_seed = self._seed
        return solver

    def _elapsed(self) -> float:
        return time.monotonic() - self._started


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Tells of each better value and bound of the goal."""

    def __init__(self, goal: Goal, before: Sequence[GoalValue], clock: Callable[[], float], tell: OnProgress) -> None:
        super().__init__()
        self._goal, self._before, self._clock, self._tell_of = goal, tuple(before), clock, tell
        self._value: int | None = None
        self._bound: int | None = None

    def on_solution_callback(self) -> None:
        """Called by CP-SAT with each better solution."""
        self._value = round(self.objective_value)
        self._bound = whole(self._goal, self.best_objective_bound)
        self._tell()

    def proved(self, bound: float) -> None:
        """Called by CP-SAT with each better bound."""
        self._bound = whole(self._goal, bound)
        if self._value is not None:
            self._tell()

    def _tell(self) -> None:
        self._tell_of(
            Progress(goal=self._goal, value=self._value, bound=self._bound, seconds=self._clock(), goals=self._before)
        )
