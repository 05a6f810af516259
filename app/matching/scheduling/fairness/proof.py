"""A proof that the least served parties of a side can't be served better, given the goals before.

Two questions are put to the relaxation that forgets time (`bounds.flow`), which every timetable is a selection of:

- Can every party of the side hold k meetings? Among the selections in which each does, the best for the goals is
  sought. If it is worse than the timetable, no timetable as good on every one of these goals does it.
- What is the fairest vector of meetings? Among the selections that are best for the goals which the timetable brings
  to their optimum, one more convex arc for each party finds it: its n-th meeting is worth less than the one before.
  The vectors of one side of a flow are an M-natural-convex set, which has a least majorised member among those of
  largest sum; it is leximin-optimal, and any strictly concave reward finds it.

Where the problem is not one of two sides, a party's own capacity is all that is known.

Sources: Megiddo, Optimal flows in networks with multiple sources and sinks, Mathematical Programming 7, 1974;
Murota, Discrete Convex Analysis, 2003, chapters 6 and 9; Frank and Murota, Decreasing minimization on M-convex sets,
Mathematical Programming 195, 2022.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from app.matching.scheduling.bounds import capacity, flow
from app.matching.scheduling.bounds.flow import SELECTION, Flow
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.fairness.report import SideReport
from app.matching.scheduling.fairness.weights import FairWeights, fair_weights
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.timetable import Placement


class Method(StrEnum):
    """What a bound was proven by: the flow, or the capacities of single parties."""

    FLOW = "flow"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastServed:
    """In no timetable as good on each of `given` does every party of the side hold more than `bound` meetings.

    Without `given`, in no timetable at all. `price` is there where `bound` is attained and goals are given: the least
    that one meeting more for each would cost, as values with it minus values here, in strict order of the goals.
    """

    bound: int
    given: tuple[Goal, ...]
    method: Method
    price: Mapping[Goal, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairest:
    """No timetable as good on each of `given` has a vector of meetings fairer than `bound`, in leximin order."""

    bound: tuple[int, ...]
    given: tuple[Goal, ...]
    method: Method

    def proven(self, leximin: Sequence[int]) -> int:
        """How many of the least served the bound proves: up to there the vector can't be fairer."""
        pairs = zip(leximin, self.bound, strict=True)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is proven of a side."""

    least_served: LeastServed
    fairest: Fairest


class Prover:
    """Proves how well the sides of a problem can be served, against a legal timetable of it."""

    def __init__(self, problem: Problem, placements: Sequence[Placement]) -> None:
        self._compact = Compact(problem)
        self._sides = flow.two_sides(self._compact)
        self._most = capacity.of_parties(self._compact)
        held = [self._compact.meeting_index[placement.meeting] for placement in placements]
        self._reached = flow.values(self._compact, held)
        self._given = _selecting(problem.policy.goals)
        self._attained: tuple[Goal, ...] | None = None

    def prove(self, side: SideReport) -> Proof:
        """What is proven of a side of the problem, whose report is of the same timetable."""
        parties = [self._compact.party_index[served.party] for served in side.parties]
        return Proof(least_served=self._least_served(parties, side.leximin[0]), fairest=self._fairest(parties))

    def _least_served(self, parties: Sequence[int], minimum: int) -> LeastServed:
        """The bound by bisection, but first of all it is asked whether one meeting more is possible."""
        most = min(self._most[party] for party in parties)
        best = LeastServed(bound=most, given=(), method=Method.CAPACITY)
        possible = minimum
        asked = minimum + 1
        while possible < best.bound:
            refuted = self._refuted(parties, asked)
            if refuted is None:
                possible = asked
            else:
                best = refuted
            asked = (possible + best.bound + 1) // 2
        # Only of one meeting more than here can be said what it costs.
        return best if best.bound == minimum else LeastServed(bound=best.bound, given=best.given, method=best.method)

    def _refuted(self, parties: Sequence[int], least: int) -> LeastServed | None:
        """Why not every party can hold `least` meetings; None if the flow does not know."""
        rewards = dict.fromkeys(parties, (1,) * least)
        given, weights = fair_weights(self._compact, self._given, rewards, fairness_first=True)
        counts, values = self._best(weights) if weights is not None else (None, {})
        if counts is None:
            return None
        if any(counts[party] < least for party in parties):
            return LeastServed(bound=least - 1, given=(), method=Method.FLOW)
        if not _worse(values, self._reached, given):
            return None
        price = {goal: values[goal] - self._reached[goal] for goal in given}
        return LeastServed(bound=least - 1, given=given, method=Method.FLOW, price=price)

    def _fairest(self, parties: Sequence[int]) -> Fairest:
        most = max(self._most[party] for party in parties)
        rewards = {party: range(most, most - self._most[party], -1) for party in parties}
        given, weights = fair_weights(self._compact, self._attained_goals(), rewards)
        counts = None
        if weights is not None and _on_one_side(self._compact, parties):
            counts, _ = self._best(weights)
        if counts is None:
            bound = sorted(self._most[party] for party in parties)
            return Fairest(bound=tuple(bound), given=(), method=Method.CAPACITY)
        return Fairest(bound=tuple(sorted(counts[party] for party in parties)), given=given, method=Method.FLOW)

    def _attained_goals(self) -> tuple[Goal, ...]:
        """The first of the goals given, as far as the timetable is as good as the best selection."""
        if self._attained is None:
            given, weights = fair_weights(self._compact, self._given, {})
            counts, best = self._best(weights) if weights is not None else (None, {})
            known = given if counts is not None else ()
            self._attained = tuple(takewhile(lambda goal: best[goal] == self._reached[goal], known))
        return self._attained

    def _best(self, weights: FairWeights) -> tuple[list[int] | None, dict[Goal, int]]:
        """The meetings of each party and the values of the goals in the best selection; None where no flow can tell."""
        if self._sides is None:
            return None, {}
        held = Flow(self._compact, self._sides, weights).best()
        assert held is not None, "nothing was forced"
        counts = [0] * len(self._compact.teams)
        for meeting in held:
            for party in self._compact.parties[meeting]:
                counts[party] += 1
        return counts, flow.values(self._compact, held)


def _selecting(goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """The goals up to welfare that say which meetings to hold; the others do not bind a selection."""
    upto = goals[: goals.index(Goal.WELFARE) + 1] if Goal.WELFARE in goals else goals
    return tuple(goal for goal in upto if goal in SELECTION)


def _worse(values: Mapping[Goal, int], reached: Mapping[Goal, int], goals: Sequence[Goal]) -> bool:
    """Whether the first goal on which the values differ is worse."""
    for goal in goals:
        if values[goal] != reached[goal]:
            return goal.better(values[goal], reached[goal]) == reached[goal]
    return False


def _on_one_side(compact: Compact, parties: Sequence[int]) -> bool:
    """Whether these parties can all stand on the same side of the graph of possible meetings, which has two."""
    second = dict.fromkeys(parties, False)
    reached = list(parties)
    for party in reached:
        for meeting in compact.mine[party]:
            for other in compact.parties[meeting] if compact.starts[meeting] else ():
                if other not in second:
                    second[other] = not second[party]
                    reached.append(other)
                elif other != party and second[other] == second[party]:
                    return False
    return True
