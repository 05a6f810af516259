"""The score of a need and an offering: 0 to 100, the sum of named parts, each with its reason."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import exp

from app.matching.scoring.match import match
from app.matching.scoring.parts import PARTS, Pair
from app.matching.scoring.proposal import Reading
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.weights import Part, Weights

FULL = 100.0
DECIMALS = 2  # So that points as they are shown add up to the score.
LITTLE, FADING = 1.0, 15.0  # So little is left where nearly all is taken away, and e times less 15 points further.


@dataclass(frozen=True, slots=True)
class Points:
    """What one part brought: `points` of at most `most`; below 0 where it took away."""

    part: Part
    points: float
    most: float


@dataclass(frozen=True, slots=True)
class Score:
    """`points` from 0 to 100: the sum of the parts."""

    points: float
    parts: tuple[Points, ...]
    pair: Pair


class Scorer:
    """Scores by one set of weights. `without` leaves parts out, to see what they bring."""

    def __init__(
        self, knowledge: Knowledge, weights: Weights | None = None, *, without: frozenset[Part] = frozenset()
    ) -> None:
        self.knowledge = knowledge
        self.weights = weights or Weights()
        self._with_meaning = self._bounds(without)
        self._bare = self._bounds(without | {Part.MEANING})

    def score(self, need: Reading, offer: Reading, *, history: float = 0.0) -> Score:
        """Score a need with an offering, both as they were read. `history` from -1 to 1: how earlier meetings went."""
        pair = Pair(need, offer, match(need, offer, self.knowledge.glossary), history)
        parts: list[Points] = []
        for part, share_of, most, least in self._bare if pair.likeness is None else self._with_meaning:
            share = share_of(pair)
            parts.append(Points(part, round(share * (most if share >= 0 else least), DECIMALS), most))
        kept = _kept(parts)
        points = round(sum(each.points for each in kept), DECIMALS)
        return Score(min(FULL, max(0.0, points)), tuple(kept), pair)

    def _bounds(self, without: frozenset[Part]) -> list[tuple[Part, Callable[[Pair], float], float, float]]:
        """The parts with what they bring and take away at most, scaled so that all of them bring 100."""
        told = PARTS if Part.MEANING not in without else {part: PARTS[part] for part in PARTS if part != Part.MEANING}
        scale = FULL / (sum(self.weights.most(part) for part in told) or 1.0)
        return [
            (part, share, self.weights.most(part) * scale, self.weights.least(part) * scale)
            for part, share in told.items()
            if part not in without
        ]


def _kept(parts: list[Points]) -> list[Points]:
    """The parts, of which none takes away so much that nothing is left: the more they would, the less there is.

    So of two that go badly together the worse comes last, and what is told adds up.
    """
    brought = sum(each.points for each in parts if each.points > 0)
    taken = -sum(each.points for each in parts if each.points < 0)
    if not taken or brought - taken >= LITTLE:
        return parts
    left = min(brought, LITTLE * exp((brought - taken - LITTLE) / FADING))
    share = (brought - left) / taken
    return [each if each.points > 0 else replace(each, points=round(each.points * share, DECIMALS)) for each in parts]
