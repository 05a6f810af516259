"""What telling more people would bring, and what each of them is told."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.checker import goal_values, violations
from app.matching.scheduling.optimise import Effort
from app.matching.scheduling.problem import Goal, Policy, Problem, Spot
from app.matching.scheduling.repair import repairing
from app.matching.scheduling.repair.curve import Point, curve, curved
from app.matching.scheduling.repair.mending import mend
from app.matching.scheduling.repair.notices import Change, notices
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.matching.scheduling.oracle import timetables
from tests.matching.scheduling.strategies import Shape, examples, problems

PUBLISHED = {"ac": Spot(slot="s1", table="T1"), "bd": Spot(slot="s1", table="T2"), "ae": Spot(slot="s2")}
TOLD = replace(HALL, published=PUBLISHED, policy=Policy(goals=(Goal.REQUIRED, Goal.CHANGES, Goal.FLOORS, Goal.WELFARE)))
POINTS = 4


def test_each_party_is_told_its_own_changes() -> None:
    placements = placed("ac s1 T2", "ae s2 T3", "cf s3 T1")

    told = notices(TOLD, placements)

    moved = Change(meeting="ac", before=PUBLISHED["ac"], now=Spot(slot="s1", table="T2"))
    dropped = Change(meeting="bd", before=PUBLISHED["bd"], now=None)
    new = Change(meeting="cf", before=None, now=Spot(slot="s3", table="T1"))
    assert told == {"A": (moved,), "B": (dropped,), "C": (moved, new), "D": (dropped,), "F": (new,)}
    assert [str(change) for change in (moved, dropped, new)] == [
        "ac moves to s1 at T2, was s1 at T1",
        "bd is dropped, was s1 at T2",
        "cf is new, s3 at T1",
    ]


def test_nobody_is_told_if_nothing_was_published() -> None:
    assert notices(replace(TOLD, published=None), placed("ac s1 T2")) == {}


@given(problems(Shape(tables=2, meetings=4)))
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=examples(40))
def test_as_many_are_told_as_changes_counts(problem: Problem) -> None:
    for placements in list(timetables(problem))[:20]:
        assert len(notices(problem, placements)) == goal_values(problem, placements)[Goal.CHANGES]


def test_one_more_who_is_told_brings_a_meeting() -> None:
    """B and D lose their meeting; if E is told as well, B can meet E, and if all are, everybody meets."""
    problem = changed(
        TOLD, {"D": {"unavailable": ("s1",)}, "bd": {"slots": ()}, "be": {"value": 7}, "cf": {"value": 9}}
    )

    points = all_points(problem)

    assert [(point.told, point.goals[-1].value, point.goals[-1].bound) for point in points] == [
        (2, 0, 0),
        (3, 7, 7),
        (4, 9, 9),
        (5, 16, 16),
    ]


def test_the_curve_ends_with_welfare() -> None:
    goals = (Goal.CHANGES, Goal.FLOORS, Goal.WELFARE, Goal.HELD, Goal.BREAKS)

    assert curved(replace(TOLD, policy=Policy(goals=goals))) == (Goal.FLOORS, Goal.WELFARE)
    assert curved(replace(TOLD, policy=Policy(goals=(Goal.CHANGES, Goal.HELD, Goal.BREAKS)))) == (Goal.HELD,)
    assert all_points(replace(TOLD, policy=Policy(goals=(Goal.CHANGES, Goal.BREAKS)))) == []


@given(problems(Shape(tables=2, meetings=5)))
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=examples(60))
def test_curve_agrees_with_brute_force(problem: Problem) -> None:
    wanted = {Goal.REQUIRED, Goal.FLOORS, Goal.WELFARE, Goal.HELD}
    goals = tuple(goal for goal in problem.policy.goals if goal in wanted)
    problem = repairing(replace(problem, policy=replace(problem.policy, goals=goals)))
    if problem.published is None:
        return
    known = [goal_values(problem, placements) for placements in timetables(problem)]

    points = all_points(problem)

    assert bool(points) == bool(known and curved(problem))
    missing = min((values[Goal.REQUIRED] for values in known), default=0)
    if Goal.REQUIRED in problem.policy.goals:
        known = [values for values in known if values[Goal.REQUIRED] == missing]
    for told, point in enumerate(points, min((values[Goal.CHANGES] for values in known), default=0)):
        few = [values for values in known if values[Goal.CHANGES] <= told]
        best = min(few, key=lambda values: [-values[g] if g.maximised else values[g] for g in curved(problem)])
        assert point.told == told
        assert violations(problem, point.placements) == []
        assert goal_values(problem, point.placements)[Goal.CHANGES] <= told
        assert [(goal.value, goal.bound) for goal in point.goals] == [(best[g], best[g]) for g in curved(problem)]


def all_points(problem: Problem) -> list[Point]:
    """The first points of the curve from the mended timetable."""
    budget = Budget(60)
    mended = mend(problem, budget, workers=1, seed=0)
    effort = Effort(budget=budget, share=0.5, workers=1, seed=0)
    return [] if mended is None else list(curve(problem, mended.placements, effort, points=POINTS))
