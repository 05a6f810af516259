"""How many places of something are taken in each slot: tables of a class, an interpreter, a resource."""

from collections.abc import Sequence


class Crowding:
    """Places by thing and slot; `open[i]` is the bit mask of slots in which thing i has a place left."""

    def __init__(self, free: Sequence[int], sizes: Sequence[int], slots: int) -> None:
        self._sizes = list(sizes)
        self._taken = [[0] * slots for _ in sizes]
        self.open = [mask if size else 0 for mask, size in zip(free, sizes, strict=True)]
        self.served = [0] * len(self._sizes)

    def enter(self, thing: int, slot: int) -> None:
        """Take a place."""
        taken = self._taken[thing]
        taken[slot] += 1
        if taken[slot] == self._sizes[thing]:
            self.open[thing] &= ~(1 << slot)

    def leave(self, thing: int, slot: int) -> None:
        """Give a place back."""
        taken = self._taken[thing]
        if taken[slot] == self._sizes[thing]:
            self.open[thing] |= 1 << slot
        taken[slot] -= 1

    def left(self, thing: int, slot: int) -> int:
        """The places left."""
        return self._sizes[thing] - self._taken[thing][slot]
