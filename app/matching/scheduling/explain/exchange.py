"""What would enter and what would leave if a meeting were held: shortest paths in the network of the best selection.

Between two sides the best meetings to hold are a minimum-cost flow. Hold one more meeting, from party l to party r, and
the flow must find its way back from r to l: over meetings that enter or leave, or by parties that meet once more or
once less. The cheapest way back is a shortest path in the residual network, and with it the flow is the best of those
that hold the meeting. One Bellman-Ford search gives the paths from r to all parties.

The best selection is not unique. The one nearest to a given timetable is taken, and of the exchanges those that keep
most of it; `seed` varies what is left open, so that another exchange can be tried where one does not fit in time.

Source: Ahuja, Magnanti and Orlin, Network Flows, 1993, sections 5.4 and 9.2 (residual networks, optimality).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.matching.scheduling.bounds import flow
from app.matching.scheduling.explain.tally import Tally
from app.matching.scheduling.problem import Goal

FAR = 2**61
KEPT, VARIED = 8, 4
"""What it is worth to keep a meeting of the timetable, and the most by which a seed makes others differ."""

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Meetings by number that enter and leave the timetable, with the values of the goals afterwards."""

    enter: tuple[int, ...]
    leave: tuple[int, ...]
    values: dict[Goal, int]


@dataclass(frozen=True, slots=True)
class Arcs:
    """A residual network; `meeting` is what enters or leaves by an arc, -1 where nothing does. Sorted by head."""

    tail: Integers
    head: Integers
    cost: Integers
    meeting: Integers
    nodes: int


class Exchanges:
    """The exchanges that hold a meeting at the least cost, for a timetable given by the meetings that it holds.

    `network` is that of the problem, `goals` are the goals that it is for.
    """

    def __init__(self, network: flow.Flow, goals: Sequence[Goal], held: Collection[int], *, seed: int = 0) -> None:
        self._compact, self._sides, self._goals = network.compact, network.sides, goals
        self._held = frozenset(held)
        self._pinned = {i for i, meeting in enumerate(self._compact.problem.meetings) if meeting.pin is not None}
        self._possible = network.possible
        self._place = {meeting: i for i, meeting in enumerate(self._possible.tolist())}
        units = np.bincount(network.step_party, network.step_units, len(self._sides))
        self._most: list[int] = units.astype(np.int64).tolist()
        self._unit, self._network = self._refined(network, seed)
        best = self._network.best()
        assert best is not None, "nothing was forced"
        self.best = frozenset(best)
        self._tally = Tally(self._compact, best)
        self._arcs = self._residual()
        self._paths: dict[int, list[Integers]] = {}

    def of(self, meeting: int) -> Exchange | None:
        """The best exchange that holds the meeting and all pinned ones; None if no timetable can."""
        path = self._path(meeting)
        if path is None:
            return None
        return self._after({m for m in path if m not in self.best}, {m for m in path if m in self.best})

    def nearest(self) -> Exchange | None:
        """The exchange that makes a best selection of the timetable; None if none has all pinned meetings."""
        return self._after((), ())

    def _after(self, entering: Collection[int], leaving: Collection[int]) -> Exchange | None:
        """What must enter and leave the timetable if that is to happen to the best selection."""
        chosen = (self.best | {*entering}) - {*leaving}
        if not self._pinned <= chosen:
            return None
        after = self._tally.after(entering, leaving)
        return Exchange(
            enter=tuple(sorted(chosen - self._held)),
            leave=tuple(sorted(self._held - chosen)),
            values={goal: value for goal, value in after.items() if goal in self._goals},
        )

    def _refined(self, network: flow.Flow, seed: int) -> tuple[int, flow.Flow]:
        """What is worth the same told apart, without touching what is not; with what a unit is worth now."""
        unit = (KEPT + VARIED) * len(self._possible) + 1
        if network.weights.pinned * unit * 2 * (2 * len(self._compact.teams) + 4) >= flow.MOST_COST:
            return 1, network
        kept = np.isin(self._possible, np.array([*self._held], np.int64))
        varied = np.random.default_rng(seed).integers(0, VARIED, len(kept)) if seed else np.zeros(len(kept), np.int64)
        return unit, network.refined(unit, np.where(kept, KEPT, varied))

    def _residual(self) -> Arcs:
        """Each meeting forwards if it is not held, backwards if it is; each party's next meeting and its last."""
        network, hall, outside = self._network, len(self._sides), len(self._sides) + 1
        taken = np.isin(self._possible, np.array([*self.best], np.int64))
        counts = np.zeros(len(self._sides), np.int64)
        np.add.at(counts, network.left[taken], 1)
        np.add.at(counts, network.right[taken], 1)
        arcs = [arc for party in range(len(self._sides)) for arc in self._steps(party, int(counts[party]))]
        if taken.sum() < network.room:
            arcs.append((outside, hall, 0))
        if taken.any():
            arcs.append((hall, outside, 0))
        others = np.array(arcs, np.int64).reshape(-1, 3)
        tail = np.concatenate([np.where(taken, network.right, network.left), others[:, 0]])
        head = np.concatenate([np.where(taken, network.left, network.right), others[:, 1]])
        cost = np.concatenate([np.where(taken, network.worth, -network.worth), others[:, 2]])
        meeting = np.concatenate([self._possible, np.full(len(others), -1)])
        order = np.argsort(head, kind="stable")
        return Arcs(tail[order], head[order], cost[order], meeting[order], len(self._sides) + 2)

    def _steps(self, party: int, count: int) -> list[tuple[int, int, int]]:
        """One meeting more, if the party can, and one less, if it has any."""
        hall, outside = len(self._sides), len(self._sides) + 1
        steps = self._network.steps[party]
        worth = [*steps, *[0] * (count + 1 - len(steps))]
        tail, head = (party, outside) if self._sides[party] else (hall, party)
        more = [(tail, head, -worth[count] * self._unit)] if count < self._most[party] else []
        less = [(head, tail, worth[count - 1] * self._unit)] if count else []
        return more + less

    def _path(self, meeting: int) -> list[int] | None:
        """The meetings that enter or leave if this one is held, itself included; None if it can't be."""
        if meeting in self.best:
            return []
        place = self._place.get(meeting)
        if place is None:
            return None
        back, node = int(self._network.right[place]), int(self._network.left[place])
        if back not in self._paths:
            self._paths[back] = shortest(self._arcs, back)
        changed = [meeting]
        for level in reversed(self._paths[back]):
            arc = level[node]
            if arc >= 0:
                node = int(self._arcs.tail[arc])
                changed.append(int(self._arcs.meeting[arc]))
        return [m for m in changed if m >= 0] if node == back else None


def shortest(arcs: Arcs, source: int) -> list[Integers]:
    """Bellman and Ford: for each round, the arc by which a node was reached more cheaply in it, or -1.

    To follow a path, go back from the last round to the first: each node was improved last when its predecessor stood.
    Raises `RuntimeError` if there is a cycle of negative cost, which the network of a best selection does not have.
    """
    distance = np.full(arcs.nodes, FAR, np.int64)
    distance[source] = 0
    firsts = np.flatnonzero(np.diff(arcs.head, prepend=-1))
    heads = arcs.head[firsts]
    group = np.repeat(np.arange(len(firsts)), np.diff(firsts, append=len(arcs.head)))
    rounds: list[Integers] = []
    while len(rounds) <= arcs.nodes:
        reached = distance[arcs.tail]
        through = np.where(reached < FAR, reached + arcs.cost, FAR)
        cheapest = np.minimum.reduceat(through, firsts)
        better = cheapest < distance[heads]
        if not better.any():
            return rounds
        by = np.full(arcs.nodes, -1, np.int64)
        chosen = np.flatnonzero((through == cheapest[group]) & better[group])
        by[arcs.head[chosen]] = chosen
        distance[heads[better]] = cheapest[better]
        rounds.append(by)
    raise RuntimeError("a best selection could be improved")
