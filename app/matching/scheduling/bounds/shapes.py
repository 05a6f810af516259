"""Bounds of breaks and idle slots by a linear programme that forgets who meets whom, but keeps each party's day.

A day is a shape: how many of a party's teams meet in each slot. There is a column for each party and shape, and a party
has one shape. Its places are those of its meetings, over the whole programme and in each window in which some of them
must be held; in each slot the parties of one side fill as many places as those of the other, or, where there are no two
sides, as many as the meetings in progress have parties. Which meetings are held is what `Linear` says, down to what has
been reached for the goals before.

Shapes are too many to be listed: those that pay are found by dynamic programming (`tableau`) at the prices of the
places, which are the multipliers of the rows. Whatever these prices are, each party's best day at them proves a bound
(`Outlook`), in whole numbers, so that the search can end at any time. Sources: Dantzig and Wolfe, Decomposition
principle for linear programs, 1960; Geoffrion, Lagrangean relaxation for integer programming, 1974.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.matching.scheduling.bounds.days import days
from app.matching.scheduling.bounds.frame import Frame
from app.matching.scheduling.bounds.linear import Reached, never
from app.matching.scheduling.bounds.master import PENALTY, Master
from app.matching.scheduling.bounds.programme import SCALE, Integers, Reals
from app.matching.scheduling.bounds.tableau import NEVER, Tableau, tableaux
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal

Flags = NDArray[np.bool_]

TINY = 1e-6
MOST_PRICE = 1e6
"""Prices beyond this are nonsense, and might overflow."""
MOST_CELLS = 500_000
"""Beyond so many parties times slots squared one look at all days takes about a second, and the programme far more."""


def waiting(compact: Compact, goal: Goal, reached: Reached = ()) -> int:
    """The fewest breaks or idle slots that each party's own day forces, in any timetable as good as `reached`.

    Absences, rest, and how much must be held: neither the other parties nor the tables are looked at.
    """
    known = days(compact, reached)
    free = np.zeros((len(known), compact.slots), np.int64)
    earned = [table.earn(free[table.parties], 1) for table in tableaux(compact, known, goal)]
    return -sum(int(best[best > NEVER // 2].sum()) for best in earned)


class Shapes:
    """Bounds of breaks and idle slots of a problem."""

    def __init__(self, compact: Compact) -> None:
        self._compact = compact
        self._prices: Reals | None = None

    def bound(self, goal: Goal, reached: Reached = (), *, over: Callable[[], bool] = never) -> int | None:
        """A proven bound of breaks or idle slots, over all timetables as good as `reached` on other goals.

        Of `reached`, the goals about which meetings to hold count. Where `over` comes early, the bound is that of
        prices which are not the best yet. None if the problem is too large, or if somebody's day can't be as `reached`
        says; if no timetable is as good for another reason, anything is true of it.
        """
        if len(self._compact.teams) * self._compact.slots**2 > MOST_CELLS:
            return None
        search = Search(self._compact, goal, reached)
        search.run(over)
        self._prices = search.prices
        return search.bound

    def prices(self) -> Reals | None:
        """What one more of each meeting would cost at first, beyond the goals reached; by the last bound, not proven.

        It only depends on the parties and their slots: among meetings of equal worth the cheaper ones make less wait.
        """
        return self._prices


class Search:
    """Column generation: the programme with the shapes that have paid so far, and the bounds that its prices prove."""

    def __init__(self, compact: Compact, goal: Goal, reached: Reached) -> None:
        known = days(compact, reached)
        self._frame = Frame(compact, known)
        self._base = self._frame.limited(reached)
        self._tableaux = list(tableaux(compact, known, goal))
        parties = [party for table in self._tableaux for party in table.parties]
        self._master = Master(self._base, self._frame.places, parties)
        self.bound: int | None = None
        self.prices: Reals | None = None

    def run(self, over: Callable[[], bool]) -> None:
        """Add shapes until none pays, or until the bound can't rise any more."""
        # At first places are free, and whatever shape a party has is worth its while.
        prices = np.append(np.zeros(len(self._base.least)), np.full(len(self._master.row), -PENALTY))
        while self._price(prices) and not over():
            programme, gain = self._master.programme()
            solution = programme.solve(gain, over)
            if solution is None:
                break
            prices = np.clip(solution.prices, -MOST_PRICE, MOST_PRICE)
            if -float(gain @ solution.shares) <= (self.bound or 0) + TINY:
                self._charge(self._base.multipliers(np.zeros_like(self._base.lower), prices[: len(self._base.least)]))
                break

    def _price(self, prices: Reals) -> bool:
        """Prove what these prices of the rows prove, and offer the shapes that pay; whether there are new ones."""
        base, places = self._base, self._frame.places
        multipliers = base.multipliers(np.zeros_like(base.lower), prices[: len(base.least)])
        margins = base.margins(np.zeros_like(base.lower), multipliers)
        total, new = self._remainder(multipliers, margins), False
        for table in self._tableaux:
            profits = np.where(places[table.parties] >= 0, margins[places[table.parties]], 0)
            earned = table.earn(profits, SCALE)
            if (earned < NEVER // 2).any():
                return False
            total += sum(earned.tolist())
            paid = prices[[self._master.row[party] for party in table.parties]]
            new |= self._offer(table, profits, earned, earned / SCALE > paid + TINY)
        # The multipliers limit what can be gained, and breaks are a loss.
        self.bound = max(self.bound or 0, -(total // SCALE))
        self._charge(multipliers)
        return new

    def _remainder(self, multipliers: Integers, margins: Integers) -> int:
        """What rows and columns add to the bound on gains, the columns of places left out."""
        base, places = self._base, self._frame.places
        rows = np.where(multipliers > 0, base.most, base.least)
        rows[multipliers == 0] = 0
        columns = np.where(margins > 0, base.upper, base.lower)
        columns[places[places >= 0]] = 0
        # Objects are Python's integers, which never overflow.
        return int(rows.astype(object) @ multipliers.astype(object) + columns.astype(object) @ margins.astype(object))

    def _offer(self, table: Tableau, profits: Integers, earned: Integers, paying: Flags) -> bool:
        new, shapes = False, table.shapes()
        costs = ((shapes * profits).sum(1) - earned) // SCALE
        for number in np.flatnonzero(paying).tolist():
            new |= self._master.add(table.parties[number], shapes[number], int(costs[number]))
        return new

    def _charge(self, multipliers: Integers) -> None:
        """Note what the rows about places charge for each meeting."""
        base, rows = self._base, self._frame.rows
        about = (base.entry_row >= rows.start) & (base.entry_row < rows.stop)
        charged = np.zeros(len(base.lower))
        paid = base.entry_factor * multipliers[base.entry_row] / SCALE
        np.add.at(charged, base.entry_column[about], paid[about])
        self.prices = charged[: self._frame.meetings]
