"""Multinomial logistic regression of roles by phrases, learnt by Adagrad; the same examples give the same weights.

Duchi, J., Hazan, E. and Singer, Y. (2011): Adaptive subgradient methods. Journal of Machine Learning Research 12.
Kingma, D. and Ba, J. (2015): Adam, a method for stochastic optimization. ICLR.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.matching.scoring.lens import AXES, Lens
from app.matching.scoring.likely import BIAS, ROLES, Likely, Weights, damping
from app.matching.scoring.proposal import Vector
from app.matching.scoring.roles import Role, Side

OFTEN_ENOUGH = 3
ROUNDS, STEP, DECAY, FAINT = 30, 0.3, 0.0015, 0.05
TURNS, SPREAD = 250, 12.0  # Vectors of texts are near each other: spread, they are about as strong as phrases.


@dataclass(frozen=True, slots=True)
class Example:
    """The phrases of a text, the role that its writer has, and whether it speaks for the home country, if labelled."""

    side: Side
    role: Role
    phrases: frozenset[str]
    home: bool | None = None


def learnt(examples: Sequence[Example]) -> Likely:
    """The weights that tell the roles of the examples, for each side."""
    return Likely(
        {
            side: _learnt(
                [(each.phrases, ROLES.index(each.role), 1.0) for each in examples if each.side is side], len(ROLES)
            )
            for side in Side
        }
    )


def learnt_homeland(examples: Sequence[Example]) -> dict[str, float]:
    """The weights that tell who speaks for the home country; both kinds count the same, however many there are."""
    often = Counter(each.home for each in examples if each.home is not None)
    told = [
        (each.phrases, int(each.home), often.total() / (len(often) * often[each.home]))
        for each in examples
        if each.home is not None
    ]
    return {phrase: float(home - abroad) for phrase, (abroad, home) in _learnt(told, len(often)).items()}


def learnt_by_meaning(vectors: Sequence[Vector], roles: Sequence[Role]) -> Weights:
    """The weights that tell these roles by vectors of a language model, by all of them at once (Adam)."""
    middle = np.mean(vectors, axis=0)
    told = np.hstack([(np.array(vectors) - middle) * SPREAD, np.ones((len(vectors), 1))])
    right = np.eye(len(ROLES))[[ROLES.index(role) for role in roles]]
    weights = np.zeros((told.shape[1], len(ROLES)))
    speed, seen = np.zeros_like(weights), np.zeros_like(weights)
    for turn in range(1, TURNS + 1):
        shares = np.exp(told @ weights)
        slope = told.T @ (shares / shares.sum(axis=1, keepdims=True) - right) / len(told)
        slope[:-1] += weights[:-1] / len(told)
        speed, seen = 0.9 * speed + 0.1 * slope, 0.999 * seen + 0.001 * slope**2
        weights -= 0.05 * (speed / (1 - 0.9**turn)) / (np.sqrt(seen / (1 - 0.999**turn)) + 1e-8)
    plain = weights[:-1] * SPREAD
    return np.vstack([plain, weights[-1] - middle @ plain])


def lens_of(vectors: Mapping[Side, Sequence[Vector]]) -> Lens:
    """What the vectors of each side have in common, and the directions in which those of both sides differ most."""
    middle = {side: np.mean(of_side, axis=0) for side, of_side in vectors.items()}
    apart = np.vstack([np.array(of_side) - middle[side] for side, of_side in vectors.items()])
    return Lens(middle, np.linalg.svd(apart, full_matrices=False)[2][: len(AXES)])


def _learnt(examples: Sequence[tuple[frozenset[str], int, float]], classes: int) -> dict[str, Weights]:
    """The weights of phrases for each class; an example is its phrases, its class and how much it counts."""
    often = Counter(phrase for phrases, _, _ in examples for phrase in phrases)
    known = [BIAS, *sorted(phrase for phrase, times in often.items() if times >= OFTEN_ENOUGH)]
    place = {phrase: index for index, phrase in enumerate(known)}
    weights, seen = np.zeros((len(known), classes)), np.full((len(known), classes), 1e-8)
    told = [
        (np.array([0, *found]), np.array([1.0, *[damping(len(found))] * len(found)]), of, counts)
        for phrases, of, counts in examples
        for found in [sorted(place[phrase] for phrase in phrases if phrase in place)]
    ]
    order = np.random.default_rng(0)
    for _ in range(ROUNDS):
        for index in order.permutation(len(told)):
            rows, strength, of, counts = told[index]
            evidence = strength @ weights[rows]
            wrong = np.exp(evidence - evidence.max())
            wrong /= wrong.sum()
            wrong[of] -= 1.0
            slope = counts * np.outer(strength, wrong) + DECAY * weights[rows]
            seen[rows] += slope**2
            weights[rows] -= STEP * slope / np.sqrt(seen[rows])
    centred = weights - np.median(weights, axis=1, keepdims=True)  # What all roles have in common tells nothing.
    return dict(zip(known, np.where(np.abs(centred) < FAINT, 0.0, centred), strict=True))
