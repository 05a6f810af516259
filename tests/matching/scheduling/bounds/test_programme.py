"""Linear programmes and their proofs, without meetings."""

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import randoms

from app.matching.scheduling.bounds.programme import FREE, SCALE, Draft, Integers, Programme
from tests.matching.scheduling.bounds.attained import PATIENT
from tests.matching.scheduling.strategies import examples

MOST_VALUE = 10**9


def never() -> bool:
    return False


def whole(*numbers: int) -> Integers:
    return np.array(numbers, np.int64)


def knapsack(room: int) -> Programme:
    """Three columns of 0 or 1 that take two units each of `room`."""
    draft = Draft()
    columns = [draft.column(1) for _ in range(3)]
    draft.row(columns, [2, 2, 2], most=room)
    return draft.done()


def random_programme(source: Random) -> Programme:
    """Four columns and three rows with limits on either side, or on both."""
    draft = Draft()
    columns = []
    for _ in range(4):
        lower = source.randint(0, 1)
        columns.append(draft.column(source.randint(lower, 2), lower))
    for _ in range(3):
        least, most = source.choice([(-FREE, 4), (1, FREE), (0, 3)])
        draft.row(columns, [source.randint(-1, 2) for _ in columns], least=least, most=most)
    return draft.done()


def solutions(programme: Programme) -> list[Integers]:
    """All whole solutions."""
    ranges = [range(low, high + 1) for low, high in zip(programme.lower, programme.upper, strict=True)]
    matrix = np.zeros((len(programme.least), len(programme.lower)), np.int64)
    matrix[programme.entry_row, programme.entry_column] = programme.entry_factor
    points = (np.array(point, np.int64) for point in product(*ranges))
    return [x for x in points if (programme.least <= matrix @ x).all() and (matrix @ x <= programme.most).all()]


@given(randoms(use_true_random=True))
@settings(PATIENT, max_examples=examples(300))
def test_no_prices_whatever_prove_what_is_not_true(source: Random) -> None:
    programme = random_programme(source)
    gain = whole(*(source.choice([0, 1, -3, MOST_VALUE]) for _ in range(4)))
    prices = np.array([source.choice([0.0, -1.5, 1 / 3, 1e9, -1e30, np.inf, np.nan]) for _ in range(3)])

    bound = programme.bound(gain, programme.multipliers(gain, prices))

    assert all(int(gain @ x) <= bound for x in solutions(programme))


@given(randoms(use_true_random=True))
@settings(PATIENT, max_examples=examples(100))
def test_the_solver_finds_prices_that_prove_its_own_optimum(source: Random) -> None:
    programme = random_programme(source)
    gain = whole(*(source.randint(-3, 9) for _ in range(4)))

    solution = programme.solve(gain, never)

    if solution is None:
        assert solutions(programme) == []
    else:
        bound = programme.bound(gain, programme.multipliers(gain, solution.prices))
        assert bound == int(np.floor(gain @ solution.shares + 1e-6))


def test_a_bound_is_rounded_down_to_a_whole_number() -> None:
    programme, gain = knapsack(room=5), whole(7, 7, 7)

    solution = programme.solve(gain, never)

    assert solution is not None
    assert gain @ solution.shares == pytest.approx(17.5)
    assert programme.bound(gain, programme.multipliers(gain, solution.prices)) == 17


def test_thirds_among_prices_lose_nothing() -> None:
    draft = Draft()
    draft.row([draft.column(10)], [3], most=9)
    programme, gain = draft.done(), whole(1)

    multipliers = programme.multipliers(gain, np.array([1 / 3]))

    assert multipliers.tolist() == [SCALE // 3]
    assert programme.bound(gain, multipliers) == 3


def test_margins_are_what_is_left_after_the_price() -> None:
    programme, gain = knapsack(room=4), whole(9, 5, 1)

    assert (programme.margins(gain, whole(2 * SCALE)) / SCALE).tolist() == [5, 1, -3]


def test_multipliers_have_the_sign_that_their_row_allows() -> None:
    draft = Draft()
    column = draft.column(1)
    draft.row([column], most=1)
    draft.row([column], least=0)
    draft.row([column], least=0, most=1)
    programme, gain = draft.done(), whole(1)

    assert programme.multipliers(gain, np.array([-1.0, -1.0, -1.0])).tolist() == [0, -SCALE, -SCALE]
    assert programme.multipliers(gain, np.array([1.0, 1.0, 1.0])).tolist() == [SCALE, 0, SCALE]


@pytest.mark.parametrize(
    ("target", "most"),
    [(0, 2), (1, 2), (2, 2), (3, None)],
    ids=["nothing asked", "reached by a row", "reached by fixing", "out of reach"],
)
def test_a_target_is_reached_or_there_is_no_solution(target: int, most: int | None) -> None:
    draft = Draft()
    first, second, third = (draft.column(1) for _ in range(3))
    draft.row([first, second, third], most=2)
    programme = draft.done().at_least(whole(1, 1, 0), target)

    solution = programme.solve(whole(0, 0, 1), never)

    assert (solution is None) == (most is None)
    if solution is not None:
        assert solution.shares[:2].sum() >= target - 1e-9
        assert solution.shares[2] == pytest.approx(min(1, 2 - target))


def test_contradictory_columns_and_rows_have_no_solution() -> None:
    draft = Draft()
    draft.row([draft.column(upper=0, lower=1)], most=1)

    assert draft.done().solve(whole(1), never) is None


def test_a_programme_without_columns_is_worth_nothing() -> None:
    programme = Draft().done()

    assert programme.solve(whole(), never) is not None
    assert programme.bound(whole(), whole()) == 0


def test_nothing_is_solved_when_time_is_over() -> None:
    assert knapsack(room=4).solve(whole(1, 1, 1), lambda: True) is None
