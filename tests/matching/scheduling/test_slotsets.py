"""Sets of slots as bit masks."""

from app.matching.scheduling.slotsets import SlotSets
from tests.matching.scheduling.hall import HALL

DAY = SlotSets(HALL)  # four slots in the morning, two in the afternoon


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
