"""Repair: what stays of a published timetable, and that the fewest people are told of a change."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from app.matching.scheduling.checker import check, violations
from app.matching.scheduling.problem import Goal, Policy, Problem, Spot
from app.matching.scheduling.repair import repairing, still_legal
from app.matching.scheduling.solve import solve
from app.matching.scheduling.timetable import Status
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.matching.scheduling.oracle import best_by_brute_force
from tests.matching.scheduling.strategies import Shape, examples, problems

PUBLISHED = {"ac": Spot(slot="s1", table="T1"), "bd": Spot(slot="s1", table="T2"), "ae": Spot(slot="s2")}
TOLD = replace(HALL, published=PUBLISHED, policy=Policy(goals=(Goal.REQUIRED, Goal.WELFARE)))


@pytest.mark.parametrize(
    ("goals", "with_changes"),
    [
        ([], ["changes"]),
        (["required", "floors"], ["required", "changes", "floors"]),
        (["floors", "held"], ["changes", "floors", "held"]),
        (["required", "held", "changes"], ["required", "held", "changes"]),
    ],
)
def test_changes_come_directly_after_required(goals: list[str], with_changes: list[str]) -> None:
    problem = replace(TOLD, policy=Policy(goals=tuple(map(Goal, goals))))

    assert list(repairing(problem).policy.goals) == with_changes


def test_what_was_published_stays_as_far_as_it_is_legal() -> None:
    problem = changed(TOLD, {"D": {"unavailable": ("s1",)}, "cf": {"pin": Spot(slot="s4", table="T3")}})

    assert still_legal(problem) == tuple(placed("cf s4 T3", "ac s1 T1", "ae s2 T1"))


def test_nothing_stays_beside_a_pin_that_cannot_be_kept() -> None:
    assert still_legal(changed(TOLD, {"ac": {"pin": Spot(slot="s2")}, "A": {"unavailable": ("s2",)}})) is None


def test_one_absence_is_told_to_two_parties_only() -> None:
    problem = changed(repairing(TOLD), {"D": {"unavailable": ("s1",)}, "bd": {"required": True}})

    timetable = solve(problem, seconds=30)

    assert timetable.status == Status.OPTIMAL
    assert [(goal.goal, goal.value) for goal in timetable.goals][:2] == [("required", 0), ("changes", 2)]
    assert {p.meeting: p.slot for p in timetable.placements if p.meeting in {"ac", "ae"}} == {"ac": "s1", "ae": "s2"}


@given(problems(Shape(tables=2, meetings=4)))
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=examples(40))
def test_repair_agrees_with_brute_force(problem: Problem) -> None:
    repaired = repairing(problem)
    kept, best = still_legal(repaired), best_by_brute_force(repaired)

    timetable = solve(replace(repaired, digest="0" * 64), seconds=60)

    assert kept is None or violations(problem, kept) == []
    if best is None:
        assert timetable.status == Status.INFEASIBLE
    else:
        assert [(goal.value, goal.bound) for goal in timetable.goals] == [
            (best[Goal(goal.goal)], best[Goal(goal.goal)]) for goal in timetable.goals
        ]
    if problem.published is not None:  # The file may say more than the policy asks for.
        assert check(problem, timetable, digest="0" * 64).clean
