"""The score of two organisations: what each looks for and the other brings, what they wish, and how they met before."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from app.matching.scoring.assignment import best_assignment
from app.matching.scoring.proposal import Reading
from app.matching.scoring.score import FULL, Score, Scorer

Dismissed = frozenset[tuple[str, str]]

# What the best pair, the second and the third count of the fit; more than three are no topic for one meeting.
SHARES = (0.7, 0.2, 0.1)
WORTH_A_WORD = 20.0


class Ground(StrEnum):
    """The parts that the score of two organisations is the sum of."""

    FIT = "fit"
    WISH = "wish"
    WISH_OF_OTHER = "wish-of-other"
    MUST_MEET = "must-meet"
    HISTORY = "history"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationWeights:
    """Points that the parts bring at most; `history` also takes as many away. A must-meet is worth all."""

    fit: float = 35
    wish: float = 30
    wish_of_other: float = 30
    history: float = 5


@dataclass(frozen=True, slots=True, eq=False)
class Party:
    """An organisation at a conference: its needs and its offerings as they were read, by their ids."""

    id: str
    needs: dict[str, Reading]
    offerings: dict[str, Reading]


@dataclass(frozen=True, slots=True)
class Fitting:
    """A need of one side that an offering of the other fits."""

    need: str
    offering: str
    score: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is known of two parties beside their needs. Wishes from 0 (none) to 1 (the first of the list).

    `history` from -1 to 1: how earlier meetings went; 0 where there were none.
    """

    wish: float = 0.0
    wish_of_other: float = 0.0
    must_meet: bool = False
    history: float = 0.0


@dataclass(frozen=True, slots=True)
class OrganisationScore:
    """`points` from 0 to 100 with the parts that they are the sum of, and the needs that are met, best first."""

    points: float
    parts: tuple[tuple[Ground, float], ...]
    fitting: tuple[Fitting, ...]


NOTHING_DISMISSED: Dismissed = frozenset()


def fitting(
    scorer: Scorer, one: Party, other: Party, dismissed: Dismissed = NOTHING_DISMISSED, history: float = 0.0
) -> tuple[Fitting, ...]:
    """Needs of either side with the offerings of the other, each used once, so that the sum is greatest; best first.

    Pairs that are `dismissed`, by their need and offering, do not go together whatever the texts say. `history` from -1
    to 1 tells how earlier meetings of the two went.
    """
    sides = ((one, other), (other, one))
    found = [each for pair in sides for each in _assigned(scorer, *pair, dismissed, history)]
    return tuple(sorted(found, key=lambda each: (-each.score.points, each.need, each.offering)))


def fit(fittings: Sequence[Fitting]) -> float:
    """What the best pairs are worth together, 0 to 100: the first counts most."""
    return sum(share * each.score.points for share, each in zip(SHARES, fittings, strict=False))


def score_organisations(
    scorer: Scorer,
    one: Party,
    other: Party,
    circumstances: Circumstances | None = None,
    weights: OrganisationWeights | None = None,
) -> OrganisationScore:
    """Score a meeting of two organisations. Swapping them, with their wishes, changes nothing but the order told."""
    known = circumstances or Circumstances()
    found = fitting(scorer, one, other, history=known.history)
    return with_circumstances(found, known, weights or OrganisationWeights())


def with_circumstances(
    found: tuple[Fitting, ...], circumstances: Circumstances, weights: OrganisationWeights
) -> OrganisationScore:
    """The score of two organisations whose best pairs are known."""
    points = {
        Ground.FIT: weights.fit * fit(found) / FULL,
        Ground.WISH: weights.wish * circumstances.wish,
        Ground.WISH_OF_OTHER: weights.wish_of_other * circumstances.wish_of_other,
        Ground.HISTORY: weights.history * circumstances.history,
    }
    so_far = min(FULL, max(0.0, sum(points.values())))
    points[Ground.MUST_MEET] = FULL - so_far if circumstances.must_meet else 0.0
    return OrganisationScore(so_far + points[Ground.MUST_MEET], tuple(points.items()), found)


def _assigned(scorer: Scorer, seeker: Party, bringer: Party, dismissed: Dismissed, history: float) -> list[Fitting]:
    needs, offerings = list(seeker.needs), list(bringer.offerings)
    score = partial(scorer.score, history=history)
    table = [[score(seeker.needs[need], bringer.offerings[each]) for each in offerings] for need in needs]
    worth = [
        [0.0 if (need, each) in dismissed else score.points for each, score in zip(offerings, row, strict=True)]
        for need, row in zip(needs, table, strict=True)
    ]
    return [
        Fitting(needs[row], offerings[column], table[row][column])
        for row, column in best_assignment(worth)
        if worth[row][column] >= WORTH_A_WORD
    ]
