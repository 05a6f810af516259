"""What the meetings of a session are worth, and why: wishes of both sides, and what the two have to talk about."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, combinations
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scoring.organisations import Circumstances, Fitting, Ground, OrganisationScore, with_circumstances
from app.matching.scoring.ranks import FIRST, SPAN, rank_value
from app.matching.scoring.score import DECIMALS
from app.models import Delegation, Wish, WishKind
from app.services.languages import languages_of
from app.services.scoring import acquaintance, dismissals, readings, weights

# An instance has whole numbers. Two for each point of a score tell apart what rounding to one would leave equal.
PER_POINT = 2

# What a side that agreed to meet wishes for it at the least: as much as for one in the middle of a list. Two of that
# outweigh any wish of one side alone.
AGREED = FIRST - SPAN // 2

Pair = tuple[UUID, UUID]


def points_for_ranks(wishes: Iterable[Wish]) -> dict[Pair, int]:
    """For each ranked wish, by who wishes and for whom, the points for its rank in that list.

    What counts is the place among the wishes that are left, so that one withdrawn leaves no gap.
    """
    lists: dict[UUID, list[Wish]] = defaultdict(list)
    for wish in wishes:
        if wish.kind is WishKind.RANKED:
            lists[wish.delegation_id].append(wish)
    points: dict[Pair, int] = {}
    for wished in lists.values():
        wished.sort(key=lambda wish: wish.rank or 0)
        for rank, wish in enumerate(wished, start=1):
            points[wish.delegation_id, wish.target_id] = rank_value(rank, len(wished))
    return points


def value(score: OrganisationScore) -> int:
    """What a meeting of this score is worth in an instance; of two from 0 to 200."""
    return round(PER_POINT * score.points)


def joined(members: Sequence[UUID], score: Callable[[Pair], OrganisationScore]) -> OrganisationScore:
    """What a meeting of several is worth: as much together as meetings of two of them that would join all do, at best.

    That is the heaviest tree over the members (Kruskal 1956).
    """
    found = [(pair, score(pair)) for pair in combinations(members, 2)]
    together = {member: frozenset([member]) for member in members}
    chosen: list[OrganisationScore] = []
    for (one, other), each in sorted(found, key=lambda scored: -scored[1].points):
        if other not in together[one]:
            chosen.append(each)
            union = together[one] | together[other]
            together |= dict.fromkeys(union, union)
    parts: dict[Ground, float] = defaultdict(float)
    for ground, points in chain.from_iterable(each.parts for each in chosen):
        parts[ground] += points
    fitting = tuple(chain.from_iterable(each.fitting for each in chosen))
    return OrganisationScore(sum(each.points for each in chosen), tuple(parts.items()), fitting)


class Scores:
    """Scores meetings of two delegations by the weights of their conference."""

    def __init__(self, db: Session, conference_id: UUID, delegations: Sequence[Delegation]) -> None:
        reader = readings.Readings(db)
        self._parties = {
            each.id: reader.party(
                each.organisation, each.id, [*each.needs, *each.offerings], frozenset(languages_of(each))
            )
            for each in delegations
        }
        of_pairs, self._weights = weights.of_conference(db, conference_id)
        self._scorer = readings.scorer(of_pairs)
        self._dismissed = dismissals.of_conference(db, conference_id)
        self._met = acquaintance.before(db, conference_id)

    def score(self, pair: Pair, *, wish: int, wish_of_other: int, must_meet: bool) -> OrganisationScore:
        """The score of a meeting; wishes are points for ranks."""
        one, other = (self._parties[each] for each in pair)
        history = self._met.history(one.id, other.id)
        found = readings.fitting(self._scorer, one, other, self._dismissed.between(one, other), history)
        known = Circumstances(
            wish=wish / FIRST, wish_of_other=wish_of_other / FIRST, must_meet=must_meet, history=history
        )
        return with_circumstances(found, known, self._weights)


def plain(score: OrganisationScore) -> Mapping[str, Any]:
    """A score as it is kept with a run: the parts of the meeting, and those of each need with the offering for it."""
    return {
        "score": round(score.points, DECIMALS),
        "parts": {part.value: round(points, DECIMALS) for part, points in score.parts},
        "fitting": [_fitting(each) for each in score.fitting],
    }


def _fitting(each: Fitting) -> Mapping[str, Any]:
    return {
        "need_id": each.need,
        "offering_id": each.offering,
        "score": each.score.points,
        "parts": {points.part.value: points.points for points in each.score.parts},
    }
