"""How well roles go together, learnt from labelled pairs: a logistic regression of which of two offerings comes first.

The rest of each score stays as it is, and so do roles that complete each other; the other numbers are drawn to those
that `roles.py` has, so that few pairs change them little.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from app.matching.scoring.match import AGAINST_ONE_SIDE
from app.matching.scoring.parts import LEAST_AGAINST
from app.matching.scoring.proposal import Proposal
from app.matching.scoring.roles import COMPLEMENTS, TABLE, Role, Side
from app.matching.scoring.score import Score, Scorer
from app.matching.scoring.weights import Part, Weights
from benchmarks.relevance.measures import RELEVANT
from benchmarks.relevance.pairs import Labelled

Numbers = NDArray[np.float64]

ROLES, WEIGHTS = tuple(Role), Weights()
CHANCE = 12.0  # So many points make one order e times as likely as the other.
DRAWN, TURNS, STEP, KEPT = 0.0005, 300, 0.2, 0.9
COUPLES = [(one, other) for place, one in enumerate(ROLES) for other in ROLES[: place + 1]]
PLACE = {couple: place for place, (one, other) in enumerate(COUPLES) for couple in ((one, other), (other, one))}


class Orders:
    """Pairs of which one should come before another: the difference in what is fixed, and that by couples of roles."""

    def __init__(self, pairs: Sequence[Labelled], scorer: Scorer) -> None:
        scores = [_score(pair, scorer) for pair in pairs]
        fixed, met = np.array([_fixed(each) for each in scores]), np.array([_met(each) for each in scores])
        before, after = map(list, zip(*_orders(pairs), strict=True))
        self.fixed, self.met = (fixed[before] - fixed[after]) / CHANCE, (met[before] - met[after]) / CHANCE


def learnt_fits(orders: Sequence[Orders]) -> Mapping[tuple[Role, Role], float]:
    """How well each couple of roles goes together, from -1 to 1."""
    fixed, met = (np.concatenate([getattr(each, name) for each in orders]) for name in ("fixed", "met"))
    start = np.array([TABLE[couple] for couple in COUPLES])
    free = np.array([COMPLEMENTS[one] is not other for one, other in COUPLES])
    fits, speed = start, np.zeros(len(start))
    for _ in range(TURNS):
        wrong = 1 / (1 + np.exp(fixed + met @ fits))
        speed = KEPT * speed + met.T @ wrong / len(wrong) - 2 * DRAWN * (fits - start)
        fits = np.clip(fits + STEP * speed * free, -1.0, 1.0)
    return {couple: float(fit) for couple, fit in zip(COUPLES, fits, strict=True)}


def _score(pair: Labelled, scorer: Scorer) -> Score:
    read = scorer.knowledge.read
    return scorer.score(
        read(Proposal(side=Side.NEED, text=pair.need)), read(Proposal(side=Side.OFFER, text=pair.offer))
    )


def _slope(score: Score) -> float:
    """How many points the direction of a pair moves, between what it brings and what it takes away."""
    most, least = WEIGHTS.most(Part.DIRECTION), WEIGHTS.least(Part.DIRECTION)
    return (most + least) / 2 * max(score.pair.gate, LEAST_AGAINST)


def _fixed(score: Score) -> float:
    """The points of all other parts, less what the direction takes away because both speak for one side."""
    others = sum(each.points for each in score.parts if each.part is not Part.DIRECTION)
    return others - AGAINST_ONE_SIDE * score.pair.match.one_side * _slope(score)


def _met(score: Score) -> Numbers:
    """The roles that face each other, by couples: half over what both speak of, half over the whole texts."""
    need, offer, meetings = score.pair.need, score.pair.offer, score.pair.match.meetings
    facing = [(each.need.roles, each.offer.roles, each.weight) for each in meetings]
    whole = sum(weight for _, _, weight in facing) or 1.0
    facing.append((need.roles, offer.roles, whole))
    met = np.zeros(len(COUPLES))
    for ours, theirs, weight in facing:
        for (one, a), (other, b) in product(ours.items(), theirs.items()):
            met[PLACE[one, other]] += a * b * weight
    return met / sum(weight for _, _, weight in facing) * _slope(score)


def _orders(pairs: Sequence[Labelled]) -> Iterator[tuple[int, int]]:
    """Places of two pairs of which the first should come first: all of one need, and as many of different needs."""
    of_need: dict[str, list[int]] = defaultdict(list)
    for place, pair in enumerate(pairs):
        of_need[pair.need_id].append(place)
    within = [
        (one, other)
        for places in of_need.values()
        for one, other in permutations(places, 2)
        if pairs[one].label > pairs[other].label
    ]
    relevant = [place for place, pair in enumerate(pairs) if pair.label >= RELEVANT]
    others = [place for place, pair in enumerate(pairs) if pair.label < RELEVANT]
    draw = np.random.default_rng(0)
    yield from within
    yield from zip(draw.choice(relevant, len(within)).tolist(), draw.choice(others, len(within)).tolist(), strict=True)
