"""Measures of a ranking against labels from 0 to 3."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2

RELEVANT, AMONG_FIRST = 2, 5


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair of the need `need`, with its label and the score that it got."""

    need: str
    label: int
    score: float


@dataclass(frozen=True, slots=True)
class Figures:
    """nDCG@5 averaged over needs, pairwise accuracy, and the area under the curve of 2 and 3 against 0 and 1."""

    ndcg: float
    pairwise: float
    auc: float


def figures(judged: Sequence[Judged]) -> Figures:
    """All measures of the pairs; they must have labels on both sides of the line, and needs with more than one."""
    return Figures(ndcg(judged), pairwise(judged), auc(judged))


def ndcg(judged: Iterable[Judged]) -> float:
    """Järvelin, K. and Kekäläinen, J. (2002), with gains of 2^label - 1; equal scores in the order of worst labels."""
    found = []
    for pairs in _by_need(judged).values():
        best = _gain(sorted((pair.label for pair in pairs), reverse=True))
        if best:
            ranked = sorted(pairs, key=lambda pair: (-pair.score, pair.label))
            found.append(_gain([pair.label for pair in ranked]) / best)
    return sum(found) / len(found)


def pairwise(judged: Iterable[Judged]) -> float:
    """The share of pairs of one need with different labels in which the more relevant has the higher score.

    Equal scores are half right.
    """
    right = total = 0.0
    for pairs in _by_need(judged).values():
        for one, other in combinations(pairs, 2):
            if one.label != other.label:
                total += 1
                right += _order(one.score - other.score, one.label - other.label)
    return right / total


def auc(judged: Sequence[Judged]) -> float:
    """The chance that a relevant pair (label 2 or 3) has a higher score than one that is not, over all needs."""
    relevant = [pair.score for pair in judged if pair.label >= RELEVANT]
    others = [pair.score for pair in judged if pair.label < RELEVANT]
    return sum(_order(a - b, 1) for a in relevant for b in others) / (len(relevant) * len(others))


def _order(scores: float, labels: int) -> float:
    return 0.5 if scores == 0 else float((scores > 0) == (labels > 0))


def _gain(labels: Sequence[int]) -> float:
    return sum((2.0**label - 1.0) / log2(place + 2) for place, label in enumerate(labels[:AMONG_FIRST]))


def _by_need(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for pair in judged:
        groups[pair.need].append(pair)
    return groups
