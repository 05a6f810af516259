"""What can be scored of all that somebody sees at a conference, as it was read: kept until something of it changes.

Reading hundreds of rows takes longer than scoring what was read before. What tells whether anything has changed are a
few columns; whoever sees the same, as all organisers do, shares what was made of it.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scoring.organisations import Party
from app.models import Interest, Need, Offering
from app.queries import interests, scoring
from app.services.permissions import Actor
from app.services.scoring.readings import UNKNOWN, Languages, Readings

KEPT = 64


@dataclass(frozen=True, slots=True)
class Book:
    """By delegation what it looks for and brings; by need or offering the sectors that it is of, with those above."""

    parties: Mapping[UUID, Party]
    sectors: Mapping[str, frozenset[str | None]]

    def of_sector(self, code: str | None) -> frozenset[str]:
        """The ids of needs and offerings; without a code of all."""
        return frozenset(each for each, codes in self.sectors.items() if code is None or code in codes)


_books: OrderedDict[object, Book] = OrderedDict()
_lock = Lock()


def of(db: Session, actor: Actor, conference_id: UUID, reader: Readings, languages: Mapping[UUID, Languages]) -> Book:
    """`languages` are those of delegations of whom the actor may know them.

    Of two who ask for what has just changed each may read it; no harm is done.
    """
    key = _stamp(db, actor, conference_id, reader), frozenset(languages.items())
    with _lock:
        book = _books.get(key)
        if book is not None:
            _books.move_to_end(key)
            return book
    book = _read(db, actor, conference_id, reader, languages)
    with _lock:
        _books[key] = book
        while len(_books) > KEPT:
            _books.popitem(last=False)
    return book


def _stamp(db: Session, actor: Actor, conference_id: UUID, reader: Readings) -> object:
    """The revisions of all that a book is made of."""
    stamps = (
        interests.revisions_in_market(Need, conference_id, actor.sight),
        interests.revisions_in_market(Offering, conference_id, actor.sight),
        scoring.revisions_of_organisations(conference_id),
    )
    return conference_id, reader.regions, *(frozenset(map(tuple, db.execute(stamp))) for stamp in stamps)


def _read(
    db: Session, actor: Actor, conference_id: UUID, reader: Readings, languages: Mapping[UUID, Languages]
) -> Book:
    brought: dict[UUID, list[Interest]] = defaultdict(list)
    for kind in (Need, Offering):
        for interest in db.scalars(interests.in_market(kind, conference_id, actor.sight)):
            brought[interest.delegation_id].append(interest)
    return Book(
        {
            owner: reader.party(each[0].delegation.organisation, owner, each, languages.get(owner, UNKNOWN))
            for owner, each in brought.items()
        },
        {str(each.id): _sectors(each) for those in brought.values() for each in those},
    )


def _sectors(interest: Interest) -> frozenset[str | None]:
    return frozenset(code for sector in interest.sectors for code in (sector.code, sector.parent_code))
