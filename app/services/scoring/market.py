"""What one who asks sees of the needs and offerings at a conference, as it was read, and how it is scored there."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scoring.organisations import Fitting, Party
from app.matching.scoring.proposal import Reading
from app.matching.scoring.score import Score
from app.models import Interest, Need, Offering
from app.queries import interests
from app.services.permissions import Actor
from app.services.scoring import acquaintance, books, dismissals, readings, weights
from app.services.scoring.books import Book
from app.services.scoring.readings import Languages

Kind = TypeVar("Kind", bound=Interest)


class Market:
    """Everything is loaded when it is first asked for, in a number of statements that does not grow with it."""

    def __init__(self, db: Session, actor: Actor, conference_id: UUID) -> None:
        self._db, self._actor, self._conference_id = db, actor, conference_id
        self._reader = readings.Readings(db)
        self._scorer = readings.scorer(weights.of_conference(db, conference_id)[0])
        self._dismissed = dismissals.of_conference(db, conference_id)
        self._met = acquaintance.before(db, conference_id)

    @cached_property
    def needs(self) -> Sequence[Need]:
        return self._seen(Need)

    @cached_property
    def offerings(self) -> Sequence[Offering]:
        return self._seen(Offering)

    @cached_property
    def book(self) -> Book:
        """All of it as it was read; without the delegations of which nothing is seen."""
        return books.of(self._db, self._actor, self._conference_id, self._reader, self._languages)

    @cached_property
    def _languages(self) -> Mapping[UUID, Languages]:
        return acquaintance.languages(self._db, self._actor, self._conference_id)

    def read(self, interest: Interest) -> Reading:
        """One of those that are seen."""
        delegation = interest.delegation
        return self._reader.of(interest, delegation.organisation, self._languages.get(delegation.id, readings.UNKNOWN))

    def scores(self, asked: Interest, other: Party) -> Iterator[tuple[UUID, Score]]:
        """By id, of all that a party has on the other side of a need or an offering, but what a side has dismissed."""
        read, history = self.read(asked), self._met.history(str(asked.delegation_id), other.id)
        for key, reading in (other.offerings if isinstance(asked, Need) else other.needs).items():
            pair = (asked.id, UUID(key)) if isinstance(asked, Need) else (UUID(key), asked.id)
            if not self._dismissed.holds(*pair):
                both = (read, reading) if isinstance(asked, Need) else (reading, read)
                yield UUID(key), self._scorer.score(*both, history=history)

    def fitting(self, one: Party, other: Party) -> tuple[Fitting, ...]:
        """What two delegations have to talk about, the best first."""
        history = self._met.history(one.id, other.id)
        return readings.fitting(self._scorer, one, other, self._dismissed.between(one, other), history)

    def _seen(self, kind: type[Kind]) -> Sequence[Kind]:
        return self._db.scalars(interests.in_market(kind, self._conference_id, self._actor.sight)).all()
