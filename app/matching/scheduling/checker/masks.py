"""Sets of slot positions as the bits of an integer: a set of starts is cut down by one instruction for each rule."""

from collections.abc import Callable, Iterable


def mask(positions: Iterable[int]) -> int:
    """The set of these positions."""
    bits = 0
    for position in positions:
        bits |= 1 << position
    return bits


def positions(bits: int) -> tuple[int, ...]:
    """The members of a set, in order."""
    return tuple(position for position in range(bits.bit_length()) if bits >> position & 1)


def first(bits: int) -> int:
    """The least member of a set that is not empty, as a set."""
    return bits & -bits


def lasting(bits: int, length: int) -> int:
    """The starts of runs of `length` (≥ 1) members that follow each other."""
    for _ in range(1, min(length, bits.bit_length() + 1)):
        bits &= bits >> 1
    return bits


class Kept(dict[str, int]):
    """Sets of starts by id, each found when it is first asked for; to look one up again costs next to nothing."""

    def __init__(self, find: Callable[[str], int]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, who: str) -> int:
        bits = self[who] = self._find(who)
        return bits
