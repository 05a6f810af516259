"""Weights for a flow that counts the first meetings of some parties beside the goals, before or after them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from app.matching.scheduling.bounds import flow
from app.matching.scheduling.bounds.flow import MOST_COST, Weights
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal

Rewards = Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class FairWeights(Weights):
    """Weights of goals, and what the first, second, ... meeting of some parties is worth besides; not increasing."""

    rewards: Rewards

    def steps(self, compact: Compact, party: int) -> list[int]:
        """The worth of a party's first, second, ... meeting; beyond the list it is 0."""
        goals = Weights.steps(self, compact, party)
        return [one + other for one, other in zip_longest(goals, self.rewards.get(party, ()), fillvalue=0)]


def fair_weights(
    compact: Compact, goals: Sequence[Goal], rewards: Rewards, *, fairness_first: bool = False
) -> tuple[tuple[Goal, ...], FairWeights | None]:
    """As many of the goals as fit into a number with the rewards, from the first on, and the weights of all these.

    A goal left out allows more, and so weakens what is proven without making it false. None if not even the rewards
    alone fit. Pins come before everything.
    """
    for number in range(len(goals), -1, -1):
        given = tuple(goals[:number])
        weights = flow.weigh(compact, given)
        fair = None if weights is None else _with(weights, rewards, fairness_first=fairness_first)
        if fair is not None and fair.pinned * 2 * (2 * len(compact.teams) + 4) < MOST_COST:
            return given, fair
    return (), None


def _with(weights: Weights, rewards: Rewards, *, fairness_first: bool) -> FairWeights:
    most = 1 + sum(sum(steps) for steps in rewards.values())
    if fairness_first:
        scaled = {party: [weights.pinned * step for step in steps] for party, steps in rewards.items()}
        return FairWeights(weights.of, weights.pinned * most, scaled)
    return FairWeights({goal: weight * most for goal, weight in weights.of.items()}, weights.pinned * most, rewards)
