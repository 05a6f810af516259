"""Simulated annealing by chains: other slots for the meetings held, so that people wait less.

A step picks a meeting and a slot at random and plans the chain that the move sets off; only the ends of a chain change
when anybody is busy, so its gain is known before anything is moved. Source: Kirkpatrick, Gelatt and Vecchi,
Optimization by Simulated Annealing, Science 220, 1983; Kempe chains as neighbourhood: Thompson and Dowsland, Annals of
Operations Research 63, 1996.
"""

import random
from collections.abc import Callable, Sequence
from math import exp

from app.matching.scheduling.construct.chains import Chains
from app.matching.scheduling.draft import Draft
from app.matching.scheduling.improve.waiting import Waiting

LONGEST_CHAIN = 14
HOTTEST, COLDEST = 0.7, 0.1
STEPS_A_LOOK = 256
Fraction = Callable[[], float]


class Exchanges:
    """Annealing of a draft in which the same meetings stay held. `cost` weighs a party's busy slots."""

    def __init__(self, draft: Draft, cost: Waiting, rng: random.Random) -> None:
        self.draft = draft
        self._cost = cost
        self._rng = rng
        self._chains = Chains(draft, rng, longest=LONGEST_CHAIN)
        self._parties = len(draft.compact.teams)
        self._costs = [cost[busy] for busy in draft.busy[: self._parties]]
        self.total = sum(self._costs)
        self._slots = [draft.compact.positions(starts) for starts in draft.compact.starts]
        self._held = [m for m in draft.held() if len(self._slots[m]) > 1]

    def anneal(self, passed: Fraction, better: Callable[[], None], *, hottest: float = HOTTEST) -> None:
        """Cool from `hottest` to `COLDEST` while `passed` goes from 0 to 1; `better` is told of each new best total.

        `passed` is asked every `STEPS_A_LOOK` steps. Returns early if nobody waits at all.
        """
        best = self.total
        fraction = passed() if self._held else 1.0
        while fraction < 1 and self.total > 0:
            temperature = hottest * (COLDEST / hottest) ** fraction
            for _ in range(STEPS_A_LOOK):
                if self._step(temperature) and self.total < best - 1e-9:
                    best = self.total
                    better()
            self.draft.forget()
            fraction = passed()

    def _step(self, temperature: float) -> bool:
        """Try one move; whether it was made."""
        draft, uniform = self.draft, self._rng.random
        meeting = self._held[int(uniform() * len(self._held))]
        slots = self._slots[meeting]
        target = slots[int(uniform() * len(slots))]
        if target == draft.start[meeting]:
            return False
        if draft.compact.length[meeting] > 1:
            return self._relocate(meeting, target, temperature)
        busy = self._chains.plan(meeting, target, draft.start[meeting])
        if busy is None:
            return False
        gain = self._change(busy)
        if (gain > 0 and uniform() >= exp(-gain / temperature)) or not self._chains.carry_out():
            return False
        self._note(list(busy), gain)
        return True

    def _change(self, busy: dict[int, int]) -> float:
        cost, costs, parties = self._cost, self._costs, self._parties
        change = 0.0
        for place, mask in busy.items():
            if place < parties:
                change += cost[mask] - costs[place]
        return change

    def _relocate(self, meeting: int, target: int, temperature: float) -> bool:
        """Move a long meeting, which no chain can carry, if nothing is in its way."""
        draft = self.draft
        mark = draft.mark()
        spot = draft.spot(meeting)
        draft.remove(meeting)
        if draft.legal(meeting) >> target & 1:
            draft.place(meeting, target)
            parties = draft.compact.parties[meeting]
            gain = self._change({party: draft.busy[party] for party in parties})
            if gain <= 0 or self._rng.random() < exp(-gain / temperature):
                self._note(parties, gain)
                return draft.spot(meeting) != spot
        draft.undo(mark)
        return False

    def _note(self, places: Sequence[int], gain: float) -> None:
        for place in places:
            if place < self._parties:
                self._costs[place] = self._cost[self.draft.busy[place]]
        self.total += gain
