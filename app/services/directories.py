"""The directory of a conference: who is there, and what one may read of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Delegation, Interest, Need, Offering
from app.queries import delegations, interests
from app.services import conferences
from app.services.disclosure import Shown, shown
from app.services.folding import has_words, words
from app.services.permissions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; names or what is published have each word of `text`, accents and case aside."""

    text: str | None = None
    side: str | None = None
    sector_code: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A delegation with what the actor may read of its needs and offerings."""

    delegation: Delegation
    interests: list[Shown[Interest]] = field(default_factory=list)


def get(db: Session, actor: Actor, conference_id: UUID, wanted: Wanted) -> Sequence[Entry]:
    """In the order of protocol. Raises `NotFound`."""
    conference = conferences.get(db, actor, conference_id)
    read: dict[UUID, list[Shown[Interest]]] = defaultdict(list)
    for kind in (Offering, Need):
        for interest in db.scalars(interests.in_market(kind, conference.id, actor.sight)):
            read[interest.delegation_id].append(shown(actor, interest))
    present = db.scalars(delegations.of_conference(conference.id, side=wanted.side))
    entries = (Entry(delegation, read[delegation.id]) for delegation in present)
    return [entry for entry in entries if _fits(entry, wanted)]


def named(db: Session, actor: Actor, conference_id: UUID) -> dict[UUID, Delegation]:
    """All delegations of a conference by their ids. Raises `NotFound`."""
    conference = conferences.get(db, actor, conference_id)
    return {each.id: each for each in db.scalars(delegations.of_conference(conference.id))}


def _fits(entry: Entry, wanted: Wanted) -> bool:
    if wanted.sector_code and not any(wanted.sector_code in _sectors(each) for each in entry.interests):
        return False
    return has_words(words(wanted.text), *_searched(entry))


def _sectors(interest: Shown[Interest]) -> Collection[str]:
    """Those it is of, and those above them."""
    return {code for sector in interest.sectors for code in (sector.code, sector.parent_code)}


def _searched(entry: Entry) -> Iterator[str | None]:
    organisation = entry.delegation.organisation
    yield from (organisation.name_vi, organisation.name_en, organisation.label_vi, organisation.label_en)
    for each in entry.interests:
        yield from (each.title_vi, each.title_en)
