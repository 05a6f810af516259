"""The score of a need and an offering: 0 to 100, the sum of named parts, each with its reason."""

from collections.abc import Callable
from dataclasses import dataclass

from app.matching.scoring.match import match
from app.matching.scoring.parts import PARTS, Pair
from app.matching.scoring.proposal import Reading
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.weights import Part, Weights

FULL = 100.0
DECIMALS = 2  # So that points as they are shown add up to the score.


@dataclass(frozen=True, slots=True)
class Points:
    """What one part brought: `points` of at most `most`; below 0 where it took away."""

    part: Part
    points: float
    most: float


@dataclass(frozen=True, slots=True)
class Score:
    """`points` from 0 to 100: the sum of the parts, or 0 where they take away more than they bring."""

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
        parts = []
        for part, share_of, most, least in self._bare if pair.likeness is None else self._with_meaning:
            share = share_of(pair)
            parts.append(Points(part, round(share * (most if share >= 0 else least), DECIMALS), most))
        points = round(sum(each.points for each in parts), DECIMALS)
        return Score(min(FULL, max(0.0, points)), tuple(parts), pair)

    def _bounds(self, without: frozenset[Part]) -> list[tuple[Part, Callable[[Pair], float], float, float]]:
        """The parts with what they bring and take away at most, scaled so that all of them bring 100."""
        told = PARTS if Part.MEANING not in without else {part: PARTS[part] for part in PARTS if part != Part.MEANING}
        scale = FULL / (sum(self.weights.most(part) for part in told) or 1.0)
        return [
            (part, share, self.weights.most(part) * scale, self.weights.least(part) * scale)
            for part, share in told.items()
            if part not in without
        ]
