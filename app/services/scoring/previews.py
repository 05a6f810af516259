"""What other weights would change at a conference, before anybody takes them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scoring.score import Scorer
from app.matching.scoring.weights import Weights
from app.models import Need, Offering, Role
from app.services import conferences
from app.services.disclosure import Shown, shown
from app.services.permissions import Actor, require_organiser
from app.services.scoring import readings, weights
from app.services.scoring.market import Market

# As many as are scored twice in a few seconds.
MOST_PAIRS = 60_000
MOST_TOLD = 20
NOTICEABLE = 5.0


@dataclass(frozen=True, slots=True)
class Change:
    """A need with an offering, scored by the weights of today and by the others."""

    need: Shown[Need]
    offering: Shown[Offering]
    before: float
    after: float

    @property
    def by(self) -> float:
        return abs(self.after - self.before)


@dataclass(frozen=True, slots=True)
class Preview:
    """`needs` of `needs_in_all` were scored with all offerings of other sides.

    `changed` of the `pairs` change by 5 points or more; `other_best` of the needs get another best offering. `largest`
    are the largest changes.
    """

    needs: int
    needs_in_all: int
    pairs: int
    changed: int
    other_best: int
    largest: Sequence[Change]


def preview(db: Session, actor: Actor, conference_id: UUID, others: Weights) -> Preview:
    """Where there is too much for an answer in seconds, needs are taken evenly from all."""
    conference = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference.id, Role.VIEWER)
    market = Market(db, actor, conference.id)
    of_pairs, _ = weights.of_conference(db, conference.id)
    today, then = readings.scorer(of_pairs), readings.scorer(others)
    step = max(1, -(-len(market.needs) * len(market.offerings) // MOST_PAIRS))
    needs = market.needs[::step]
    by_need = [list(_changes(actor, market, need, today, then)) for need in needs]
    changes = [each for row in by_need for each in row]
    return Preview(
        needs=len(needs),
        needs_in_all=len(market.needs),
        pairs=len(changes),
        changed=sum(each.by >= NOTICEABLE for each in changes),
        other_best=sum(_has_another_best(row) for row in by_need),
        largest=sorted((each for each in changes if each.by), key=lambda each: -each.by)[:MOST_TOLD],
    )


def _changes(actor: Actor, market: Market, need: Need, today: Scorer, then: Scorer) -> Iterator[Change]:
    read, told = market.read(need), shown(actor, need)
    for offering in market.offerings:
        if offering.delegation.side != need.delegation.side:
            other = market.read(offering)
            before, after = (scorer.score(read, other).points for scorer in (today, then))
            yield Change(told, shown(actor, offering), before, after)


def _has_another_best(row: Sequence[Change]) -> bool:
    if not row:
        return False
    return max(row, key=lambda each: each.before).offering is not max(row, key=lambda each: each.after).offering
