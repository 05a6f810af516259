"""The curve of people told and welfare: what telling one more, two more ... would bring, each with a proven bound.

Whom to tell is decided in a relaxation, what they can then do by an exact search among the timetables that tell nobody
else, and what that proves is a cut for the relaxation: logic-based Benders decomposition (Hooker and Ottosson 2003).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from app.matching.scheduling import checker
from app.matching.scheduling.model.goals import SELECTION_GOALS, expression
from app.matching.scheduling.model.rules import build
from app.matching.scheduling.optimise import Effort, Objective, Style, optimise
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.repair.confined import confined
from app.matching.scheduling.repair.fewest import Search
from app.matching.scheduling.repair.relaxed import Relaxed
from app.matching.scheduling.repair.telling import Told
from app.matching.scheduling.timetable import GoalValue, Placement

MOST_CUTS = 30
"""For each goal of each point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """At most `told` people are told: the goals after `changes` up to `welfare`, with a bound for each."""

    told: int
    goals: tuple[GoalValue, ...]
    placements: tuple[Placement, ...]


def curve(problem: Problem, placements: tuple[Placement, ...], effort: Effort, *, points: int) -> Iterator[Point]:
    """The points from the fewest people told on, as they are found; none if the fewest were not proven in the time.

    `problem` is `mendable` and `placements` a legal timetable of it. A bound holds over all timetables that miss as few
    required meetings as any, tell at most so many people and are as good on the goals before. Each search takes at most
    the share of `effort`.
    """
    fewest = Search(problem, effort).run(placements)
    goals = curved(problem)
    if fewest is None or not goals:
        return
    best = placements if fewest.reached_by(problem, placements) else fewest.placements
    for told in range(fewest.told, min(fewest.told + points, len(problem.parties) + 1)):
        if effort.budget.over:
            return
        search = _Point(problem, Relaxed(problem, told, fewest.certain), best, effort)
        search.keep(Goal.REQUIRED, fewest.missing)
        reached = tuple(search.improve(goal) for goal in goals)
        best = search.best
        yield Point(told=told, goals=reached, placements=best)


def curved(problem: Problem) -> tuple[Goal, ...]:
    """The goals of the curve: those about which meetings to hold directly after `changes`, up to `welfare`."""
    goals = problem.policy.goals
    after = tuple(takewhile(SELECTION_GOALS.__contains__, goals[goals.index(Goal.CHANGES) + 1 :]))
    return after[: after.index(Goal.WELFARE) + 1] if Goal.WELFARE in after else after


class _Point:
    """The search for one point, from the timetable of the point before."""

    def __init__(self, problem: Problem, relaxed: Relaxed, best: tuple[Placement, ...], effort: Effort) -> None:
        self._problem, self._relaxed, self._effort = problem, relaxed, effort
        self._reached: list[tuple[Goal, int]] = []
        self.best = best

    def keep(self, goal: Goal, value: int) -> None:
        """Look only at timetables that are as good on the goal."""
        if goal in self._problem.policy.goals:
            self._reached.append((goal, value))
            self._relaxed.keep(goal, value)

    def improve(self, goal: Goal) -> GoalValue:
        """Take the best for the goal as far as it is found, and keep to it."""
        bound: int | None = None if goal.maximised else 0
        for _ in range(MOST_CUTS):
            if self._effort.budget.over or self._value(goal) == bound:
                break
            relaxed = self._relaxed.best(goal, self._effort)
            if relaxed is None:
                break
            bound = goal.tighter(relaxed[0], bound)
            if self._value(goal) != bound:
                self._learn(goal, relaxed[1], bound)
        value = self._value(goal)
        self.keep(goal, value)
        return GoalValue(goal=goal, value=value, bound=bound)

    def _learn(self, goal: Goal, told: Told, bound: int) -> None:
        """Search the timetables that tell only these, and tell the relaxation what that proves."""
        changing = {meeting.id for meeting in self._problem.meetings if told.issuperset(meeting.parties)}
        context = build(confined(self._problem, changing))
        for earlier, value in self._reached:
            limit = Objective(expression=expression(context, earlier), maximised=earlier.maximised)
            context.model.add(limit.at_least_as_good_as(value))
        objective = Objective(expression=expression(context, goal), maximised=goal.maximised)
        found = optimise(context.model, objective, self._effort, style=Style.TIGHT)
        if found.solved:
            placements = context.choices.placements(found.solver)
            value = checker.goal_values(self._problem, placements)[goal]
            if goal.better(value, self._value(goal)) == value:
                self.best = placements
        if found.infeasible or found.bound is not None:
            self._relaxed.cut(goal, told, None if found.infeasible else found.bound, bound)

    def _value(self, goal: Goal) -> int:
        return checker.goal_values(self._problem, self.best)[goal]
