"""Meetings put one after another: legal with every feature, each at the first spot that will do."""

from dataclasses import replace
from random import Random

import pytest

from app.matching.scheduling.checker import violations
from app.matching.scheduling.construct.sequence import placed as in_turn
from app.matching.scheduling.problem import Spot
from tests.matching.scheduling.cases import FULL
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.matching.scheduling.strategies import random_problem

ANYWHERE = [(meeting, [Spot(slot=slot.id) for slot in HALL.slots]) for meeting in HALL.meetings]


@pytest.mark.parametrize("seed", range(40))
def test_what_is_placed_is_legal(seed: int) -> None:
    problem = random_problem(Random(seed), FULL.without("spread", "pins"))
    wanted = [(meeting, [Spot(slot=slot.id) for slot in problem.slots]) for meeting in problem.meetings]

    placements = in_turn(problem, wanted)

    assert placements is not None
    assert violations(problem, placements) == []


def test_each_meeting_takes_the_first_spot_left() -> None:
    problem = replace(HALL, slots=HALL.slots[:1], tables=HALL.tables[:2])
    wanted = [(meeting, spots[:1]) for meeting, spots in ANYWHERE]

    assert in_turn(problem, wanted) == tuple(placed("ac s1 T1", "bd s1 T2"))


def test_a_pin_that_cannot_be_kept_gives_nothing() -> None:
    problem = changed(HALL, {"ac": {"pin": Spot(slot="s1")}, "A": {"unavailable": ("s1",)}})

    assert in_turn(problem, [(meeting, spots[:1]) for meeting, spots in ANYWHERE]) is None
