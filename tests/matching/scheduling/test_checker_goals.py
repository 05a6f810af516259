"""Each goal against values worked out by hand."""

from dataclasses import replace
from typing import Any

import pytest

from app.matching.scheduling.checker import goal_values
from app.matching.scheduling.problem import Goal, Spot
from tests.matching.scheduling.hall import HALL, changed, placed

Changes = dict[str, dict[str, Any]]


@pytest.mark.parametrize(
    ("goal", "changes", "lines", "value"),
    [
        (Goal.REQUIRED, {"ac": {"required": True}, "ad": {"required": True}}, ("ac s1 T1",), 1),
        (Goal.FLOORS, {"A": {"min_meetings": 3}, "C": {"min_meetings": 1}, "F": {"min_meetings": 2}}, ("ac s1 T1",), 4),
        (Goal.WELFARE, {"ac": {"value": 7}, "ad": {"value": 5}, "ae": {"value": 3}}, ("ac s1 T1", "ad s3 T1"), 12),
        # A (a province) holds three meetings but has points for two; C and D (missions) have points for one each.
        (
            Goal.WELFARE,
            {"policy": {"bonus": {"province": (10, 4), "mission": (1,)}}},
            ("ac s1 T1", "ad s2 T1", "ae s3 T1"),
            17,
        ),
        (Goal.HELD, {}, ("ac s1 T1", "ad s3 T1", "ad s4 T1", "zz s1 T1"), 2),
        (Goal.BREAKS, {}, ("ac s1 T1", "ad s4 T1", "ae s5 T1"), 1),
        (Goal.BREAKS, {"ac": {"length": 2}}, ("ac s1 T1", "ad s3 T1", "be s1 T2", "bd s3 T2"), 1),
        (Goal.IDLE, {}, ("ac s1 T1", "ad s4 T1", "ae s5 T1"), 2),
        (Goal.IDLE, {"A": {"unavailable": ("s2", "s3")}}, ("ac s1 T1", "ad s4 T1"), 2),
        # A and D idle for two slots, B for one; the others have at most one meeting and are left out.
        (Goal.IDLE_RANGE, {}, ("ac s1 T1", "ad s4 T1", "bd s1 T2", "be s3 T2"), 1),
        (Goal.IDLE_RANGE, {}, ("ac s1 T1", "ad s4 T1"), 0),
        (Goal.IDLE_RANGE, {}, (), 0),
        (Goal.MOVES, {}, ("ae s4 T1", "ac s1 T1", "ad s2 T2"), 2),
        (Goal.MOVES, {}, ("ac s4 T1", "ad s5 T2"), 0),
        (Goal.MOVES, {"A": {"teams": 2}}, ("ac s1 T1", "ad s2 T2"), 0),
    ],
)
def test_goal_has_the_value_of_its_definition(goal: Goal, changes: Changes, lines: tuple[str, ...], value: int) -> None:
    assert goal_values(changed(HALL, changes), placed(*lines))[goal] == value


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("ac s1 T1", "be s2 T2"), 0),
        (("ac s1 T2", "be s2 T3"), 2),  # The table of ac was told, that of be was not.
        (("ac s1 T1", "be s3 T2"), 2),
        (("ac s1 T1",), 2),
        (("ac s1 T1", "be s2 T2", "ad s3 T1"), 2),
        (("ad s1 T1", "be s2 T2"), 3),  # A is told once of both.
        ((), 4),
    ],
)
def test_changes_counts_the_parties_to_tell(lines: tuple[str, ...], told: int) -> None:
    problem = replace(HALL, published={"ac": Spot(slot="s1", table="T1"), "be": Spot(slot="s2")})

    assert goal_values(problem, placed(*lines))[Goal.CHANGES] == told


def test_nothing_published_is_not_an_empty_timetable() -> None:
    lines = placed("ac s1 T1", "ad s2 T1")

    assert goal_values(HALL, lines)[Goal.CHANGES] == 0
    assert goal_values(replace(HALL, published={}), lines)[Goal.CHANGES] == 3


def test_all_nine_goals_are_valued_in_the_order_of_the_format() -> None:
    assert list(goal_values(HALL, []).items()) == [(goal, 0) for goal in Goal]
