"""Annealing by exchanges: the same meetings, no rule broken, and its own account of the cost is true."""

from random import Random

import pytest

from app.matching.scheduling.checker import goal_values, violations
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.draft import Draft
from app.matching.scheduling.improve.exchanges import Exchanges
from app.matching.scheduling.improve.waiting import Waiting, breaks_of, idle_of
from app.matching.scheduling.problem import Goal
from tests.matching.scheduling.cases import FULL
from tests.matching.scheduling.hall import HALL, placed
from tests.matching.scheduling.strategies import random_problem
from tests.matching.scheduling.test_draft import filled


class Looks:
    """Passes in so many looks."""

    def __init__(self, number: int) -> None:
        self._number, self._looks = number, 0

    def __call__(self) -> float:
        self._looks += 1
        return (self._looks - 1) / self._number


@pytest.mark.parametrize("seed", range(40))
def test_exchanges_hold_the_same_meetings_and_break_no_rule(seed: int) -> None:
    problem = random_problem(Random(seed), FULL.without("pins", "spread"))
    draft = filled(problem, Random(seed))
    held = list(draft.held())
    cost = Waiting(draft.compact, breaks=1.0, idle=0.25)
    exchanges = Exchanges(draft, cost, Random(seed))

    exchanges.anneal(Looks(3), lambda: None)

    parties = range(len(problem.parties))
    assert list(draft.held()) == held
    assert violations(problem, draft.placements()) == []
    assert exchanges.total == pytest.approx(sum(cost[draft.busy[party]] for party in parties))


@pytest.mark.parametrize("seed", range(20))
def test_masks_tell_the_breaks_and_idle_slots_that_the_checker_counts(seed: int) -> None:
    problem = random_problem(Random(seed), FULL.without("pins", "spread"))
    draft = filled(problem, Random(seed))
    values, periods = goal_values(problem, draft.placements()), draft.compact.periods
    busy = draft.busy[: len(problem.parties)]

    assert sum(breaks_of(periods, mask) for mask in busy) == values[Goal.BREAKS]
    assert sum(idle_of(periods, mask) for mask in busy) == values[Goal.IDLE]


def test_a_wait_that_can_be_spared_is_spared() -> None:
    draft = Draft.of(Compact(HALL), placed("ac s1 T1", "ad s4 T1", "be s1 T2", "cf s3 T2"))
    exchanges = Exchanges(draft, Waiting(draft.compact, breaks=1.0, idle=0.3), Random(0))
    told: list[float] = []

    exchanges.anneal(Looks(40), lambda: told.append(exchanges.total))

    assert exchanges.total == pytest.approx(0)
    assert told == sorted(told, reverse=True)


def test_breaks_beyond_the_spread_weigh_more() -> None:
    compact = Compact(HALL)
    even, uneven = Waiting(compact, breaks=1.0, idle=0.0), Waiting(compact, breaks=1.0, idle=0.0, spread=0)

    assert (even[0b000101], uneven[0b000101]) == (1.0, 3.0)
    assert even[0b010101] == 1.0  # The afternoon is no break of the morning.
