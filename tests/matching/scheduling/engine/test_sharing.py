"""Searches that share what they know: what is heard is judged, and a bound only counts where it is proven."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from app.matching.scheduling.checker import check
from app.matching.scheduling.engine.state import State
from app.matching.scheduling.problem import Goal
from app.matching.scheduling.sharing import Exchange, Known, Strategy
from app.matching.scheduling.solve import solve
from app.matching.scheduling.timetable import GoalValue, Placement, Status
from tests.matching.scheduling.engine.test_state import GOALS, ONE, PROBLEM, TWO, WAITING, fresh
from tests.matching.scheduling.hall import placed
from tests.matching.scheduling.oracle import best_by_brute_force
from tests.matching.scheduling.strategies import Shape, random_problem

THREE = tuple(placed("ac s1 T1", "bd s1 T2", "ad s3 T1"))


def known(placements: tuple[Placement, ...], held: tuple[int, int | None], breaks: tuple[int, int | None]) -> Known:
    return Known(
        placements=placements,
        goals=tuple(GoalValue(goal=goal, value=v, bound=b) for goal, (v, b) in zip(GOALS, (held, breaks), strict=True)),
    )


def bounds_of(state: State) -> list[int | None]:
    return [state.bound(goal) for goal in GOALS]


def test_a_better_timetable_is_heard_with_what_is_proven_of_it() -> None:
    state = fresh()
    state.take(ONE)

    state.hear(known(TWO, (2, 4), (0, 0)))

    assert (state.best, bounds_of(state)) == (TWO, [4, 0])
    assert state.known() == known(TWO, (2, 4), (0, 0))
    assert not state.settled


def test_of_a_worse_timetable_those_bounds_count_that_hold_here_too() -> None:
    state = fresh()
    state.take(TWO)

    state.hear(known(WAITING, (2, 5), (1, 1)))  # Of all timetables that hold two: those here are among them.

    assert (state.best, bounds_of(state)) == (TWO, [5, 1])

    other = fresh()
    other.take(ONE)
    other.hear(known((), (0, 4), (0, 0)))
    assert (other.best, bounds_of(other)) == (ONE, [4, 0])


def test_a_bound_is_left_aside_where_it_is_proven_of_fewer_timetables() -> None:
    state = fresh()
    state.take(ONE)

    state.prove(Goal.BREAKS, 1, [(Goal.HELD, 2)])

    assert bounds_of(state) == [None, 0]


def test_bounds_are_forgotten_of_goals_after_one_that_became_worse() -> None:
    goals = (Goal.HELD, Goal.BREAKS, Goal.IDLE)
    state = fresh()
    state = State(replace(PROBLEM, policy=replace(PROBLEM.policy, goals=goals)), state.budget, workers=1, seed=0)
    state.take(TWO)
    for goal, bound in zip(goals, (4, 0, 0), strict=True):
        state.prove(goal, bound)
    state.prove(Goal.IDLE, 2)

    state.take(THREE)

    assert (state.value(Goal.BREAKS) > 0, [state.bound(goal) for goal in goals]) == (True, [4, 0, 0])


@pytest.mark.parametrize(
    "told",
    [
        known(tuple(placed("ac s1 T1", "ad s1 T2")), (2, 2), (0, 0)),  # A party would sit at two tables.
        known(TWO, (3, 3), (0, 0)),  # It does not hold three.
    ],
)
def test_what_the_referee_does_not_pass_is_not_heard(told: Known) -> None:
    state = fresh()

    state.hear(told)

    assert (state.best, bounds_of(state)) == ((), [None, 0])


def test_work_is_outdated_by_what_others_find_of_goals_before_or_prove() -> None:
    state = fresh()
    state.take(WAITING)
    held, breaks = state.outdated(Goal.HELD), state.outdated(Goal.BREAKS)

    assert (held(), breaks()) == (False, False)
    state.hear(known(THREE, (3, 4), (2, 0)))
    assert (held(), breaks()) == (False, True)
    state.prove(Goal.HELD, 3)
    assert held()


class Full(Exchange):
    """As if another search had proven all, before this one has begun to search."""

    def __init__(self, told: Known) -> None:
        super().__init__()
        self._told = told

    def join(self, known: Callable[[], Known | None], hear: Callable[[Known], None]) -> None:
        super().join(known, hear)
        self.hear(self._told)


def test_a_search_ends_by_the_proof_of_another() -> None:
    first = solve(PROBLEM, seconds=10, workers=1)
    exchange = Full(Known(placements=first.placements, goals=first.goals))

    second = solve(PROBLEM, seconds=60, workers=1, exchange=exchange, without=frozenset({"bound", "select", "prove"}))

    assert (second.status, second.placements) == (Status.OPTIMAL, first.placements)
    assert exchange.known() == Known(placements=first.placements, goals=first.goals)


@pytest.mark.parametrize("strategy", Strategy)
@pytest.mark.parametrize("workers", [1, 2])
def test_each_strategy_tells_the_truth(strategy: Strategy, workers: int) -> None:
    for seed in range(2):
        problem = random_problem(Random(seed), Shape(meetings=4).without("pins"))
        best = best_by_brute_force(problem)
        assert best is not None

        timetable = solve(problem, seconds=0.15, workers=workers, strategy=strategy)

        report = check(problem, timetable)
        assert (report.violations, report.claims) == ((), ())
        for goal in timetable.goals if timetable.status == Status.OPTIMAL else ():
            assert goal.value == best[Goal(goal.goal)]
