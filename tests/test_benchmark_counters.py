"""The model with counters: a yardstick must be right, or being quicker than it means nothing."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from app.matching.scheduling.checker import check
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.solve import Progress
from app.matching.scheduling.timetable import GoalValue, Status
from benchmarks.counters import clusters, solve
from tests.matching.scheduling.oracle import best_by_brute_force
from tests.matching.scheduling.prove.test_bounds import DAY, meeting
from tests.matching.scheduling.strategies import Shape, examples, problems

PLAIN = Shape(tables=2).without(
    "alternatives", "groups", "interpreters", "lengths", "limits", "own tables", "resources", "table needs", "zones"
)


def academic(problem: Problem) -> Problem:
    """The problem as those of the academic benchmark are: everything required, one team, one day, equal tables."""
    return replace(
        problem,
        slots=tuple(replace(slot, period="day") for slot in problem.slots),
        tables=tuple(replace(table, unavailable=(), features=(), zone=None) for table in problem.tables),
        parties=tuple(replace(party, teams=1, max_meetings=None, max_consecutive=None) for party in problem.parties),
        meetings=tuple(
            replace(
                m,
                required=True,
                features=(),
                interpreting=(),
                resources=(),
                pin=None if m.pin is None else replace(m.pin, table=None),
            )
            for m in problem.meetings
        ),
        policy=replace(problem.policy, goals=(Goal.REQUIRED, Goal.BREAKS), zone_gap=0),
    )


@given(problem=problems(PLAIN).map(academic))
@settings(deadline=None, derandomize=True, max_examples=examples(60), suppress_health_check=list(HealthCheck))
def test_counters_agree_with_brute_force(problem: Problem) -> None:
    best = best_by_brute_force(problem)

    timetable = solve(problem, seconds=60)

    if best is None or best[Goal.REQUIRED]:
        assert timetable.status == Status.INFEASIBLE
    else:
        expected = tuple(GoalValue(goal=goal, value=best[goal], bound=best[goal]) for goal in problem.policy.goals)
        assert (timetable.status, timetable.goals) == (Status.OPTIMAL, expected)
        assert check(problem, timetable).violations == ()


def test_counters_tell_their_progress() -> None:
    told: list[Progress] = []
    problem = replace(DAY, meetings=(meeting("ac", "s1"), meeting("ab"), meeting("cd"), meeting("bd", "s4")))

    solve(academic(problem), seconds=60, on_progress=told.append)

    assert (told[-1].goal, told[-1].value, told[-1].bound) == (Goal.BREAKS, 2, 2)


@pytest.mark.parametrize(("names", "number"), [(("ac", "bd"), 2), (("ab", "bc", "ca"), 3)])
def test_no_two_of_a_cluster_meet(names: tuple[str, ...], number: int) -> None:
    problem = replace(DAY, meetings=tuple(map(meeting, names)))

    assert len(clusters(problem)) == number
