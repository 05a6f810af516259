"""Parts of a timetable to plan anew: some parties are set free, all others stay busy in the slots in which they are.

Whoever is not free keeps the breaks that he has, but may meet the others in another order: that is what makes room.

Source: large neighbourhood search, Shaw, Using Constraint Programming and Local Search Methods to Solve Vehicle Routing
Problems, CP 1998; the walk along meetings follows its idea of setting free what is related.
"""

import random
from collections.abc import Iterable
from dataclasses import replace

from app.matching.scheduling.compact import Compact
from app.matching.scheduling.draft import Draft
from app.matching.scheduling.improve.waiting import Waiting
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.timetable import Placement

FIRST_SIZE, SMALLEST = 30, 6
WALK = 0.9
"""How often the next party set free is one that somebody free is to meet, instead of any."""


class Neighbourhoods:
    """Neighbourhoods of timetables that hold the same meetings, as many parties free as can be searched in short."""

    def __init__(self, compact: Compact, waiting: Waiting, rng: random.Random) -> None:
        self._compact, self._waiting, self._rng = compact, waiting, rng
        self._busiest = [party for party, mine in enumerate(compact.mine) if mine]
        self._size = min(FIRST_SIZE, len(self._busiest))

    def around(self, placements: Iterable[Placement]) -> Problem | None:
        """The problem of these meetings alone, with a few parties free, one of which waits; None if nobody waits."""
        draft = Draft.of(self._compact, placements)
        waiting = [party for party in self._busiest if self._waiting[draft.busy[party]] > 0]
        if not waiting:
            return None
        free = self._free(draft, self._rng.choice(waiting))
        problem = self._compact.problem
        meetings = []
        for number, meeting in enumerate(problem.meetings):
            starts = self._compact.starts[number] if draft.start[number] >= 0 else 0
            for party in self._compact.parties[number]:
                if party not in free:
                    starts &= draft.busy[party]
            slots = tuple(problem.slots[slot].id for slot in self._compact.positions(starts))
            meetings.append(replace(meeting, slots=slots))
        return replace(problem, meetings=tuple(meetings))

    def learn(self, *, refuted: bool) -> None:
        """A neighbourhood held nothing better, or was too large to tell: let the next ones be larger or smaller."""
        size = self._size + (1 if refuted else -1)
        self._size = min(max(size, SMALLEST), len(self._busiest))

    def _free(self, draft: Draft, first: int) -> set[int]:
        compact, rng, free = self._compact, self._rng, [first]
        while len(free) < self._size:
            party = rng.choice(self._busiest)
            if rng.random() < WALK:
                meeting = rng.choice(compact.mine[rng.choice(free)])
                party = rng.choice(compact.parties[meeting]) if draft.start[meeting] >= 0 else party
            if party not in free:
                free.append(party)
        return set(free)
