"""Logistic regressions of roles by phrases and by meaning, learnt by Adam; the same examples give the same weights.

Kingma, D. and Ba, J. (2015): Adam, a method for stochastic optimization. ICLR.
Daumé, H. (2007): Frustratingly easy domain adaptation. ACL. (Needs and offerings learn from each other.)
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from app.matching.scoring.lens import AXES, Lens
from app.matching.scoring.likely import BIAS, ROLES, Likely, Weights, damping
from app.matching.scoring.proposal import Vector
from app.matching.scoring.roles import Role, Side

OFTEN_ENOUGH = 5
TURNS, STEP, PLAIN, FAINT = 60, 0.05, 3.0, 0.05
STRONG, OF_ONE_SIDE = 5.0, 0.5
# Vectors of texts are near each other: spread, they are about as strong as phrases.
MEANINGS_TURNS, MEANINGS_PLAIN, SPREAD = 100, 30.0, 12.0
SIDES = tuple(Side)


@dataclass(frozen=True, slots=True)
class Example:
    """The phrases of a text, the role that its writer has, and whether it speaks for the home country, if labelled."""

    side: Side
    role: Role
    phrases: frozenset[str]
    home: bool | None = None


def learnt(examples: Sequence[Example]) -> Likely:
    """The weights that tell the roles of the examples, for each side.

    What a phrase tells of needs it mostly tells of offerings, too, so that the sum of two weights is learnt: one for
    both sides, and a weaker one for either.
    """
    told = _Told.of([(each.phrases, SIDES.index(each.side)) for each in examples], len(SIDES))
    weights = _learnt(told, np.eye(len(ROLES))[[ROLES.index(each.role) for each in examples]])
    return Likely({side: told.by_phrase(of_side) for side, of_side in zip(SIDES, weights, strict=True)})


def learnt_homeland(examples: Sequence[Example]) -> dict[str, float]:
    """The weights that tell who speaks for the home country; both kinds count the same, however many there are."""
    labelled = [each for each in examples if each.home is not None]
    often = Counter(each.home for each in labelled)
    told = _Told.of([(each.phrases, 0) for each in labelled], 1)
    right = np.eye(len(often))[[int(bool(each.home)) for each in labelled]]
    counts = np.array([len(labelled) / (len(often) * often[each.home]) for each in labelled], np.float32)
    weights = told.by_phrase(_learnt(told, right, counts)[0])
    return {phrase: float(home - abroad) for phrase, (abroad, home) in weights.items()}


def learnt_by_meaning(vectors: Sequence[Vector], roles: Sequence[Role]) -> Weights:
    """The weights that tell these roles by vectors of a language model, by those of needs and offerings at once."""
    middle = np.mean(vectors, axis=0)
    told = np.hstack([(np.array(vectors) - middle) * SPREAD, np.ones((len(vectors), 1))])
    right = np.eye(len(ROLES))[[ROLES.index(role) for role in roles]]

    def slope(weights: Weights) -> Weights:
        found = told.T @ (_shares(told @ weights) - right) / len(told)
        found[:-1] += MEANINGS_PLAIN * weights[:-1] / len(told)
        return found

    weights = _descended(np.zeros((told.shape[1], len(ROLES))), slope, MEANINGS_TURNS)
    plain = weights[:-1] * SPREAD
    return np.vstack([plain, weights[-1] - middle @ plain])


def lens_of(vectors: Mapping[Side, Sequence[Vector]]) -> Lens:
    """What the vectors of each side have in common, and the directions in which those of both sides differ most."""
    middle = {side: np.mean(of_side, axis=0) for side, of_side in vectors.items()}
    apart = np.vstack([np.array(of_side) - middle[side] for side, of_side in vectors.items()])
    return Lens(middle, np.linalg.svd(apart, full_matrices=False)[2][: len(AXES)])


@dataclass(frozen=True, slots=True)
class _Told:
    """Phrases of texts as a sparse matrix: entry by entry the row of its phrase and how much it counts.

    `starts` are the first entries of the texts. The phrases of the second side have rows of their own, behind those of
    the first. Rare phrases count more than those that many texts have, as `rarity` says.
    """

    known: Sequence[str]
    rarity: NDArray[np.float64]
    sides: int
    rows: NDArray[np.int64]
    strength: NDArray[np.float32]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[tuple[frozenset[str], int]], sides: int) -> "_Told":
        often = Counter(phrase for phrases, _ in texts for phrase in phrases)
        known = [BIAS, *sorted(phrase for phrase, times in often.items() if times >= OFTEN_ENOUGH)]
        whole = log(1 + len(texts))
        rarity = np.array([1.0, *(STRONG * (1 - log(1 + often[each]) / whole) for each in known[1:])])
        place = {phrase: index for index, phrase in enumerate(known)}
        found = [np.array([0, *sorted(place[each] for each in phrases if each in place)]) for phrases, _ in texts]
        strength = [rarity[each] * np.where(each, damping(len(each) - 1), 1.0) for each in found]
        rows = [each + side * len(known) for each, (_, side) in zip(found, texts, strict=True)]
        starts = np.cumsum([0, *map(len, rows[:-1])])
        return cls(known, rarity, sides, np.concatenate(rows), np.concatenate(strength).astype(np.float32), starts)

    def by_phrase(self, weights: Weights) -> dict[str, Weights]:
        """The weights of one side as they are kept: with the rarity, without what is faint or common to all classes."""
        centred = weights.astype(np.float64) * self.rarity[:, np.newaxis]
        centred -= np.median(centred, axis=1, keepdims=True)
        told = np.where(np.abs(centred) < FAINT, 0.0, centred)
        return {phrase: row for phrase, row in zip(self.known, told, strict=True) if row.any()}


def _learnt(told: _Told, right: Weights, counts: NDArray[np.floating] | None = None) -> Weights:
    """Weights by side, phrase and class that tell the `right` class of each text; `counts`: how much texts count."""
    classes, phrases = right.shape[1], len(told.known)
    right = right.astype(np.float32)
    order = np.argsort(told.rows, kind="stable")
    rows, first = np.unique(told.rows[order], return_index=True)
    text = np.repeat(np.arange(len(right)), np.diff([*told.starts, len(told.rows)]))[order]
    strength, weighed = told.strength[:, np.newaxis], np.ones(len(right), np.float32) if counts is None else counts

    def slope(weights: Weights) -> Weights:
        of_sides = _of_sides(weights).reshape(-1, classes)
        wrong = _shares(np.add.reduceat(of_sides[told.rows] * strength, told.starts)) - right
        found = np.zeros_like(of_sides)
        found[rows] = np.add.reduceat((wrong * weighed[:, np.newaxis])[text] * strength[order], first)
        own = found.reshape(told.sides, phrases, classes)
        both = np.concatenate([own.sum(axis=0, keepdims=True), OF_ONE_SIDE * own])
        both[:, 1:] += PLAIN * weights[:, 1:]
        return both / len(right)

    return _of_sides(_descended(np.zeros((1 + told.sides, phrases, classes), np.float32), slope, TURNS))


def _of_sides(weights: Weights) -> Weights:
    of_sides: Weights = weights[:1] + OF_ONE_SIDE * weights[1:]
    return of_sides


def _shares(evidence: Weights) -> Weights:
    shares: Weights = np.exp(evidence - evidence.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


def _descended(weights: Weights, slope: Callable[[Weights], Weights], turns: int) -> Weights:
    """Where Adam comes from these weights in so many turns, with steps that get shorter in the second half."""
    speed, seen = np.zeros_like(weights), np.zeros_like(weights)
    for turn in range(1, turns + 1):
        down = slope(weights)
        speed, seen = 0.9 * speed + 0.1 * down, 0.99 * seen + 0.01 * down**2
        step = STEP * min(1.0, 2 * (1 - (turn - 1) / turns))
        weights = weights - step * (speed / (1 - 0.9**turn)) / (np.sqrt(seen / (1 - 0.99**turn)) + 1e-8)
    return weights
