"""Parts of a timetable that are planned anew, while everybody else stays busy when he is."""

from dataclasses import replace
from random import Random

import pytest

from app.matching.scheduling.checker import goal_values, violations
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.improve.neighbourhoods import SMALLEST, Neighbourhoods
from app.matching.scheduling.improve.waiting import Waiting
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.solve import solve
from app.matching.scheduling.timetable import Placement
from tests.matching.scheduling.cases import FULL
from tests.matching.scheduling.construct.test_chains import square
from tests.matching.scheduling.strategies import random_problem
from tests.matching.scheduling.test_draft import filled


def around(problem: Problem, placements: tuple[Placement, ...], seed: int = 0) -> Problem | None:
    compact = Compact(problem)
    return Neighbourhoods(compact, Waiting(compact, breaks=1.0, idle=0.0), Random(seed)).around(placements)


def waiting(problem: Problem) -> tuple[Placement, ...]:
    """A timetable in which somebody has a break, or none."""
    for seed in range(20):
        placements = filled(problem, Random(seed)).placements()
        if goal_values(problem, placements)[Goal.BREAKS]:
            return placements
    return ()


@pytest.mark.parametrize("seed", range(40))
def test_a_part_has_the_timetable_it_was_made_of_and_no_other_than_the_whole(seed: int) -> None:
    problem = random_problem(Random(seed), FULL.without("pins", "spread"))
    placements = waiting(problem)
    part = around(problem, placements, seed)
    if part is None:
        assert not placements
        return

    assert violations(part, placements) == []
    found = solve(part, seconds=1, workers=1)
    assert violations(problem, found.placements) == []
    assert {p.meeting for p in found.placements} <= {p.meeting for p in placements}


def test_no_more_parties_are_free_than_can_be_searched() -> None:
    problem = replace(square(8), meetings=square(8).meetings[::2])
    compact = Compact(problem)
    draft = filled(problem, Random(1))
    neighbourhoods = Neighbourhoods(compact, Waiting(compact, breaks=1.0, idle=0.0), Random(0))
    for _ in problem.parties:
        neighbourhoods.learn(refuted=False)

    part = neighbourhoods.around(draft.placements())

    assert part is not None
    starts = Compact(part).starts
    free = [p for p, mine in enumerate(compact.mine) if any(starts[meeting] & ~draft.busy[p] for meeting in mine)]
    assert 0 < len(free) <= SMALLEST


def test_where_nobody_waits_nothing_is_planned_anew() -> None:
    problem = square(4)

    assert around(problem, solve(problem, seconds=5, workers=1).placements) is None
