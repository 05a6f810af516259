"""Two organisations: the best assignment of what they need and bring, wishes, must-meets, history; and the matrix."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.scoring.assignment import best_assignment
from app.matching.scoring.matrix import Matrix
from app.matching.scoring.organisations import Circumstances, Ground, Party, fit, fitting, score_organisations
from app.matching.scoring.score import Scorer
from tests.matching.scoring.knowledge import known, need, offer

TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(-20, 100), min_size=width, max_size=width), min_size=1, max_size=5)
)


@given(TABLES)
def test_best_assignment_agrees_with_enumeration(values: list[list[int]]) -> None:
    rows, columns = len(values), len(values[0])
    small, large = min(rows, columns), max(rows, columns)
    turned = values if rows <= columns else [list(column) for column in zip(*values, strict=True)]
    best = max(sum(turned[i][j] for i, j in enumerate(chosen)) for chosen in permutations(range(large), small))

    pairs = best_assignment(values)

    assert sum(values[row][column] for row, column in pairs) == best
    assert len(pairs) == len({row for row, _ in pairs}) == len({column for _, column in pairs}) == small


@pytest.mark.parametrize("empty", [[], [[], []]])
def test_best_assignment_of_nothing_is_nothing(empty: list[list[float]]) -> None:
    assert best_assignment(empty) == []


def province(*needs: str, offerings: tuple[str, ...] = ()) -> Party:
    return Party("P", {text: need(text) for text in needs}, {text: offer(text) for text in offerings})


def mission(*offerings: str, needs: tuple[str, ...] = (), name: str = "M") -> Party:
    return Party(name, {text: need(text) for text in needs}, {text: offer(text) for text in offerings})


RICE, TEA = "Tìm nhà nhập khẩu gạo", "Tìm nhà nhập khẩu chè"
RICE_BUYER, TEA_BUYER = "Importer looks for suppliers of rice", "Tea house looks for suppliers of tea"
SCORER = Scorer(known())


def test_each_need_gets_an_offering_of_its_own() -> None:
    found = score_organisations(SCORER, province(RICE, TEA), mission(TEA_BUYER, RICE_BUYER))

    assert {(each.need, each.offering) for each in found.fitting} == {(RICE, RICE_BUYER), (TEA, TEA_BUYER)}
    assert found.points == pytest.approx(0.35 * fit(found.fitting))
    assert [ground for ground, _ in found.parts] == [
        Ground.FIT, Ground.WISH, Ground.WISH_OF_OTHER, Ground.HISTORY, Ground.MUST_MEET,
    ]  # fmt: skip


def test_what_was_dismissed_is_no_match() -> None:
    here, there = province(RICE), mission(RICE_BUYER)

    assert fitting(SCORER, here, there) != fitting(SCORER, here, there, frozenset({(RICE, RICE_BUYER)})) == ()


def test_needs_of_either_side_count() -> None:
    there = score_organisations(SCORER, province(RICE), mission(RICE_BUYER))
    back = score_organisations(SCORER, mission(RICE_BUYER), province(RICE))

    assert there.points == back.points > 0


def test_second_match_adds_less_than_the_first() -> None:
    one = score_organisations(SCORER, province(RICE), mission(RICE_BUYER)).points
    two = score_organisations(SCORER, province(RICE, TEA), mission(RICE_BUYER, TEA_BUYER)).points

    assert one < two < 1.6 * one


@pytest.mark.parametrize(
    ("circumstances", "points"),
    [
        (Circumstances(), 0),
        (Circumstances(wish=1.0), 30),
        (Circumstances(wish=0.5, wish_of_other=1.0), 45),
        (Circumstances(wish=1.0, history=-1.0), 25),
        (Circumstances(history=-1.0), 0),
        (Circumstances(must_meet=True, wish=1.0), 100),
    ],
)
def test_circumstances_add_to_the_fit(circumstances: Circumstances, points: float) -> None:
    found = score_organisations(SCORER, province("Gạo"), mission("Nuclear power"), circumstances)

    assert found.points == points
    assert found.fitting == ()


def test_matrix_is_what_its_pairs_are() -> None:
    here, there = province(RICE), [mission(RICE_BUYER), mission(TEA_BUYER, name="N")]
    matrix = Matrix(SCORER, [here], there)

    expected = [fit(score_organisations(SCORER, here, each).fitting) for each in there]
    assert matrix.values.tolist() == [expected]
    assert matrix.best("P", 5) == [("M", expected[0]), ("N", expected[1])]
    assert (matrix.value("P", "M"), matrix.fitting("P", "M")[0].offering) == (expected[0], RICE_BUYER)
    assert (list(matrix.rows), list(matrix.columns)) == (["P"], ["M", "N"])


def test_edited_matrix_is_that_made_anew() -> None:
    matrix = Matrix(SCORER, [province(RICE)], [mission(RICE_BUYER), mission(TEA_BUYER, name="N")])

    matrix.put(mission(RICE_BUYER, TEA_BUYER, name="N"))
    matrix.put(province(TEA))

    anew = Matrix(SCORER, [province(TEA)], [mission(RICE_BUYER), mission(RICE_BUYER, TEA_BUYER, name="N")])
    assert np.array_equal(matrix.values, anew.values)
    with pytest.raises(KeyError, match="X"):
        matrix.put(mission(name="X"))


def test_values_are_a_copy() -> None:
    matrix = Matrix(SCORER, [province(RICE)], [mission(RICE_BUYER)])
    before = matrix.value("P", "M")

    matrix.values[0, 0] = -1

    assert matrix.value("P", "M") == before
