"""The best days of many parties at once, where each slot has a price for each of them: a dynamic programme by counts.

What a party earns by its places, less what its breaks or idle slots cost, is largest in one of the states after the
last slot: not busy yet in this period; done; in a gap that must end; busy for 1, 2, … slots in a row. A gap costs one
as it begins (a break), or one in each slot (idle). Each state has a row for each party, by the places filled so far;
of these there must be enough by the end of each slot, and no more than there can be. All numbers are whole, so that
what is best here is proven.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.matching.scheduling.bounds.days import Day
from app.matching.scheduling.bounds.programme import Integers
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal

NEVER = -(2**61)
"""What can't be is worth so little, or a little more."""
BEFORE, AFTER, GAP, BUSY = range(4)
Choices = NDArray[np.int16]


def tableaux(compact: Compact, days: Sequence[Day], goal: Goal) -> Iterator["Tableau"]:
    """All parties that can meet at all, in groups of equal rest and teams."""
    groups: defaultdict[tuple[int | None, int], list[int]] = defaultdict(list)
    for party, day in enumerate(days):
        if day.usable:
            groups[day.rest, day.teams].append(party)
    for parties in groups.values():
        yield Tableau(compact, parties, [days[party] for party in parties], goal)


class Tableau:
    """Parties of equal rest and teams, by number, and what is best for each."""

    def __init__(self, compact: Compact, parties: Sequence[int], days: Sequence[Day], goal: Goal) -> None:
        self.parties = parties
        slots = range(compact.slots)
        self._periods = [compact.positions(period) for period in compact.periods]
        self._usable = np.array([[day.usable >> slot & 1 for slot in slots] for day in days], np.bool_)
        self._certain = np.array([[day.certain >> slot & 1 for slot in slots] for day in days], np.bool_)
        self._rest, self._teams, self._goal = days[0].rest, days[0].teams, goal
        places = np.arange(max(int(day.most[-1]) for day in days) + 1)
        least, most = np.array([day.least for day in days]), np.array([day.most for day in days])
        self._allowed = (places >= least[..., None]) & (places <= most[..., None])
        self._everybody = np.arange(len(days))
        self._came: list[tuple[Choices, Choices]] = []
        self._ended: list[Choices] = []
        self._places = np.zeros(len(days), np.int64)

    def earn(self, profits: Integers, cost: int) -> Integers:
        """The most that each party can earn, below `NEVER` / 2 if no day is allowed.

        `profits` are those of a place, by party and slot, and `cost` is that of a break or idle slot.
        """
        final = self._by_places(profits, cost)
        self._places = final.argmax(1)
        earned: Integers = final[self._everybody, self._places]
        return earned

    def _by_places(self, profits: Integers, cost: int) -> Integers:
        """The most that each party earns if it fills 0, 1, … places; below `NEVER` / 2 where that can't be."""
        self._came, self._ended = [], []
        before = np.full(self._allowed[:, 0].shape, NEVER, np.int64)
        before[:, 0] = 0
        for period in self._periods:
            states = np.full((BUSY + (self._rest or 1), *before.shape), NEVER, np.int64)
            states[BEFORE] = before
            for slot in period:
                states = self._step(states, slot, profits[:, slot, None], cost)
            final = [BEFORE, AFTER, *range(BUSY, len(states))]
            best = states[final].argmax(0)
            self._ended.append(np.array(final, np.int16)[best])
            before = np.take_along_axis(states[final], best[None], 0)[0]
        return before

    def shapes(self) -> Integers:
        """The days by which the parties earn what was last asked for: places, by party and slot."""
        shapes = np.zeros(self._usable.shape, np.int64)
        left, came = self._places.copy(), iter(reversed(self._came))
        for period, ended in zip(reversed(self._periods), reversed(self._ended), strict=True):
            state = ended[self._everybody, left].astype(np.int64)
            for slot in reversed(period):
                sources, seats = next(came)
                shapes[:, slot] = np.where(state < BUSY, 0, seats[np.maximum(state - BUSY, 0), self._everybody, left])
                left -= shapes[:, slot]
                known = np.minimum(state, BUSY)
                state = np.where(state > BUSY, state - 1, sources[known, self._everybody, left])
        return shapes

    def _step(self, states: Integers, slot: int, profit: Integers, cost: int) -> Integers:
        """The states after one more slot; where each but the later busy ones came from is noted."""
        run = states[BUSY:].argmax(0)
        ended = np.take_along_axis(states[BUSY:], run[None], 0)[0]
        ongoing = states[GAP] - cost * (self._goal is Goal.IDLE)
        begun = np.maximum(states[BEFORE], states[GAP])
        source = np.where(states[BEFORE] >= states[GAP], BEFORE, GAP)
        if self._rest is None:
            source = np.where(ended > begun, BUSY, source)
            begun = np.maximum(begun, ended)
        busy, seats = self._seated(np.concatenate([begun[None], states[BUSY:-1]]), profit)
        busy[:, ~self._usable[:, slot]] = NEVER
        idle = np.stack([states[BEFORE], np.maximum(states[AFTER], ended), np.maximum(ongoing, ended - cost)])
        idle[:, self._certain[:, slot]] = NEVER
        done = np.where(states[AFTER] >= ended, AFTER, BUSY + run)
        waiting = np.where(ongoing >= ended - cost, GAP, BUSY + run)
        sources = np.stack([np.full_like(run, BEFORE), done, waiting, source]).astype(np.int16)
        self._came.append((sources, seats))
        following: Integers = np.maximum(np.concatenate([idle, busy]), NEVER)
        following[:, ~self._allowed[:, slot]] = NEVER
        return following

    def _seated(self, earned: Integers, profit: Integers) -> tuple[Integers, Choices]:
        """The most earned if one to all teams meet in a slot, by all places then filled, and how many teams do."""
        best, seats = np.full_like(earned, NEVER), np.ones(earned.shape, np.int16)
        for teams in range(1, min(self._teams, earned.shape[-1] - 1) + 1):
            more = earned[..., :-teams] + teams * profit
            better = more > best[..., teams:]
            best[..., teams:][better] = more[better]
            seats[..., teams:][better] = teams
        return best, seats
