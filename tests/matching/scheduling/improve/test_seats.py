"""Other tables for a timetable: its own account is true, nothing else changes, and it finds what enumeration finds."""

from dataclasses import replace
from itertools import product
from random import Random

import pytest

from app.matching.scheduling.checker import goal_values, violations
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.improve.seats import Seats
from app.matching.scheduling.problem import Goal, Policy, Problem, Spot
from app.matching.scheduling.timetable import Placement
from tests.matching.scheduling.cases import FULL
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.matching.scheduling.strategies import random_problem
from tests.matching.scheduling.test_draft import filled

WALKING = Policy(goals=(Goal.CHANGES, Goal.MOVES))


def without_tables(placements: tuple[Placement, ...]) -> list[Placement]:
    return [replace(placement, table="") for placement in placements]


def settled(problem: Problem, placements: tuple[Placement, ...], shakes: int = 0) -> Seats:
    seats = Seats(Compact(problem), placements, seed=0)
    seats.settle(lambda: False)
    for _ in range(shakes):
        seats.shake()
        seats.settle(lambda: False)
    return seats


@pytest.mark.parametrize("seed", range(40))
def test_only_tables_change_and_no_rule_is_broken(seed: int) -> None:
    problem = random_problem(Random(seed), FULL.without("spread"))
    problem = replace(problem, policy=replace(problem.policy, goals=WALKING.goals))
    before = filled(problem, Random(seed)).placements()
    least = goal_values(problem, before)

    seats = settled(problem, before, shakes=3)
    after = seats.placements()

    assert without_tables(after) == without_tables(before)
    assert violations(problem, after) == violations(problem, before)
    assert goal_values(problem, after)[Goal.MOVES] == seats.moves
    assert goal_values(problem, after)[Goal.CHANGES] <= least[Goal.CHANGES]
    assert settled(problem, before).moves <= least[Goal.MOVES]


HELD = ("ac s1 T1", "ad s2 T2", "be s1 T2", "bd s3 T1", "cf s2 T3", "ae s3 T2")


def fewest_moves(problem: Problem, placements: tuple[Placement, ...]) -> int:
    """Over every seating of these meetings that breaks no rule."""
    tables = [table.id for table in problem.tables]
    seatings = (
        [replace(placement, table=table) for placement, table in zip(placements, seating, strict=True)]
        for seating in product(tables, repeat=len(placements))
    )
    return min(goal_values(problem, seating)[Goal.MOVES] for seating in seatings if not violations(problem, seating))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="any table"),
        pytest.param({"ac": {"pin": Spot(slot="s1", table="T1")}}, id="one pinned to its table"),
        pytest.param({"A": {"tables": ("T1", "T2")}}, id="one has tables of its own"),
        pytest.param({"T3": {"unavailable": ("s1", "s3")}}, id="one is not always there"),
        pytest.param({"A": {"teams": 2}, "D": {"teams": 2}}, id="some have two teams"),
    ],
)
def test_the_fewest_moves_of_all_seatings_are_found(changes: dict[str, dict[str, object]]) -> None:
    problem = changed(replace(HALL, policy=WALKING), changes)
    placements = tuple(placed(*HELD))

    assert settled(problem, placements, shakes=20).moves == fewest_moves(problem, placements)


def test_nobody_is_told_of_another_table_for_the_sake_of_moves() -> None:
    published = {name: Spot(slot=slot, table=table) for name, slot, table in map(str.split, HELD)}
    problem = replace(HALL, policy=WALKING, published=published)
    careless = replace(problem, policy=replace(WALKING, goals=(Goal.MOVES, Goal.CHANGES)))
    placements = tuple(placed(*HELD))

    assert settled(problem, placements, shakes=5).placements() == placements
    assert settled(careless, placements, shakes=5).placements() != placements


def test_nobody_is_sent_to_another_zone_where_that_takes_time() -> None:
    problem = replace(HALL, policy=replace(WALKING, zone_gap=1))
    placements = tuple(placed("ac s1 T1", "ad s3 T2"))

    assert settled(problem, placements, shakes=5).placements() == placements


def test_nobody_is_seated_when_time_is_over() -> None:
    assert Seats(Compact(replace(HALL, policy=WALKING)), placed(*HELD), seed=0).settle(lambda: True) == 0
