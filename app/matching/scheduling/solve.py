"""Solve a problem: one goal after the other, each with a proven bound, the checker's word at the end."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import takewhile

from app.matching.scheduling import checker, conflict, io, reasons
from app.matching.scheduling.budget import Budget
from app.matching.scheduling.model.goals import SELECTION_GOALS
from app.matching.scheduling.optimise import Effort, Report, Style
from app.matching.scheduling.problem import Goal, MeetingId, Problem
from app.matching.scheduling.stage import only, search, select
from app.matching.scheduling.timetable import GoalValue, Placement, Status, Timetable

SELECTION_SHARE, NARROW_SHARE, WIDE_SHARE = 0.2, 0.5, 0.6


class NothingFound(Exception):
    """The time was over before any timetable was found that keeps the pins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a solve stands: the goal being worked on with its best value and bound so far, and the goals before it."""

    goal: str
    value: int | None
    bound: int | None
    seconds: float
    goals: tuple[GoalValue, ...]


OnProgress = Callable[[Progress], None]


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
    engine = Search(problem, budget, workers=workers, seed=seed, on_progress=on_progress)
    placements = engine.run()
    timetable = (
        _infeasible(problem, budget, seed) if placements is None else _finished(problem, placements, engine.goals())
    )
    run = {"version": version("ketnoi"), "seed": seed, "workers": workers, "seconds": round(budget.elapsed, 3)}
    return _checked(problem, replace(timetable, run=run))


class Search:
    """The lexicographic search.

    It leaps to a timetable that holds what the best selection holds, which settles the leading goals at once where it
    succeeds, and then takes the goals in order: narrowly, among timetables that hold the same meetings, then widely,
    among all that are as good on the goals before. A goal is left as soon as its value meets its bound.
    """

    def __init__(
        self, problem: Problem, budget: Budget, *, workers: int, seed: int, on_progress: OnProgress | None = None
    ) -> None:
        self._problem = problem
        self._budget = budget
        self._workers, self._seed = workers, seed
        self._tell = on_progress or (lambda _progress: None)
        self._bounds: dict[Goal, int | None] = {goal: None if goal.maximised else 0 for goal in problem.policy.goals}
        pinned = any(meeting.pin is not None for meeting in problem.meetings)
        self._best: tuple[Placement, ...] | None = None if pinned else ()

    def run(self) -> tuple[Placement, ...] | None:
        """The best placements; None if the pins contradict each other or a rule."""
        if self._best is None and not self._find_first():
            return None
        self._leap()
        for position, goal in enumerate(self._problem.policy.goals):
            last = position == len(self._problem.policy.goals) - 1
            if goal in SELECTION_GOALS:
                self._bound_by_selection(goal)
            else:
                self._improve(goal, NARROW_SHARE, narrow=True)
            self._improve(goal, 1.0 if last else WIDE_SHARE, narrow=False)
        return self._best

    def goals(self) -> tuple[GoalValue, ...]:
        """The policy's goals as the checker values them, with what was proven of each."""
        values = checker.goal_values(self._problem, self._best or ())
        return tuple(GoalValue(goal=goal, value=values[goal], bound=bound) for goal, bound in self._bounds.items())

    def _find_first(self) -> bool:
        """A first timetable that keeps the pins; false if there is none."""
        self._best, found = search(self._problem, (), None, self._effort(1.0))
        if self._best is None and not found.infeasible:
            raise NothingFound("no timetable that keeps the pins was found in the time")
        return not found.infeasible

    def _leap(self) -> None:
        """Hold what the best selection for the leading goals holds, if all of that can be held."""
        reached: list[tuple[Goal, int]] = []
        meetings: tuple[MeetingId, ...] = ()
        for goal in takewhile(SELECTION_GOALS.__contains__, self._problem.policy.goals):
            self._reporter(goal, narrow=True)
            selected = (
                None if self._budget.over else select(self._problem, reached, goal, self._effort(SELECTION_SHARE))
            )
            if selected is None:
                break
            reached.append((goal, selected.value))
            meetings = selected.meetings
        if meetings and not self._budget.over:
            effort = self._effort(SELECTION_SHARE)
            held, _ = search(only(self._problem, meetings), (), None, effort, hold=meetings)
            self._best = held or self._best

    def _bound_by_selection(self, goal: Goal) -> None:
        if self._open(goal):
            selected = select(self._problem, self._reached(goal), goal, self._effort(SELECTION_SHARE))
            if selected is not None:
                self._tighten(goal, selected.bound)

    def _improve(self, goal: Goal, share: float, *, narrow: bool) -> None:
        """Look for a better value of `goal`; a wide search proves its bound as well."""
        held = [placement.meeting for placement in self._best or ()]
        forced = self._forced(goal)
        if not self._open(goal) or (narrow and len(forced) == len(self._problem.meetings)):
            return
        style = Style.LINEAR if goal in SELECTION_GOALS else Style.CLAUSES if narrow else Style.CORES
        placements, found = search(
            only(self._problem, held) if narrow else self._problem,
            self._reached(goal),
            goal,
            self._effort(share),
            hint=self._best or (),
            hold=held if narrow else forced,
            style=style,
            report=self._reporter(goal, narrow=narrow),
        )
        if found.infeasible:
            raise RuntimeError(f"goal {goal} made a model infeasible of which a timetable is known")
        if placements is not None and self._is_better(placements, goal):
            self._best = placements
        if not narrow and found.bound is not None:
            self._tighten(goal, found.bound)

    def _forced(self, goal: Goal) -> list[MeetingId]:
        """The meetings that every timetable as good on the goals before `goal` holds, as far as that is plain."""
        if (Goal.REQUIRED, 0) not in self._reached(goal):
            return []
        return [meeting.id for meeting in self._problem.meetings if meeting.required]

    def _effort(self, share: float) -> Effort:
        return Effort(budget=self._budget, share=share, workers=self._workers, seed=self._seed)

    def _open(self, goal: Goal) -> bool:
        """Whether there is time to work on the goal, and anything left to find or prove."""
        return not self._budget.over and self._value(goal) != self._bounds[goal]

    def _value(self, goal: Goal) -> int:
        return checker.goal_values(self._problem, self._best or ())[goal]

    def _is_better(self, placements: tuple[Placement, ...], goal: Goal) -> bool:
        """At least as good, that is: a search that starts from the best may also have lost it."""
        value = checker.goal_values(self._problem, placements)[goal]
        return value >= self._value(goal) if goal.maximised else value <= self._value(goal)

    def _reached(self, goal: Goal) -> Sequence[tuple[Goal, int]]:
        """The goals before this one with their values."""
        before = takewhile(lambda earlier: earlier is not goal, self._problem.policy.goals)
        values = checker.goal_values(self._problem, self._best or ())
        return [(earlier, values[earlier]) for earlier in before]

    def _tighten(self, goal: Goal, bound: int) -> None:
        """Keep the better of two bounds; both are proven for all timetables as good on the goals before."""
        known = self._bounds[goal]
        tighter = min if goal.maximised else max
        self._bounds[goal] = bound if known is None else tighter(known, bound)

    def _reporter(self, goal: Goal, *, narrow: bool) -> Report:
        goals = self.goals()
        finished = goals[: [done.goal for done in goals].index(goal)]
        best, proven = self._value(goal), self._bounds[goal]

        def report(value: int | None, bound: int | None) -> None:
            """A narrow search may start from less than the best, and its bound is nobody's."""
            nonlocal best, proven
            if value is not None:
                best = max(value, best) if goal.maximised else min(value, best)
            if bound is not None and not narrow:
                proven = bound
            seconds = self._budget.elapsed
            self._tell(Progress(goal=goal, value=best, bound=proven, seconds=seconds, goals=finished))

        report(None, None)
        return report


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
