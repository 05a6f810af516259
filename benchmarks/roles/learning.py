"""Multinomial logistic regression of roles by phrases, learnt by Adagrad; the same examples give the same weights.

Duchi, J., Hazan, E. and Singer, Y. (2011): Adaptive subgradient methods. Journal of Machine Learning Research 12.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.matching.scoring.likely import BIAS, ROLES, Likely, Weights, damping
from app.matching.scoring.roles import Role, Side

OFTEN_ENOUGH = 3
ROUNDS, STEP, DECAY, FAINT = 30, 0.3, 0.0015, 0.05


@dataclass(frozen=True, slots=True)
class Example:
    """The phrases of a text, and the role that its writer has."""

    side: Side
    role: Role
    phrases: frozenset[str]


def learnt(examples: Sequence[Example]) -> Likely:
    """The weights that tell the roles of the examples, for each side."""
    return Likely({side: _learnt([each for each in examples if each.side is side]) for side in Side})


def _learnt(examples: Sequence[Example]) -> dict[str, Weights]:
    often = Counter(phrase for each in examples for phrase in each.phrases)
    known = [BIAS, *sorted(phrase for phrase, times in often.items() if times >= OFTEN_ENOUGH)]
    place = {phrase: index for index, phrase in enumerate(known)}
    weights, seen = np.zeros((len(known), len(ROLES))), np.full((len(known), len(ROLES)), 1e-8)
    told = [
        (np.array([0, *found]), np.array([1.0, *[damping(len(found))] * len(found)]), ROLES.index(each.role))
        for each in examples
        for found in [sorted(place[phrase] for phrase in each.phrases if phrase in place)]
    ]
    order = np.random.default_rng(0)
    for _ in range(ROUNDS):
        for index in order.permutation(len(told)):
            rows, strength, role = told[index]
            evidence = strength @ weights[rows]
            wrong = np.exp(evidence - evidence.max())
            wrong /= wrong.sum()
            wrong[role] -= 1.0
            slope = np.outer(strength, wrong) + DECAY * weights[rows]
            seen[rows] += slope**2
            weights[rows] -= STEP * slope / np.sqrt(seen[rows])
    centred = weights - np.median(weights, axis=1, keepdims=True)  # What all roles have in common tells nothing.
    return dict(zip(known, np.where(np.abs(centred) < FAINT, 0.0, centred), strict=True))
