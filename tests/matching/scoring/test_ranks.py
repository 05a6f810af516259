"""Points for the place of a wish in its list."""

import pytest

from app.matching.scoring.ranks import rank_value


@pytest.mark.parametrize(
    ("of", "values"),
    [
        (1, [100]),
        (2, [100, 70]),
        (3, [100, 80, 60]),
        (7, [100, 92, 83, 75, 66, 58, 49]),
        (8, [100, 93, 85, 78, 70, 63, 55, 48]),
    ],
)
def test_rank_value_falls_in_equal_steps(of: int, values: list[int]) -> None:
    assert [rank_value(rank, of) for rank in range(1, of + 1)] == values


@pytest.mark.parametrize("rank", [0, -1, 4])
def test_rank_value_refuses_a_rank_outside_the_list(rank: int) -> None:
    with pytest.raises(ValueError, match=f"rank {rank} of 3"):
        rank_value(rank, 3)
