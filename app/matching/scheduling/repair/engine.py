"""Mend a published timetable: the fewest people told first, then the other goals among the timetables that tell so few.

Who is told is a matter of few meetings (`fewest`). Once the fewest are proven, whoever is in none of their sets keeps
the published meetings exactly, and a meeting can only change if one set has all its parties: what is left to decide
is a small problem, solved to the end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile

from app.matching.scheduling import checker
from app.matching.scheduling.budget import Budget
from app.matching.scheduling.model.goals import SELECTION_GOALS, expression
from app.matching.scheduling.model.rules import build
from app.matching.scheduling.optimise import Effort, Objective, Style, optimise
from app.matching.scheduling.problem import Goal, MeetingId, Problem
from app.matching.scheduling.repair.confined import confined
from app.matching.scheduling.repair.fewest import Fewest, Search
from app.matching.scheduling.repair.kept import still_legal
from app.matching.scheduling.repair.telling import Telling
from app.matching.scheduling.timetable import Placement

SHARE = 0.5
Tell = Callable[[Goal, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A legal timetable, and for each goal that was worked on a proven bound.

    A bound holds over all timetables that are at least as good as this one on the goals before. `problem` has the same
    best timetables as the whole problem; in it most meetings are pinned where they were published.
    """

    placements: tuple[Placement, ...]
    bounds: dict[Goal, int]
    problem: Problem


def mendable(problem: Problem) -> bool:
    """Whether `mend` knows what to do: something was published, and at most `required` comes before `changes`."""
    goals = problem.policy.goals
    before = set(takewhile(Goal.CHANGES.__ne__, goals))
    return problem.published is not None and Goal.CHANGES in goals and before <= {Goal.REQUIRED}


def mend(
    problem: Problem, budget: Budget, *, workers: int, seed: int, tell: Tell = lambda _goal, _value, _bound: None
) -> Mended | None:
    """The best timetable of a `mendable` problem, goal by goal until one stays open.

    None if the fewest people told were not proven in half of the time, or no timetable keeps the pins. `tell` hears of
    each goal's value and bound when the work on it ends.
    """
    effort = Effort(budget=budget, share=SHARE, workers=workers, seed=seed)
    fewest = Search(problem, effort).run(still_legal(problem) or ())
    if fewest is None:
        return None
    return _Mending(problem, fewest, effort, tell).run()


def changeable(problem: Problem, fewest: Fewest) -> set[MeetingId]:
    """The meetings all of whose parties may be told together."""
    if fewest.sets is None:
        return {meeting.id for meeting in problem.meetings}
    return {meeting.id for meeting in problem.meetings if any(told.issuperset(meeting.parties) for told in fewest.sets)}


class _Mending:
    """The goals after `changes`, one after another in one model of what may still change."""

    def __init__(self, problem: Problem, fewest: Fewest, effort: Effort, tell: Tell) -> None:
        self._problem = problem
        self._effort, self._tell = effort, tell
        self._confined = confined(problem, changeable(problem, fewest))
        self._context = build(self._confined)
        self._best = fewest.placements
        self._bounds = {Goal.REQUIRED: fewest.missing, Goal.CHANGES: fewest.told}
        if fewest.sets is None or len(fewest.sets) > 1:
            self._context.model.add(Telling(self._context).number <= fewest.told)
        if Goal.REQUIRED in problem.policy.goals:
            missing = Objective(expression=expression(self._context, Goal.REQUIRED), maximised=False)
            self._context.model.add(missing.at_least_as_good_as(fewest.missing))

    def run(self) -> Mended:
        """Work on each goal in turn; the first that stays open is the last."""
        goals = self._problem.policy.goals
        for goal in takewhile(self._settled, goals):
            pass
        bounds = {goal: self._bounds[goal] for goal in goals if goal in self._bounds}
        return Mended(placements=self._best, bounds=bounds, problem=self._confined)

    def _settled(self, goal: Goal) -> bool:
        """Work on the goal, unless its bound is known; whether its best value is now proven."""
        if goal not in self._bounds:
            self._improve(goal)
        if goal not in self._bounds:
            return False
        value = self._values(self._best)[goal]
        self._tell(goal, value, self._bounds[goal])
        return value == self._bounds[goal]

    def _improve(self, goal: Goal) -> None:
        if self._effort.budget.over:
            return
        context = self._context
        context.model.clear_hints()
        context.choices.hint(context.model, self._best)
        objective = Objective(expression=expression(context, goal), maximised=goal.maximised)
        style = Style.LINEAR if goal in SELECTION_GOALS else Style.CORES
        found = optimise(context.model, objective, self._effort, style=style)
        if found.solved:
            self._take(goal, context.choices.placements(found.solver))
        if found.bound is not None:
            self._bounds[goal] = found.bound
        context.model.clear_objective()
        context.model.add(objective.at_least_as_good_as(self._values(self._best)[goal]))

    def _take(self, goal: Goal, placements: tuple[Placement, ...]) -> None:
        """Keep what was found, unless the search ended before it was as good as the best."""
        value, known = self._values(placements)[goal], self._values(self._best)[goal]
        if goal.better(value, known) == value:
            self._best = placements

    def _values(self, placements: tuple[Placement, ...]) -> dict[Goal, int]:
        return checker.goal_values(self._problem, placements)
