"""Which meetings to hold, between two sides: a maximum-weight b-matching, solved exactly as a minimum-cost flow.

The parties of every meeting that can be held at all are two, and the graph of parties and meetings has two sides
(whatever they are called). Then each meeting is an arc; a party's n-th meeting an arc of its own, worth its share of
the floor and of the bonus: these do not increase, so the cheapest flow takes them in order. Capacities are those of
`capacity`; what else limits a timetable is forgotten, so that the result bounds every timetable. Several goals are
solved at once by weights so large that no gain of a later goal outweighs the smallest of an earlier one.

Source: Ahuja, Magnanti and Orlin, Network Flows, 1993, chapters 9 and 14 (convex costs).
"""

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from app.matching.scheduling.bounds import capacity
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal

MOST_COST = 2**62
SELECTION = (Goal.REQUIRED, Goal.FLOORS, Goal.WELFARE, Goal.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Meetings (by number, ascending) that are best for the goals, with the value of each, most important first."""

    meetings: tuple[int, ...]
    values: dict[Goal, int]


@dataclass(frozen=True, slots=True)
class Weights:
    """What holding a meeting and what a party's next meeting is worth, all goals in one number."""

    of: dict[Goal, int]
    pinned: int

    def meeting(self, compact: Compact) -> NDArray[np.int64]:
        """The worth of each meeting by itself."""
        worth = self.of.get(Goal.WELFARE, 0) * np.array(compact.value, np.int64) + self.of.get(Goal.HELD, 0)
        worth += self.of.get(Goal.REQUIRED, 0) * np.array(compact.required, np.int64)
        pins = np.array([meeting.pin is not None for meeting in compact.problem.meetings], np.int64)
        return worth + self.pinned * pins

    def steps(self, compact: Compact, party: int) -> list[int]:
        """The worth of a party's first, second, ... meeting; beyond the list it is 0."""
        floor, bonus = compact.floor[party], compact.bonus[party]
        if Goal.FLOORS not in self.of:
            floor = 0
        if Goal.WELFARE not in self.of:
            bonus = ()
        height = min(max(floor, len(bonus)), len(compact.mine[party]))
        return [
            self.of.get(Goal.FLOORS, 0) * (step < floor)
            + self.of.get(Goal.WELFARE, 0) * (bonus[step] if step < len(bonus) else 0)
            for step in range(height)
        ]


def two_sides(compact: Compact) -> NDArray[np.bool_] | None:
    """For each party whether it stands on the second side; None if meetings have more parties or a cycle is odd."""
    named = _named_sides(compact)
    return _found_sides(compact) if named is None else named


def _named_sides(compact: Compact) -> NDArray[np.bool_] | None:
    """The sides by the names that they have, which is nearly always right and quickly seen; None if it is not."""
    if set(map(len, compact.parties)) != {2}:
        return None
    ends = np.array([p for p, starts in zip(compact.parties, compact.starts, strict=True) if starts], np.int32)
    if not len(ends):
        return None
    numbers: dict[str, int] = {}
    side = np.array([numbers.setdefault(party.side, len(numbers)) for party in compact.problem.parties], np.int32)
    crossing = side[ends].sum(axis=1) == 1
    return None if len(numbers) != 2 or not crossing.all() else side != side[ends.min()]  # noqa: PLR2004 -- two sides


def _found_sides(compact: Compact) -> NDArray[np.bool_] | None:
    side: list[int] = [-1] * len(compact.teams)
    neighbours: list[list[int]] = [[] for _ in side]
    for starts, members in zip(compact.starts, compact.parties, strict=True):
        if starts:
            if len(members) != 2:  # noqa: PLR2004 -- a matching pairs two
                return None
            neighbours[members[0]].append(members[1])
            neighbours[members[1]].append(members[0])
    for first in range(len(side)):
        if side[first] < 0:
            side[first] = 0
            reached = [first]
            for party in reached:
                for other in neighbours[party]:
                    if side[other] < 0:
                        side[other] = 1 - side[party]
                        reached.append(other)
                    elif side[other] == side[party]:
                        return None
    return np.array(side, np.bool_)


def weigh(compact: Compact, goals: Sequence[Goal], scale: int = 1) -> Weights | None:
    """Weights that put `goals` (of `SELECTION`) in strict order; None if the numbers, times `scale`, would not fit."""
    weights = _weights(_largest(compact, goals))
    return weights if _fits(compact, weights.pinned * scale) else None


def lean(compact: Compact, goals: Sequence[Goal]) -> Weights:
    """Weights as near to strict order as fits: one step of a goal outweighs many of the next one, but not all."""
    points = max([*compact.value, *(bonus[0] for bonus in compact.bonus if bonus)], default=0)
    most, steps = _largest(compact, goals), 1 << 40
    while True:
        weights = _weights(most, steps)
        if steps == 1 or _fits(compact, weights.pinned + weights.of.get(Goal.WELFARE, 0) * points):
            return weights
        steps >>= 1


def _fits(compact: Compact, weight: int) -> bool:
    """Whether costs up to this weight leave room for the scaling of a network of so many nodes."""
    return weight * 4 * (2 * len(compact.teams) + 4) < MOST_COST


def _weights(most: dict[Goal, int], steps: int = MOST_COST) -> Weights:
    """One step of a goal is worth one more than all of the next one, or `steps` of it if that is less."""
    weight, of = 1, {}
    for goal, change in reversed(most.items()):
        if change:
            of[goal] = weight
            weight *= min(change + 1, steps)
    return Weights(of, weight)


def _largest(compact: Compact, goals: Sequence[Goal]) -> dict[Goal, int]:
    """The most that each goal can be changed by what is held, in their order."""
    return {goal: _largest_of(compact, goal) for goal in goals}


def _largest_of(compact: Compact, goal: Goal) -> int:
    match goal:
        case Goal.REQUIRED:
            return sum(compact.required)
        case Goal.FLOORS:
            return sum(min(floor, len(mine)) for floor, mine in zip(compact.floor, compact.mine, strict=True))
        case Goal.WELFARE:
            bonuses = (sum(b[: len(mine)]) for b, mine in zip(compact.bonus, compact.mine, strict=True))
            return sum(compact.value) + sum(bonuses)
        case _:
            return len(compact.value)


class Flow:
    """The network of a problem between two sides; `best` solves it, with some meetings left out or forced in."""

    def __init__(
        self, compact: Compact, sides: NDArray[np.bool_], weights: Weights, costs: NDArray[np.int64] | None = None
    ) -> None:
        self.compact, self.sides, self.weights = compact, sides, weights
        self.possible = np.flatnonzero(np.array([bool(starts) for starts in compact.starts]))
        members = np.array([compact.parties[m] for m in self.possible], np.int32).reshape(-1, 2)
        flipped = sides[members[:, 0]]
        self.left = np.where(flipped, members[:, 1], members[:, 0]).astype(np.int32)
        self.right = np.where(flipped, members[:, 0], members[:, 1]).astype(np.int32)
        self.scale = 1 if costs is None else int(np.abs(costs).sum()) + 1
        self.worth = weights.meeting(compact)[self.possible] * self.scale
        if costs is not None:
            self.worth -= costs[self.possible]
        self.room = capacity.of_tables(compact)
        self._steps(sides, capacity.of_parties(compact))

    def refined(self, unit: int, more: NDArray[np.int64]) -> "Flow":
        """The same network, in which all is worth `unit` times as much, and each meeting that is possible some more."""
        finer = copy(self)
        finer.scale = self.scale * unit
        finer.worth, finer.step_worth = self.worth * unit + more, self.step_worth * unit
        return finer

    def _steps(self, sides: NDArray[np.bool_], most: Sequence[int]) -> None:
        """What each party's meetings are worth one by one, and that as convex arcs of so many units worth the same."""
        parties, second, units, worth = [], [], [], []
        self.steps = [self.weights.steps(self.compact, party)[:number] for party, number in enumerate(most)]
        for party, (number, steps) in enumerate(zip(most, self.steps, strict=True)):
            runs = _runs(steps)
            if number > len(steps):
                runs.append((number - len(steps), 0))
            for length, each in runs:
                parties.append(party)
                second.append(bool(sides[party]))
                units.append(length)
                worth.append(each)
        self.step_party = np.array(parties, np.int32)
        self.step_second = np.array(second, np.bool_)
        self.step_units = np.array(units, np.int64)
        self.step_worth = np.array(worth, np.int64) * self.scale

    def best(self, forced: Collection[int] = ()) -> tuple[int, ...] | None:
        """The best meetings by number, among those that hold all of `forced`; None if that can't be."""
        source, hall, sink = (len(self.compact.teams) + extra for extra in range(3))
        mandatory = np.isin(self.possible, np.array([*forced], np.int64)) if forced else None
        # The worth of a meeting that must be held is made larger than all else together.
        worth = self.worth if mandatory is None else self.worth + mandatory * (self.weights.pinned * 2 * self.scale)
        second = self.step_second
        tails = np.concatenate([self.left, np.where(second, self.step_party, hall), np.array([source, source])]).astype(
            np.int32
        )
        heads = np.concatenate([self.right, np.where(second, sink, self.step_party), np.array([hall, sink])]).astype(
            np.int32
        )
        units = np.concatenate([np.ones_like(worth), self.step_units, np.array([self.room, self.room])])
        costs = np.concatenate([-worth, -self.step_worth, np.array([0, 0])]).astype(np.int64)
        network = min_cost_flow.SimpleMinCostFlow()
        network.add_arcs_with_capacity_and_unit_cost(tails, heads, units.astype(np.int64), costs)
        network.set_node_supply(source, self.room)
        network.set_node_supply(sink, -self.room)
        if network.solve() != network.OPTIMAL:
            raise RuntimeError("a network in which nothing need flow has no solution")
        taken = network.flows(np.arange(len(worth), dtype=np.int32)) > 0
        if mandatory is not None and not taken[mandatory].all():
            return None
        return tuple(self.possible[taken].tolist())


def _runs(steps: Sequence[int]) -> list[tuple[int, int]]:
    """Equal steps in a row as (how many, each)."""
    runs: list[tuple[int, int]] = []
    for step in steps:
        if runs and runs[-1][1] == step:
            runs[-1] = (runs[-1][0] + 1, step)
        else:
            runs.append((1, step))
    return runs


def values(compact: Compact, meetings: Collection[int]) -> dict[Goal, int]:
    """The goals of `SELECTION` if exactly these meetings are held."""
    counts = [0] * len(compact.teams)
    for meeting in meetings:
        for party in compact.parties[meeting]:
            counts[party] += 1
    return {
        Goal.REQUIRED: sum(compact.required) - sum(compact.required[m] for m in meetings),
        Goal.FLOORS: sum(max(0, floor - n) for floor, n in zip(compact.floor, counts, strict=True)),
        Goal.WELFARE: sum(compact.value[m] for m in meetings)
        + sum(sum(bonus[:n]) for bonus, n in zip(compact.bonus, counts, strict=True)),
        Goal.HELD: len(meetings),
    }


def select(compact: Compact, goals: Sequence[Goal], costs: NDArray[np.int64] | None = None) -> Selection | None:
    """The best selection for `goals` in strict order; None where a flow is not the right model or does not fit.

    Of several equally good ones it is one of least total `costs`, if these are given (one for each meeting).
    """
    sides = two_sides(compact)
    return None if sides is None else _select(compact, goals, sides, costs)


def _select(
    compact: Compact, goals: Sequence[Goal], sides: NDArray[np.bool_], costs: NDArray[np.int64] | None = None
) -> Selection | None:
    weights = weigh(compact, goals, 1 if costs is None else int(np.abs(costs).sum()) + 1)
    if weights is not None:
        return _selected(compact, goals, Flow(compact, sides, weights, costs))
    return None if costs is not None else _nearly(compact, goals, sides)


def _nearly(compact: Compact, goals: Sequence[Goal], sides: NDArray[np.bool_]) -> Selection | None:
    """The best selection where the weights of strict order do not fit; None if it is not certain to be the best.

    With weights that do fit, the earlier goals may lose to the last. But if they are at the best that they can be by
    themselves, then among all selections of which that is true ours is the best for the last goal, too.
    """
    found = _selected(compact, goals, Flow(compact, sides, lean(compact, goals)))
    if all(found.values[goal] == 0 for goal in goals[:-1] if not goal.maximised):
        return found if not any(goal.maximised for goal in goals[:-1]) else None
    before = _select(compact, goals[:-1], sides)
    certain = before is not None and all(before.values[goal] == found.values[goal] for goal in goals[:-1])
    return found if certain else None


def _selected(compact: Compact, goals: Sequence[Goal], flow: Flow) -> Selection:
    meetings = flow.best()
    assert meetings is not None, "nothing was forced"
    reached = values(compact, meetings)
    return Selection(meetings=meetings, values={goal: reached[goal] for goal in goals})
