"""Points for the place of a wish in its list."""

FIRST = 100
SPAN = 60


def rank_value(rank: int, of: int) -> int:
    """Points for the wish at `rank` (1 comes first) in a list of `of`: 100 for the first, above 40 for the last.

    Steps are equal within a list, so that a long list spreads the same points more thinly. Raises `ValueError` for a
    rank outside the list.
    """
    if not 1 <= rank <= of:
        raise ValueError(f"rank {rank} of {of}")
    return FIRST - SPAN * (rank - 1) // of
