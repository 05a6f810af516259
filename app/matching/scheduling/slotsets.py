"""Sets of slots as bit masks: bit `s` stands for slot position `s`."""

from collections.abc import Iterable

from app.matching.scheduling.problem import Problem, SlotId


class SlotSets:
    """What sets of slots a programme has. `everything` are all its slots, `periods` the slots of each period.

    `slots` is their number, and `firsts` are the slots with which periods begin.
    """

    def __init__(self, problem: Problem) -> None:
        self._index = problem.slot_index
        self.slots = len(problem.slots)
        self.everything = (1 << self.slots) - 1
        self.firsts = self._mask(period.start for period in problem.periods)
        self.periods: tuple[int, ...] = tuple(self._mask(period) for period in problem.periods)

    @staticmethod
    def positions(slots: int) -> list[int]:
        """The slots of a set, in order of time."""
        return [slot for slot in range(slots.bit_length()) if slots >> slot & 1]

    def runs(self, slots: int, length: int) -> int:
        """The starts from which `length` slots of one period all lie in `slots`."""
        for _ in range(length - 1):
            slots &= (slots & ~self.firsts) >> 1
        return slots

    def covered(self, start: int, length: int) -> int:
        """The slots that a meeting takes."""
        return ((1 << length) - 1) << start

    @staticmethod
    def lowest(slots: int) -> int:
        """The first slot of a set that is not empty."""
        return (slots & -slots).bit_length() - 1

    def widened(self, slots: int, by: int) -> int:
        """`slots` and those of the same period at most `by` slots from one of them."""
        for _ in range(by):
            slots |= (slots << 1 & ~self.firsts) | (slots & ~self.firsts) >> 1
        return slots & self.everything

    def of(self, slots: Iterable[SlotId]) -> int:
        """The set of slots given by id."""
        index = self._index
        mask = 0
        for slot in slots:
            mask |= 1 << index[slot]
        return mask

    @staticmethod
    def _mask(positions: Iterable[int]) -> int:
        return sum(1 << position for position in positions)
