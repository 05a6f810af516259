"""Sets of slots as bit masks."""

from itertools import pairwise

from hypothesis import given
from hypothesis.strategies import integers

from app.matching.scheduling.slotsets import SlotSets
from tests.matching.scheduling.hall import HALL

DAY = SlotSets(HALL)  # four slots in the morning, two in the afternoon
SETS = integers(min_value=0, max_value=DAY.everything)


def test_a_programme_is_cut_into_its_periods() -> None:
    assert (DAY.slots, DAY.everything, DAY.firsts, DAY.periods) == (6, 0b111111, 0b010001, (0b001111, 0b110000))


def test_runs_end_with_their_period() -> None:
    assert DAY.runs(0b111111, 2) == 0b010111
    assert DAY.runs(0b111011, 2) == 0b010001
    assert DAY.runs(0b111111, 4) == 0b000001


def test_widening_stays_within_the_period() -> None:
    assert DAY.widened(0b001000, 1) == 0b001100
    assert DAY.widened(0b010010, 1) == 0b110111


def test_positions_and_ids_name_the_same_slots() -> None:
    assert DAY.of(["s1", "s6"]) == 0b100001
    assert DAY.positions(0b100001) == [0, 5]
    assert DAY.lowest(0b101000) == 3
    assert DAY.covered(2, 3) == 0b011100


@given(SETS, integers(min_value=1, max_value=4))
def test_most_busy_is_the_largest_set_without_too_long_a_run(free: int, rest: int) -> None:
    subsets = (s for s in range(DAY.everything + 1) if not s & ~free)

    assert DAY.most_busy(free, rest) == max(s.bit_count() for s in subsets if longest_run(s) <= rest)


def longest_run(slots: int) -> int:
    """By definition: the longest stretch of slots of one period."""
    longest = 0
    for period in DAY.periods:
        run, before = 0, -2
        for _, slot in pairwise([-2, *DAY.positions(slots & period)]):
            run = run + 1 if slot == before + 1 else 1
            longest, before = max(longest, run), slot
    return longest
