"""Conflicts: what they name, that they hold, and that no part of them can be left out."""

from dataclasses import replace
from random import Random

import pytest

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.conflict import find
from app.matching.scheduling.problem import Problem, Spot
from app.matching.scheduling.solve import solve
from app.matching.scheduling.timetable import Conflict, Rule, Status
from tests.matching.scheduling.hall import HALL, changed
from tests.matching.scheduling.oracle import best_by_brute_force
from tests.matching.scheduling.strategies import Shape, random_problem

HERE = Spot(slot="s1", table="T1")


def conflict(problem: Problem) -> list[tuple[str, tuple[str, ...]]]:
    """The parts of the conflict that a solve ends with."""
    timetable = solve(problem, seconds=30, workers=1)
    assert (timetable.status, timetable.minimal) == (Status.INFEASIBLE, True)
    return [(part.rule, part.subjects) for part in timetable.conflict]


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"ac": {"pin": HERE}, "bd": {"pin": HERE}}, [("one-meeting-per-table", ("T1", "s1"))]),
        ({"ac": {"pin": HERE}, "A": {"unavailable": ("s1", "s2")}}, [("party-availability", ("ac", "A", "s1"))]),
        ({"ac": {"pin": HERE, "slots": ("s2",)}}, [("allowed-slots", ("ac", "s1"))]),
        ({"ac": {"pin": Spot(slot="s4"), "length": 2}}, [("within-period", ("ac", "s4"))]),
        ({"ac": {"pin": HERE}, "T1": {"unavailable": ("s1",)}}, [("table-availability", ("T1", "s1"))]),
        ({"ac": {"pin": HERE, "features": ("screen",)}}, [("table-features", ("ac",))]),
        ({"ac": {"pin": HERE}, "A": {"tables": ("T2",)}}, [("own-tables", ("ac",))]),
        ({"ac": {"pin": HERE}, "A": {"max_meetings": 0}}, [("party-maximum", ("A",))]),
        (
            {"ac": {"pin": HERE}, "ad": {"pin": Spot(slot="s2")}, "A": {"max_consecutive": 1}},
            [("party-consecutive", ("A", "s1", "s2"))],
        ),
        (
            {"ac": {"pin": HERE}, "ad": {"pin": Spot(slot="s2", table="T2")}, "policy": {"zone_gap": 1}},
            [("table-zones", ("A", "s1", "s2"))],
        ),
        (
            {"ac": {"pin": Spot(slot="s2"), "after": ("bd",)}, "bd": {"pin": Spot(slot="s2")}},
            [("precedence", ("ac", "bd"))],
        ),
        (
            {"ac": {"pin": HERE, "resources": ("video",)}, "bd": {"pin": Spot(slot="s1"), "resources": ("video",)}},
            [("resource-capacity", ("video", "s1"))],
        ),
        (
            {"ac": {"pin": HERE, "alternative": "one"}, "bd": {"pin": Spot(slot="s2"), "alternative": "one"}},
            [("alternatives", ("ac", "bd"))],
        ),
    ],
)
def test_a_conflict_names_the_pins_and_the_rule_between_them(
    changes: dict[str, dict[str, object]], parts: list[tuple[str, tuple[str, ...]]]
) -> None:
    problem = changed(HALL, {"cf": {"pin": Spot(slot="s6")}} | changes)  # This pin has no part in it.

    found = conflict(problem)

    pinned = [name for name, change in changes.items() if "pin" in change]
    assert found == [*(("pins", (name,)) for name in pinned), *parts]


def test_breaks_between_pins_contradict_the_spread() -> None:
    apart = {"ac": {"pin": Spot(slot="s1")}, "ad": {"pin": Spot(slot="s3")}}
    problem = changed(replace(HALL, meetings=HALL.meetings[:2]), apart | {"policy": {"max_break_spread": 0}})

    assert conflict(problem) == [
        *(("pins", (name,)) for name in apart),
        *(("at-most-once", (name,)) for name in apart),  # Held twice, it would fill the break.
        ("break-spread", ()),
    ]


def test_no_part_of_a_conflict_can_be_left_out() -> None:
    for seed in range(60):
        problem = random_problem(Random(seed), Shape(meetings=4))
        if best_by_brute_force(problem) is not None:
            continue
        parts, minimal = find(problem, Budget(30))
        pins = {part.subjects[0] for part in parts if part.rule is Rule.PINS}
        assert (minimal, best_by_brute_force(pinned_only(problem, pins))) == (True, None)
        assert all(best_by_brute_force(pinned_only(problem, pins - {pin})) is not None for pin in pins)


def test_a_conflict_found_in_no_time_is_not_called_minimal() -> None:
    problem = changed(HALL, {"ac": {"pin": HERE}, "bd": {"pin": HERE}})

    parts, minimal = find(problem, Budget(0))

    assert not minimal
    assert {Conflict(rule=Rule.PINS, subjects=("ac",)), Conflict(rule=Rule.PINS, subjects=("bd",))} <= set(parts)


def pinned_only(problem: Problem, pins: set[str]) -> Problem:
    """The problem without the other pins."""
    return replace(problem, meetings=tuple(replace(m, pin=m.pin if m.id in pins else None) for m in problem.meetings))


def test_pins_with_a_break_between_them_agree_where_breaks_may_differ() -> None:
    pinned = {"ac": {"pin": Spot(slot="s1")}, "ad": {"pin": Spot(slot="s4")}}
    problem = changed(replace(HALL, meetings=HALL.meetings[:2]), pinned)

    timetable = solve(problem, seconds=30, workers=1)

    assert timetable.status == Status.OPTIMAL
    assert {(p.meeting, p.slot) for p in timetable.placements} == {("ac", "s1"), ("ad", "s4")}
