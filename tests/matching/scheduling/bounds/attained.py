"""What the goals about which meetings to hold can be: over all timetables, and over all selections."""

from collections.abc import Sequence

from hypothesis import HealthCheck, settings
from ortools.sat.python import cp_model

from app.matching.scheduling.bounds.flow import SELECTION
from app.matching.scheduling.checker import goal_values
from app.matching.scheduling.model.goals import SELECTION_GOALS
from app.matching.scheduling.model.selection import Selection
from app.matching.scheduling.problem import Goal, Problem
from tests.matching.scheduling.oracle import timetables
from tests.matching.scheduling.strategies import Shape, fuzzing

# The same instances each time, so that the suite takes the same time; fuzzing looks for new ones.
PATIENT = settings(deadline=None, derandomize=not fuzzing(), suppress_health_check=list(HealthCheck))
SMALL = Shape(meetings=4)

Values = dict[Goal, int]


def attained(problem: Problem) -> list[Values]:
    """The values of the goals of `SELECTION` in each legal timetable, those of equal values once."""
    legal = (goal_values(problem, placements) for placements in timetables(problem))
    distinct = {tuple(values[goal] for goal in SELECTION) for values in legal}
    return [dict(zip(SELECTION, values, strict=True)) for values in sorted(distinct)]


def best(candidates: Sequence[Values], goal: Goal, reached: Sequence[tuple[Goal, int]] = ()) -> int:
    """The best value of a goal among those that are as good as `reached` on others."""
    able = [values[goal] for values in candidates if all(as_good(e, values[e], value) for e, value in reached)]
    return max(able) if goal.maximised else min(able)


def as_good(goal: Goal, value: int, other: int) -> bool:
    """Whether a value or bound is no worse than another."""
    return goal.better(value, other) == value


def selected(problem: Problem, goals: Sequence[Goal]) -> Values:
    """The optimum of the relaxation that forgets time, goal by goal, by CP-SAT."""
    reached: Values = {}
    for goal in goals:
        selection = Selection(problem)
        for earlier, value in reached.items():
            selection.model.add(SELECTION_GOALS[earlier](selection.tally) == value)
        objective = SELECTION_GOALS[goal](selection.tally)
        if goal.maximised:
            selection.model.maximize(objective)
        else:
            selection.model.minimize(objective)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(selection.model) == cp_model.OPTIMAL
        reached[goal] = round(solver.objective_value)
    return reached
