"""What a timetable says of itself: true claims pass, each false one is told."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.matching.scheduling.checker import Claim, Claimed, Report, check
from app.matching.scheduling.io import read_instance, read_timetable
from app.matching.scheduling.problem import Goal, Problem, Spot
from app.matching.scheduling.timetable import Conflict, GoalValue, Timetable, Unplaced
from tests.matching.scheduling.hall import HALL, changed, placed

EXAMPLES = Path(__file__).parent / "examples"

PROBLEM = changed(
    HALL,
    {
        "policy": {"goals": (Goal.REQUIRED, Goal.HELD, Goal.BREAKS)},
        "ad": {"required": True, "slots": ()},
        "ae": {"alternative": "x"},
        "be": {"alternative": "x"},
        "cf": {"features": ("piano",)},
    },
)
TRUE = Timetable(
    instance="digest",
    status="optimal",
    placements=tuple(placed("ac s1 T1", "be s1 T2", "bd s3 T2")),
    goals=(
        GoalValue(goal="required", value=1, bound=1),
        GoalValue(goal="held", value=3, bound=3),
        GoalValue(goal="breaks", value=1, bound=1),
    ),
    unplaced=(
        Unplaced(meeting="ad", reason="no-common-slot"),
        Unplaced(meeting="ae", reason="rule", rule="alternatives"),
        Unplaced(meeting="cf", reason="no-table"),
    ),
)


def judged(problem: Problem, timetable: Timetable) -> list[str]:
    """The kinds of false claims."""
    return [claim.claim.value for claim in check(problem, timetable, digest="digest").claims]


def with_goal(name: str, **changes: Any) -> Timetable:
    """The true timetable with one goal told differently."""
    return replace(TRUE, goals=tuple(replace(goal, **changes) if goal.goal == name else goal for goal in TRUE.goals))


def with_unplaced(name: str, **changes: Any) -> Timetable:
    """The true timetable with one meeting that is not held told differently."""
    entries = (replace(entry, **changes) if entry.meeting == name else entry for entry in TRUE.unplaced)
    return replace(TRUE, unplaced=tuple(entries))


def test_the_example_of_the_format_is_clean() -> None:
    problem = read_instance((EXAMPLES / "instance.json").read_bytes())
    timetable = read_timetable((EXAMPLES / "timetable.json").read_bytes())

    report = check(problem, timetable)

    values = {"required": 0, "floors": 0, "welfare": 527, "held": 2, "changes": 2}
    costs = {"breaks": 0, "idle": 0, "idle_range": 0, "moves": 1}
    assert report == Report((), {Goal(goal): value for goal, value in (values | costs).items()}, ())
    assert report.clean


def test_true_claims_pass() -> None:
    assert judged(PROBLEM, TRUE) == []


@pytest.mark.parametrize(
    ("timetable", "claims"),
    [
        (replace(TRUE, instance="other"), ["instance"]),
        (replace(TRUE, goals=TRUE.goals[:2]), ["goals"]),
        (replace(TRUE, goals=TRUE.goals[::-1]), ["goals"]),
        (replace(TRUE, goals=(*TRUE.goals, GoalValue(goal="idle", value=1, bound=1))), ["goals"]),
        (replace(TRUE, goals=(*TRUE.goals, GoalValue(goal="joy", value=1, bound=1))), ["goals", "status"]),
        (with_goal("held", value=4), ["value"]),
        (with_goal("held", value=4, bound=4), ["value", "status"]),
        (with_goal("held", bound=2), ["bound", "status"]),
        (with_goal("required", bound=2), ["bound", "status"]),
        (with_goal("held", bound=4), ["status"]),
        (with_goal("breaks", bound=None), ["status"]),
        (replace(TRUE, status="feasible"), ["status"]),
        (replace(TRUE, status="perfect"), ["status"]),
        (replace(TRUE, unplaced=TRUE.unplaced[1:]), ["unplaced"]),
        (replace(TRUE, unplaced=(*TRUE.unplaced, TRUE.unplaced[0])), ["unplaced"]),
        (replace(TRUE, unplaced=(*TRUE.unplaced, Unplaced(meeting="zz", reason="value"))), ["unplaced"]),
        (replace(TRUE, unplaced=(*TRUE.unplaced, Unplaced(meeting="ac", reason="value"))), ["unplaced"]),
        (with_unplaced("ad", reason="value"), ["reason"]),
        (with_unplaced("ae", reason="party-full", rule=None), ["reason"]),
        (with_unplaced("ae", rule=None), ["reason"]),
        (with_unplaced("ae", rule="break-spread"), ["reason"]),
        (with_unplaced("ae", rule="known-ids"), ["reason"]),
        (with_unplaced("ae", rule="good-manners"), ["reason"]),
        (with_unplaced("cf", rule="table-features"), ["reason"]),
        (replace(TRUE, conflict=(Conflict(rule="pins", subjects=("ac",)),)), ["conflict"]),
    ],
)
def test_a_false_claim_is_told(timetable: Timetable, claims: list[str]) -> None:
    assert judged(PROBLEM, timetable) == claims


def test_an_open_bound_makes_it_feasible() -> None:
    assert judged(PROBLEM, replace(with_goal("breaks", bound=0), status="feasible")) == []


def test_any_rule_that_some_way_breaks_may_be_named() -> None:
    # At its one free table ae would be an alternative to be; in s1 it would also need A and E twice.
    assert judged(PROBLEM, with_unplaced("ae", rule="party-teams")) == []
    assert judged(PROBLEM, with_unplaced("ae", rule="one-meeting-per-table")) == []


def test_a_repair_may_value_changes_besides() -> None:
    published = replace(PROBLEM, published={"ac": Spot(slot="s1")})
    changes = GoalValue(goal="changes", value=3, bound=3)
    required, *others = TRUE.goals
    told = replace(TRUE, goals=(required, changes, *others))
    first = replace(published, policy=replace(PROBLEM.policy, goals=(Goal.HELD, Goal.BREAKS)))

    assert judged(published, told) == []
    assert judged(published, TRUE) == []
    assert judged(published, replace(TRUE, goals=(changes, *TRUE.goals))) == ["goals"]
    assert judged(PROBLEM, replace(told, goals=(required, replace(changes, value=0, bound=0), *others))) == ["goals"]
    assert judged(first, replace(TRUE, goals=(changes, *others))) == []


def test_a_false_claim_says_what_is_so() -> None:
    report = check(PROBLEM, with_goal("held", value=4), digest="digest")

    assert report.claims == (Claim(Claimed.VALUE, "The value of held is given as 4; it is 3."),)
    assert not report.clean


def test_an_unknown_digest_is_not_judged() -> None:
    assert check(PROBLEM, TRUE).claims == ()


class TestInfeasible:
    """The form of a file that says that there is no timetable."""

    PROBLEM = changed(PROBLEM, {"ac": {"pin": Spot(slot="s1")}, "ad": {"pin": Spot(slot="s1")}})
    FILE = Timetable(
        instance="digest",
        status="infeasible",
        conflict=(
            Conflict(rule="pins", subjects=("ac", "s1")),
            Conflict(rule="allowed-slots", subjects=("ad",)),
            Conflict(rule="pins", subjects=("ad", "s1")),
        ),
    )

    def test_its_pins_are_not_broken(self) -> None:
        report = check(self.PROBLEM, self.FILE, digest="digest")

        assert (report.violations, report.claims) == ((), ())

    @pytest.mark.parametrize(
        "changes",
        [
            {"goals": TRUE.goals},
            {"unplaced": TRUE.unplaced},
            {"conflict": ()},
            {"conflict": (Conflict(rule="party-teams", subjects=("A", "s1")),)},
            {"conflict": (Conflict(rule="pins", subjects=("be", "s1")),)},
            {"conflict": (*FILE.conflict, Conflict(rule="good-manners", subjects=("A",)))},
        ],
    )
    def test_another_form_is_told(self, changes: dict[str, Any]) -> None:
        assert judged(self.PROBLEM, replace(self.FILE, **changes)) == ["conflict"]

    def test_placements_in_it_are_judged(self) -> None:
        report = check(self.PROBLEM, replace(self.FILE, placements=TRUE.placements))

        assert [violation.rule.value for violation in report.violations] == ["pins"]
        assert [claim.claim.value for claim in report.claims] == ["conflict"]
