"""The goals about which meetings are held, told anew after a few of them have changed."""

from collections import Counter
from collections.abc import Collection

from app.matching.scheduling.bounds import flow
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal


class Tally:
    """The values of `bounds.flow.SELECTION` where exactly these meetings, by number, are held."""

    def __init__(self, compact: Compact, held: Collection[int]) -> None:
        self._compact = compact
        self._values = flow.values(compact, held)
        self._counts = Counter(party for meeting in held for party in compact.parties[meeting])

    def after(self, enter: Collection[int], leave: Collection[int]) -> dict[Goal, int]:
        """The values once some meetings have entered and others, which were held, have left."""
        compact, after, changed = self._compact, dict(self._values), Counter[int]()
        for meetings, sign in ((enter, 1), (leave, -1)):
            for meeting in meetings:
                after[Goal.HELD] += sign
                after[Goal.REQUIRED] -= sign * compact.required[meeting]
                after[Goal.WELFARE] += sign * compact.value[meeting]
                for party in compact.parties[meeting]:
                    changed[party] += sign
        for party, change in changed.items():
            floor, bonus, count = compact.floor[party], compact.bonus[party], self._counts[party]
            after[Goal.FLOORS] += max(0, floor - count - change) - max(0, floor - count)
            after[Goal.WELFARE] += sum(bonus[: count + change]) - sum(bonus[:count])
        return after
