"""The plain model: a yardstick must be right, or being better than it means nothing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from app.matching.scheduling import checker, io
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.solve import Progress
from app.matching.scheduling.timetable import GoalValue, Status
from benchmarks.generators.groups import groups
from benchmarks.plain import Unsupported
from benchmarks.plain.goals import GOALS
from benchmarks.yardstick import solve, whole
from tests.matching.scheduling.oracle import best_by_brute_force
from tests.matching.scheduling.strategies import examples, problems

EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "two-by-two.json"


def plain(problem: Problem) -> Problem:
    """The problem without what the plain model does not know."""
    goals = tuple(goal for goal in problem.policy.goals if goal in GOALS)
    meetings = (replace(meeting, length=1) if meeting.interpreting else meeting for meeting in problem.meetings)
    return replace(problem, policy=replace(problem.policy, goals=goals, zone_gap=0), meetings=tuple(meetings))


@given(problem=problems().map(plain))
@settings(deadline=None, derandomize=True, max_examples=examples(30), suppress_health_check=list(HealthCheck))
def test_yardstick_agrees_with_brute_force(problem: Problem) -> None:
    best = best_by_brute_force(problem)

    timetable = solve(problem, seconds=60, workers=1)

    if best is None:
        assert timetable.status == Status.INFEASIBLE
    else:
        expected = tuple(GoalValue(goal=goal, value=best[goal], bound=best[goal]) for goal in problem.policy.goals)
        assert (timetable.status, timetable.goals) == (Status.OPTIMAL, expected)
    assert checker.violations(problem, timetable.placements) == [] or best is None


def test_yardstick_tells_its_progress_goal_by_goal() -> None:
    told: list[Progress] = []
    problem = plain(io.read_instance(EXAMPLE.read_bytes()))

    timetable = solve(problem, seconds=60, workers=1, on_progress=told.append)

    assert list(dict.fromkeys(progress.goal for progress in told)) == [*problem.policy.goals]
    assert (told[-1].value, told[-1].bound) == (timetable.goals[-1].value, timetable.goals[-1].bound)
    assert told[-1].goals == timetable.goals[:-1]


def test_yardstick_deals_out_interpreters_that_rest() -> None:
    case = groups("groups", 0, parties=12, wishes=60, seats=3, interpreters=20)
    problem = io.read_instance(json.dumps(case.instance).encode())

    timetable = solve(problem, seconds=10, workers=1)

    assert checker.violations(problem, timetable.placements) == []
    assert any(placement.interpreters for placement in timetable.placements)


def test_yardstick_has_the_empty_timetable_at_worst() -> None:
    case = groups("groups", 0, parties=60, wishes=1_400, seats=27, interpreters=7)
    problem = io.read_instance(json.dumps(case.instance).encode())

    timetable = solve(problem, seconds=0, workers=1)

    required = sum(meeting.required for meeting in problem.meetings)
    assert timetable.placements == ()
    assert timetable.goals[0] == GoalValue(goal="required", value=required, bound=None)


def test_yardstick_says_what_it_does_not_know() -> None:
    problem = io.read_instance(EXAMPLE.read_bytes())

    with pytest.raises(Unsupported, match="the goal moves"):
        solve(problem, seconds=60)


@pytest.mark.parametrize(
    ("goal", "bound", "expected"),
    [
        (Goal.WELFARE, 10.9, 10),
        (Goal.WELFARE, 10.9999999, 11),
        (Goal.BREAKS, 10.1, 11),
        (Goal.BREAKS, 10.0000001, 10),
        (Goal.BREAKS, -3.5, 0),
    ],
)
def test_fractional_bound_is_rounded_to_the_side_that_is_proven(goal: Goal, bound: float, expected: int) -> None:
    assert whole(goal, bound) == expected
