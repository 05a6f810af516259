"""Repair: what stays of a published timetable, and that the fewest people are told of a change."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.checker import check, goal_values, violations
from app.matching.scheduling.problem import Goal, Policy, Problem, Spot
from app.matching.scheduling.repair import changes_first, repairing, still_legal
from app.matching.scheduling.repair.confined import announced, confined
from app.matching.scheduling.repair.mending import Mended, mend, mendable
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
        (["held", "required"], ["held", "required", "changes"]),
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


def test_changes_after_other_goals_than_required_are_not_for_mending() -> None:
    later = replace(TOLD, policy=Policy(goals=(Goal.REQUIRED, Goal.FLOORS, Goal.CHANGES)))

    assert mendable(repairing(TOLD))
    assert not mendable(later)
    assert not mendable(TOLD)
    assert not mendable(replace(repairing(TOLD), published=None))


@pytest.mark.parametrize(
    ("goals", "mended"),
    [
        (["required", "floors", "changes", "held"], ["required", "changes", "floors", "held"]),
        (["idle", "required", "changes"], ["required", "changes", "idle"]),
        (["idle", "changes", "required"], ["changes", "idle", "required"]),
    ],
)
def test_only_a_goal_before_changes_stays_before_them(goals: list[str], mended: list[str]) -> None:
    problem = replace(TOLD, policy=Policy(goals=tuple(map(Goal, goals))))

    assert list(changes_first(problem).policy.goals) == mended


@pytest.mark.parametrize(
    "goals", [("idle", "changes", "held"), ("idle", "changes", "required"), ("changes", "required")]
)
def test_a_bound_for_the_fewest_told_is_none_for_timetables_that_tell_more(goals: tuple[str, ...]) -> None:
    """The fewest are told if A waits between its meetings; nobody waits if more are told."""
    few = tuple(meeting for meeting in TOLD.meetings if meeting.id in {"ac", "ad", "ae"})
    published = {
        "ac": Spot(slot="s1", table="T1"),
        "ad": Spot(slot="s2", table="T1"),
        "ae": Spot(slot="s3", table="T1"),
    }
    amended: dict[str, dict[str, Any]] = {"D": {"unavailable": ("s2",)}, **{m.id: {"required": True} for m in few}}
    problem = changed(replace(TOLD, meetings=few, published=published), amended)
    problem = replace(problem, policy=Policy(goals=tuple(map(Goal, goals))))

    timetable = solve(problem, seconds=30)

    best = best_by_brute_force(problem)
    assert best is not None
    assert [(goal.value, goal.bound) for goal in timetable.goals] == [(best[Goal(g)], best[Goal(g)]) for g in goals]


def test_floors_may_come_before_changes() -> None:
    """What is mended for the fewest told has all floors, too: so it is the best in that order, and all of it proven."""
    floors = {party.id: {"min_meetings": 1} for party in TOLD.parties}
    published = {meeting.id: Spot(slot=f"s{i + 1}", table="T1") for i, meeting in enumerate(TOLD.meetings)}
    problem = changed(replace(TOLD, published=published), {**floors, "D": {"unavailable": ("s2",)}})
    problem = replace(problem, policy=Policy(goals=(Goal.REQUIRED, Goal.FLOORS, Goal.CHANGES, Goal.HELD)))

    timetable = solve(problem, seconds=30)

    assert [(goal.goal, goal.value, goal.bound) for goal in timetable.goals] == [
        ("required", 0, 0),
        ("floors", 0, 0),
        ("changes", 2, 2),
        ("held", 6, 6),
    ]
    assert [stage["stage"] for stage in timetable.run["stages"]] == ["mend"]


def test_what_is_worth_more_than_changes_is_held_in_spite_of_them() -> None:
    """All that can stay would be worth less: the best is built, and everybody of it and of what falls out is told."""
    published = {
        "ac": Spot(slot="s1", table="T1"),
        "bd": Spot(slot="s1", table="T2"),
        "cf": Spot(slot="s2", table="T1"),
    }
    values = {"ac": {"value": 1}, "ad": {"value": 5}, "bd": {"value": 2}, "be": {"value": 4}, "cf": {"value": 1}}
    busy = {"A": {"max_meetings": 1}, "B": {"max_meetings": 1}}
    problem = changed(replace(TOLD, published=published), {**values, **busy})
    problem = replace(problem, policy=Policy(goals=(Goal.REQUIRED, Goal.WELFARE, Goal.CHANGES)))

    timetable = solve(problem, seconds=30)

    assert [(goal.goal, goal.value, goal.bound) for goal in timetable.goals] == [
        ("required", 0, 0),
        ("welfare", 10, 10),
        ("changes", 5, 5),
    ]
    assert {"mend", "construct"} <= {stage["stage"] for stage in timetable.run["stages"]}
    assert {placement.meeting: placement.slot for placement in timetable.placements}["cf"] == "s2"


def test_the_fewest_people_told_leave_the_others_where_they_were() -> None:
    problem = changed(repairing(TOLD), {"D": {"unavailable": ("s1",)}})

    mended = mended_all(problem)

    assert mended.bounds == {Goal.REQUIRED: 0, Goal.CHANGES: 2, Goal.WELFARE: 0}
    assert Goal.CHANGES not in mended.rest.policy.goals
    assert [m.id for m in mended.rest.meetings if m.pin is None] == ["bd"]


def test_welfare_counts_among_those_who_are_told_anyway() -> None:
    """B and D, who lose their meeting, meet again; A and D, who would like to, may not, for A need not be told."""
    valuable = {name: {"value": 5} for name in ("ad", "bd")}
    problem = changed(repairing(TOLD), {"D": {"unavailable": ("s1",)}, **valuable})

    mended = mended_all(problem)

    assert {p.meeting for p in mended.placements} == {"ac", "ae", "bd"}
    assert mended.bounds[Goal.WELFARE] == 5


def test_of_several_who_could_be_told_the_best_are() -> None:
    """A must meet F in the only slot in which A can meet C or E, one of whom has to give way."""
    problem = changed(
        repairing(replace(TOLD, published={"ac": Spot(slot="s1"), "ae": Spot(slot="s2")})),
        {
            "A": {"unavailable": ("s3", "s4", "s5", "s6")},
            "ac": {"value": 3},
            "ae": {"value": 4},
            "ad": {"parties": ("A", "F"), "required": True},
        },
    )

    mended = mended_all(problem)

    assert mended.bounds == {Goal.REQUIRED: 0, Goal.CHANGES: 3, Goal.WELFARE: 4}
    assert {p.meeting: p.slot for p in mended.placements} == {"ad": "s1", "ae": "s2"}


def test_a_published_table_is_kept_and_one_not_told_is_free() -> None:
    problem = confined(TOLD, ["ae", "be"])
    marks = {table.id: set(table.features) for table in problem.tables}
    kept = {meeting.id: meeting for meeting in problem.meetings}

    assert (kept["ac"].pin, kept["bd"].pin) == (PUBLISHED["ac"], PUBLISHED["bd"])
    assert (kept["ae"].pin, kept["be"].pin) == (None, None)
    assert set(kept["ac"].features) <= marks["T1"]
    assert not set(kept["ac"].features) & (marks["T2"] | marks["T3"])
    assert sorted(kept) == ["ac", "ae", "bd", "be"]


def test_the_mark_of_a_table_is_not_taken_for_a_feature() -> None:
    tables = (replace(TOLD.tables[0], features=("published at T1",)), *TOLD.tables[1:])

    marked = confined(replace(TOLD, tables=tables), ["ae"])

    assert len(marked.tables[0].features) == 2


@given(problems(Shape(tables=2, meetings=4)))
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=examples(40))
def test_fewest_told_depend_on_what_was_announced_alone(problem: Problem) -> None:
    goals = Policy(
        goals=(Goal.REQUIRED, Goal.CHANGES),
        max_break_spread=problem.policy.max_break_spread,
        zone_gap=problem.policy.zone_gap,
    )
    whole = replace(problem, policy=goals)

    best, few = best_by_brute_force(whole), best_by_brute_force(announced(whole))

    if problem.published is not None:
        assert (best is None) == (few is None)
    if best is not None and few is not None and problem.published is not None:
        assert (few[Goal.REQUIRED], few[Goal.CHANGES]) == (best[Goal.REQUIRED], best[Goal.CHANGES])


@given(problems(Shape(tables=2, meetings=5)))
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=examples(60))
def test_mending_agrees_with_brute_force(problem: Problem) -> None:
    goals = [goal for goal in problem.policy.goals if goal is not Goal.CHANGES]
    repaired = repairing(replace(problem, policy=replace(problem.policy, goals=tuple(goals))))
    if repaired.published is None:
        return
    best = best_by_brute_force(repaired)

    mended = mend(repaired, Budget(60), workers=1, seed=0)

    if best is None or mended is None:
        assert (best, mended) == (None, None)
        return
    assert violations(repaired, mended.placements) == []
    assert goal_values(repaired, mended.placements).items() >= mended.bounds.items()
    assert mended.bounds == {goal: best[goal] for goal in repaired.policy.goals}
    rest = best_by_brute_force(mended.rest)
    assert rest is not None
    assert all(rest[goal] == best[goal] for goal in mended.rest.policy.goals)


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


def mended_all(problem: Problem) -> Mended:
    """The mended timetable, whose bounds are all reached."""
    mended = mend(problem, Budget(30), workers=1, seed=0)
    assert mended is not None
    assert violations(problem, mended.placements) == []
    assert goal_values(problem, mended.placements).items() >= mended.bounds.items()
    return mended
