"""What one who asks sees of the needs and offerings at a conference, as it was read, and how it is scored there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scoring.organisations import Fitting, Party
from app.matching.scoring.proposal import Reading
from app.matching.scoring.score import Score
from app.models import Delegation, Interest, Need, Offering
from app.queries import interests
from app.services.permissions import Actor
from app.services.scoring import dismissals, readings, weights

Kind = TypeVar("Kind", bound=Interest)


@dataclass(frozen=True, slots=True)
class Stand:
    """A delegation with as much of what it looks for and brings as is seen."""

    delegation: Delegation
    party: Party


class Market:
    """Everything is loaded when it is first asked for, in a number of statements that does not grow with it."""

    def __init__(self, db: Session, actor: Actor, conference_id: UUID) -> None:
        self._db, self._actor, self._conference_id = db, actor, conference_id
        self._reader = readings.Readings(db)
        self._scorer = readings.scorer(weights.of_conference(db, conference_id)[0])
        self._dismissed = dismissals.of_conference(db, conference_id)

    @cached_property
    def needs(self) -> Sequence[Need]:
        return self._seen(Need)

    @cached_property
    def offerings(self) -> Sequence[Offering]:
        return self._seen(Offering)

    @cached_property
    def stands(self) -> Mapping[UUID, Stand]:
        """By delegation, in the order of protocol; without those of whom nothing is seen."""
        brought: dict[UUID, list[Interest]] = defaultdict(list)
        for interest in (*self.needs, *self.offerings):
            brought[interest.delegation_id].append(interest)
        owners = [interests[0].delegation for interests in brought.values()]
        return {
            each.id: Stand(each, self._reader.party(each.organisation, each.id, brought[each.id]))
            for each in sorted(owners, key=lambda each: (each.side, each.position, each.id))
        }

    def seen(self, kind: type[Kind]) -> Sequence[Kind]:
        return cast("Sequence[Kind]", self.needs if kind is Need else self.offerings)

    def read(self, interest: Interest) -> Reading:
        """One of those that are seen."""
        return self._reader.of(interest, interest.delegation.organisation)

    def score(self, one: Interest, other: Interest) -> Score | None:
        """Of a need and an offering, in either order; none where a side has dismissed it."""
        need, offering = (one, other) if isinstance(one, Need) else (other, one)
        if self._dismissed.holds(need.id, offering.id):
            return None
        return self._scorer.score(self.read(need), self.read(offering))

    def fitting(self, one: Party, other: Party) -> tuple[Fitting, ...]:
        """What two delegations have to talk about, the best first."""
        return readings.fitting(self._scorer, one, other, self._dismissed.between(one, other))

    def _seen(self, kind: type[Kind]) -> Sequence[Kind]:
        return self._db.scalars(interests.in_market(kind, self._conference_id, self._actor.sight)).all()
