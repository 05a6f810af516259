"""Stopping conditions, alone and together."""

import pytest

from app.matching.scheduling.problem import Goal
from app.matching.scheduling.solve import solve
from app.matching.scheduling.stop import (
    GapReached,
    GoalsProven,
    NoImprovement,
    Situation,
    Stop,
    any_of,
    never,
)
from app.matching.scheduling.timetable import GoalValue
from tests.matching.scheduling.hall import HALL, changed

WELFARE = GoalValue(goal="welfare", value=990, bound=1000)
BREAKS = GoalValue(goal="breaks", value=3, bound=None)
SETTLED = GoalValue(goal="required", value=0, bound=0)


@pytest.mark.parametrize(
    ("stop", "goals", "stops"),
    [
        (never, (SETTLED,), False),
        (NoImprovement(4), (BREAKS,), True),
        (NoImprovement(6), (BREAKS,), False),
        (GapReached(0.01), (SETTLED, WELFARE), True),
        (GapReached(0.009), (SETTLED, WELFARE), False),
        (GapReached(1.0), (BREAKS,), False),
        (GoalsProven(frozenset({Goal.REQUIRED})), (SETTLED, WELFARE), True),
        (GoalsProven(frozenset({Goal.WELFARE})), (SETTLED, WELFARE), False),
        (any_of(never, NoImprovement(4)), (BREAKS,), True),
        (any_of(never, NoImprovement(6)), (BREAKS,), False),
    ],
)
def test_conditions_judge_a_situation(stop: Stop, goals: tuple[GoalValue, ...], *, stops: bool) -> None:
    assert stop(Situation(seconds=10, since_better=5, goals=goals)) is stops


def test_a_solve_stops_when_it_is_told_to() -> None:
    problem = changed(HALL, {"policy": {"goals": (Goal.REQUIRED, Goal.HELD, Goal.IDLE_RANGE)}})
    asked: list[Situation] = []

    def at_once(situation: Situation) -> bool:
        asked.append(situation)
        return True

    timetable = solve(problem, seconds=60, stop=at_once)

    assert asked
    assert [goal.goal for goal in timetable.goals] == ["required", "held", "idle_range"]
