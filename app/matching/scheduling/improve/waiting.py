"""What a party's day costs: its breaks and idle slots, read off the bit mask of its busy slots."""

from app.matching.scheduling.compact import Compact

SPREAD_PENALTY = 2.0


class Waiting(dict[int, float]):
    """The cost of a mask of busy slots, computed once for each mask.

    `breaks` and `idle` weigh each break and each idle slot. Breaks beyond `spread` weigh more: somebody has none, as a
    rule, and then they may not be.
    """

    def __init__(self, compact: Compact, *, breaks: float, idle: float, spread: int | None = None) -> None:
        super().__init__()
        self._periods = compact.periods
        self._breaks, self._idle, self._spread = breaks, idle, spread

    def __missing__(self, busy: int) -> float:
        breaks = breaks_of(self._periods, busy)
        cost = self._breaks * breaks + self._idle * idle_of(self._periods, busy)
        if self._spread is not None and breaks > self._spread:
            cost += SPREAD_PENALTY * (breaks - self._spread)
        self[busy] = cost
        return cost


def breaks_of(periods: tuple[int, ...], busy: int) -> int:
    """Runs of free slots between two busy ones of the same period."""
    return sum(max(0, _runs(busy & period) - 1) for period in periods)


def idle_of(periods: tuple[int, ...], busy: int) -> int:
    """Free slots between two busy ones of the same period."""
    idle = 0
    for period in periods:
        within = busy & period
        if within:
            idle += within.bit_length() - (within & -within).bit_length() + 1 - within.bit_count()
    return idle


def _runs(busy: int) -> int:
    return (busy & ~(busy << 1)).bit_count()
