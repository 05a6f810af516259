"""What limits the places that parties fill in each slot, if it is forgotten who meets whom: a linear programme.

The places of a party are those of its meetings, over the whole programme and in each window in which some of them must
be held. In each slot the parties of one side fill as many places as those of the other, or, where there are no two
sides, as many as the meetings in progress have parties. Which meetings are held is what `Linear` says.
"""

from collections.abc import Sequence

import numpy as np

from app.matching.scheduling.bounds import capacity
from app.matching.scheduling.bounds.crowds import Crowd, crowds
from app.matching.scheduling.bounds.days import Day, union
from app.matching.scheduling.bounds.linear import Linear, Reached
from app.matching.scheduling.bounds.programme import FREE, Programme
from app.matching.scheduling.bounds.scopes import open_starts
from app.matching.scheduling.compact import Compact


class Frame(Linear):
    """A column for the places of each party in each slot: by number in `places`, -1 for none. `rows` are about them."""

    def __init__(self, compact: Compact, known: Sequence[Day]) -> None:
        super().__init__(compact)
        self._starts = open_starts(compact)
        self.meetings = len(compact.value)
        first_row = len(self._programme.least)
        self.places = np.full((len(known), compact.slots), -1, np.int64)
        for party, day in enumerate(known):
            for slot in compact.positions(day.usable):
                self.places[party, slot] = self._draft.column(day.teams)
        reach = list(map(capacity.covered, self._starts, compact.length))
        for party in range(len(known)):
            self._count(party, reach)
        tables = _tables(compact, self._starts)
        for crowd in crowds(compact, self._starts):
            for slot in range(compact.slots):
                self._meet(crowd, slot, tables[slot])
        self._programme = self._draft.done()
        self.rows = range(first_row, len(self._programme.least))

    def limited(self, reached: Reached) -> Programme:
        """The programme for what is at least as good as `reached`."""
        return self._limited(reached)

    def _count(self, party: int, reach: Sequence[int]) -> None:
        """The places that a party fills are those of its meetings, over the whole programme and within each window."""
        mine = [meeting for meeting in self._compact.mine[party] if self._starts[meeting]]
        windows = dict.fromkeys([union(reach[m] for m in mine), *(reach[m] for m in mine)])
        for window in windows if mine else ():
            inside = [m for m in mine if not reach[m] & ~window]
            within = [int(self.places[party, slot]) for slot in self._compact.positions(window)]
            factors = [1] * len(within) + [-self._compact.length[m] for m in inside]
            self._draft.row([*within, *inside], factors, least=0, most=0 if len(inside) == len(mine) else FREE)

    def _meet(self, crowd: Crowd, slot: int, tables: int) -> None:
        """In a slot there are as many meetings as tables or as parties for them at most, and the parties fit these."""
        draft = self._draft
        here = {party: int(self.places[party, slot]) for party in crowd.parties if self.places[party, slot] >= 0}
        if here:
            held = draft.column(min(tables, sum(self._compact.teams[party] for party in here) // crowd.smallest))
            draft.row([*here.values(), held], [1] * len(here) + [-crowd.smallest], least=0)
            draft.row([*here.values(), held], [1] * len(here) + [-crowd.largest], most=0)
            for parties in crowd.apart:
                some = [here[party] for party in parties if party in here]
                draft.row([*some, held], [1] * len(some) + [-1], most=0)


def _tables(compact: Compact, starts: Sequence[int]) -> list[int]:
    """How many of the tables at which something can be held are available in each slot."""
    kinds = {kind for slots, kinds in zip(starts, compact.kinds, strict=True) if slots for kind in kinds}
    return [sum(compact.capacity[k] * (compact.open[k] >> slot & 1) for k in kinds) for slot in range(compact.slots)]
