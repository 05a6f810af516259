"""Mend a published timetable: the fewest people told first, then the other goals among the timetables that tell so few.

Who is told is a matter of few meetings (`fewest`). Once the fewest are proven, whoever can't be among them keeps the
published meetings exactly, and a meeting can only change if all its parties can be told together: what is left to
decide is a small problem, solved to the end here or, where it is not small, left to whoever asked.
"""

from dataclasses import dataclass, replace
from itertools import takewhile

from app.matching.scheduling import checker
from app.matching.scheduling.budget import Budget
from app.matching.scheduling.optimise import Effort
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.repair.confined import confined
from app.matching.scheduling.repair.fewest import Fewest, Search
from app.matching.scheduling.repair.kept import still_legal
from app.matching.scheduling.repair.rest import Rest
from app.matching.scheduling.timetable import Placement

SHARE = 0.5
"""Of the time that is left: for the fewest people told, and then for each goal."""
SMALL = 400
"""Up to so many meetings that may change, a whole model is the quickest way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A legal timetable with its value of each goal, and a proven bound for each goal that was worked on.

    `order` has the goals by how much they counted. A bound holds over all timetables that are at least as good as this
    one on the goals before. The timetables of `rest` that are as good as this one on `required` are those of the whole
    problem that are as good as this one on `required` and `changes`; where it is certain who is told, `changes` is no
    goal of it.
    """

    placements: tuple[Placement, ...]
    order: tuple[Goal, ...]
    values: dict[Goal, int]
    bounds: dict[Goal, int]
    rest: Problem


def mendable(problem: Problem) -> bool:
    """Whether `mend` knows what to do: something was published, and at most `required` comes before `changes`."""
    goals = problem.policy.goals
    before = set(takewhile(Goal.CHANGES.__ne__, goals))
    return problem.published is not None and Goal.CHANGES in goals and before <= {Goal.REQUIRED}


def mend(problem: Problem, budget: Budget, *, workers: int, seed: int) -> Mended | None:
    """The best timetable of a `mendable` problem, goal by goal until one stays open.

    None if the fewest people told were not proven in half of the time, or no timetable keeps the pins.
    """
    effort = Effort(budget=budget, share=SHARE, workers=workers, seed=seed)
    kept = still_legal(problem)
    fewest = Search(problem, effort).run(kept or ())
    if fewest is None:
        return None
    if kept is not None and fewest.reached_by(problem, kept):
        fewest = replace(fewest, placements=kept)  # It has lost nothing that could stay.
    return _finish(problem, fewest, effort)


def _finish(problem: Problem, fewest: Fewest, effort: Effort) -> Mended:
    """The goals after `changes` among the timetables that tell no more."""
    changing = {meeting.id for meeting in problem.meetings if fewest.may_change(meeting)}
    left = confined(problem, changing)
    sure = len(fewest.certain) == fewest.told
    known = {Goal.REQUIRED: fewest.missing, Goal.CHANGES: fewest.told}
    bounds = {goal: known[goal] for goal in problem.policy.goals if goal in known}
    reached = {} if Goal.REQUIRED not in bounds else {Goal.REQUIRED: fewest.missing}
    rest = Rest(left, fewest.placements, reached, most_told=None if sure else fewest.told)
    goals = problem.policy.goals[problem.policy.goals.index(Goal.CHANGES) + 1 :]
    for goal in goals if not sure or len(changing) <= SMALL else ():
        bound = None if effort.budget.over else rest.improve(goal, effort)
        if bound is not None:
            bounds[goal] = bound
        if rest.value(goal) != bound:
            break
    return Mended(
        placements=rest.placements,
        order=problem.policy.goals,
        values=checker.goal_values(problem, rest.placements),
        bounds=bounds,
        rest=_without_changes(left) if sure else left,
    )


def _without_changes(problem: Problem) -> Problem:
    """The problem once it is certain that nobody else is told."""
    goals = tuple(goal for goal in problem.policy.goals if goal is not Goal.CHANGES)
    return replace(problem, published=None, policy=replace(problem.policy, goals=goals))
