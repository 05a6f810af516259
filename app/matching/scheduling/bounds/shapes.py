"""Bounds of breaks and idle slots by a linear programme that forgets who meets whom, but keeps each party's day.

For each party and slot a column says whether it is busy; a break is a run of busy slots that begins after another has.
The busy slots of a party are those of its meetings; and in each slot the parties of one side are busy as often as those
of the other, or, where there are no two sides, as many as the meetings then have parties. Which meetings are held is
what `Linear` says, down to what has been reached for the goals before.

The rows of a day by themselves are exact. Its runs are at most one more than its breaks; written in the numbers of runs
that have begun, and have ended, up to each slot, every row limits a difference of two of them. Such a matrix is totally
unimodular: whatever the prices of slots, a day of whole numbers is best. Source of these rows: Rajan and Takriti,
Minimum up/down polytopes of the unit commitment problem with start-up costs, IBM Research Report RC23628, 2005.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from app.matching.scheduling.bounds import capacity
from app.matching.scheduling.bounds.crowds import Crowd, crowds
from app.matching.scheduling.bounds.days import NEVER, Day, days, union
from app.matching.scheduling.bounds.linear import Linear, Reached, never
from app.matching.scheduling.bounds.programme import FREE, Reals
from app.matching.scheduling.bounds.scopes import open_starts
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal


class Shapes:
    """Bounds of breaks and idle slots of a problem."""

    def __init__(self, compact: Compact) -> None:
        self._compact = compact
        self._prices: Reals | None = None

    def bound(self, goal: Goal, reached: Reached = (), *, over: Callable[[], bool] = never) -> int | None:
        """A proven bound of breaks or idle slots, over all timetables as good as `reached` on other goals.

        Of `reached`, the goals about which meetings to hold count. None if `over` came first, or if no timetable is as
        good as `reached`.
        """
        shaped = Shaped(self._compact, goal, reached)
        outlook = shaped.outlook(reached, over)
        if outlook is None:
            return None
        bound, self._prices = outlook
        return bound

    def prices(self) -> Reals | None:
        """What one more of each meeting would cost at first, beyond the goals reached; by the last bound, not proven.

        It only depends on the parties and their slots: among meetings of equal worth the cheaper ones make less wait.
        """
        return self._prices


class Shaped(Linear):
    """The programme of one goal: which meetings to hold, and when everybody is busy."""

    def __init__(self, compact: Compact, goal: Goal, reached: Reached) -> None:
        super().__init__(compact)
        self._goal = goal
        self._ideal[goal] = 0
        self._gains[goal] = []
        self._starts = open_starts(compact)
        self._reach = list(map(capacity.covered, self._starts, compact.length))
        self._tables = _tables(compact, self._starts)
        self._first_row = len(self._programme.least)
        self._places = [self._add_day(party, day) for party, day in enumerate(days(compact, reached))]
        for crowd in crowds(compact, self._starts):
            self._add_crowd(crowd)
        self._programme = self._draft.done()

    def outlook(self, reached: Reached, over: Callable[[], bool]) -> tuple[int, Reals] | None:
        """The bound and the price of each meeting."""
        programme, gain = self._limited(reached), self._gain(self._goal)
        solution = programme.solve(gain, over)
        if solution is None:
            return None
        prices = np.zeros(len(programme.lower))
        shape = (programme.entry_row >= self._first_row) & (programme.entry_row < len(self._programme.least))
        payments = programme.entry_factor * solution.prices[programme.entry_row]
        np.add.at(prices, programme.entry_column[shape], payments[shape])
        return self._proven(self._goal, programme, gain, solution), prices[: len(self._starts)]

    def _add_day(self, party: int, day: Day) -> dict[int, int]:
        """When the party is busy, and what that costs; the column that counts its places, by slot."""
        draft = self._draft
        slots = self._compact.positions(day.usable)
        busy = {slot: draft.column(1, lower=day.certain >> slot & 1) for slot in slots}
        places = busy if day.teams == 1 else {slot: draft.column(day.teams) for slot in slots}
        if day.teams > 1:
            for slot in slots:
                draft.row([places[slot], busy[slot]], [1, -1], least=0)
                draft.row([places[slot], busy[slot]], [1, -day.teams], most=0)
        self._count(party, places)
        cost: dict[int, int] = {}
        for period in self._compact.periods:
            within = [slot for slot in slots if period >> slot & 1]
            if within and within[-1] - within[0] > 1:
                cost |= self._idle(within, busy) if self._goal is Goal.IDLE else self._breaks(within, busy, day.rest)
            self._rest(within, busy, day.rest)
        self._gains[self._goal].extend((column, -factor) for column, factor in cost.items())
        self._force(day, list(places.values()), cost)
        return places

    def _count(self, party: int, places: dict[int, int]) -> None:
        """The places that a party fills are those of its meetings, over the whole programme and within each window."""
        mine = [meeting for meeting in self._compact.mine[party] if self._starts[meeting]]
        for window in dict.fromkeys([union(self._reach[m] for m in mine), *(self._reach[m] for m in mine)]):
            inside = [m for m in mine if not self._reach[m] & ~window]
            within = [column for slot, column in places.items() if window >> slot & 1]
            factors = [1] * len(within) + [-self._compact.length[m] for m in inside]
            whole = len(inside) == len(mine)
            self._draft.row([*within, *inside], factors, least=0, most=0 if whole else FREE)

    def _breaks(self, slots: Sequence[int], busy: Mapping[int, int], rest: int | None) -> dict[int, int]:
        """A column for the breaks of a period: the runs that begin, but for one."""
        draft = self._draft
        begun: dict[int, int] = {}
        for slot in slots:
            if slot - 1 not in busy or slot == slots[0]:
                begun[slot] = busy[slot]
            else:
                begun[slot] = draft.column(1)
                draft.row([busy[slot], busy[slot - 1], begun[slot]], [1, -1, -1], most=0)
                if rest is not None:
                    draft.row([begun[slot], busy[slot - 1]], most=1)
        for slot in slots if rest is not None else ():
            recent = [begun[earlier] for earlier in range(slot - (rest or 0) + 1, slot + 1) if earlier in begun]
            if begun[slot] != busy[slot]:
                draft.row([busy[slot], *recent], [1] + [-1] * len(recent), most=0)
        breaks = draft.column(len(slots) - 1)
        draft.row([*begun.values(), breaks], [1] * len(begun) + [-1], most=1)
        return {breaks: 1}

    def _idle(self, slots: Sequence[int], busy: Mapping[int, int]) -> dict[int, int]:
        """Columns for the slots of a period from the first busy one to the last, all in one run."""
        draft = self._draft
        there = {slot: draft.column(1) for slot in range(slots[0], slots[-1] + 1)}
        begun = [there[slots[0]], *(draft.column(1) for _ in range(slots[0], slots[-1]))]
        for slot, column in zip(range(slots[0] + 1, slots[-1] + 1), begun[1:], strict=True):
            draft.row([there[slot], there[slot - 1], column], [1, -1, -1], most=0)
        draft.row(begun, most=1)
        for slot in slots:
            draft.row([there[slot], busy[slot]], [1, -1], least=0)
        return dict.fromkeys(there.values(), 1) | {busy[slot]: -1 for slot in slots}

    def _rest(self, slots: Sequence[int], busy: Mapping[int, int], rest: int | None) -> None:
        """At most `rest` busy slots in a row."""
        if rest is not None:
            for first in slots:
                row = [busy[slot] for slot in range(first, first + rest + 1) if slot in slots]
                if len(row) > rest:
                    self._draft.row(row, most=rest)

    def _force(self, day: Day, places: Sequence[int], cost: Mapping[int, int]) -> None:
        """What the party's day costs at least, convex in the places that it fills."""
        forced = day.costs(self._compact, self._goal)
        corners = _envelope([(n, forced[n]) for n in range(day.least, day.most + 1) if forced[n] < NEVER])
        if not cost or not corners:
            return
        if min(low for _, low in corners) > 0:
            self._draft.row(list(cost), cost.values(), least=min(low for _, low in corners))
        for (fewer, low), (more, high) in pairwise(corners):
            run, rise = more - fewer, high - low
            if rise:
                row = Counter({column: run * factor for column, factor in cost.items()})
                row.subtract(dict.fromkeys(places, rise))
                self._draft.row(list(row), row.values(), least=run * low - rise * fewer)

    def _add_crowd(self, crowd: Crowd) -> None:
        """In each slot there are as many meetings as tables at most, and the parties fit the meetings."""
        draft = self._draft
        for slot in range(self._compact.slots):
            everybody = [self._places[party][slot] for party in crowd.parties if slot in self._places[party]]
            if everybody:
                held = draft.column(self._tables[slot])
                draft.row([*everybody, held], [1] * len(everybody) + [-crowd.smallest], least=0)
                draft.row([*everybody, held], [1] * len(everybody) + [-crowd.largest], most=0)
                for parties in crowd.apart:
                    some = [self._places[party][slot] for party in parties if slot in self._places[party]]
                    draft.row([*some, held], [1] * len(some) + [-1], most=0)


def _envelope(points: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The corners of the lower convex hull of points that come in order of their first coordinate."""
    corners: list[tuple[int, int]] = []
    for x, y in points:
        while len(corners) > 1 and _above(corners[-2], corners[-1], (x, y)):
            corners.pop()
        corners.append((x, y))
    return corners


def _above(first: tuple[int, int], middle: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether the middle one of three points is not below the line between the others."""
    return (middle[1] - first[1]) * (last[0] - first[0]) >= (last[1] - first[1]) * (middle[0] - first[0])


def _tables(compact: Compact, starts: Sequence[int]) -> list[int]:
    """How many of the tables at which something can be held are available in each slot."""
    kinds = {kind for slots, kinds in zip(starts, compact.kinds, strict=True) if slots for kind in kinds}
    return [sum(compact.capacity[k] * (compact.open[k] >> slot & 1) for k in kinds) for slot in range(compact.slots)]
