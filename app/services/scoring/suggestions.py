"""Suggestions: who at a conference fits whom, of what the one who asks may see, the best first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.matching.scoring.organisations import Fitting, fit
from app.matching.scoring.score import Score
from app.models import Delegation, Interest, Need, Offering
from app.queries import interests
from app.services import delegations, lookup
from app.services.disclosure import Shown, shown
from app.services.interest_access import MISSING
from app.services.permissions import Actor, require_knowing
from app.services.scoring.market import Market, Stand

Item = TypeVar("Item")
Kind = TypeVar("Kind", bound=Interest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What may be suggested: the first so many from a score on, of a side, of a sector or what is below it."""

    limit: int
    min_score: float
    side: str | None = None
    sector_code: str | None = None

    def takes(self, interest: Interest) -> bool:
        """Whether it is of the sector."""
        codes = {code for sector in interest.sectors for code in (sector.code, sector.parent_code)}
        return self.sector_code is None or self.sector_code in codes

    def from_other_side(self, other: Delegation, own: Delegation) -> bool:
        """Whether the delegation is of the side, which is never the own one."""
        return other.side != own.side and self.side in {None, other.side}


@dataclass(frozen=True, slots=True)
class Best(Generic[Item]):
    """The first of the `total` that may be suggested."""

    items: Sequence[Item]
    total: int


@dataclass(frozen=True, slots=True)
class Match(Generic[Kind]):
    """A need or an offering, whose it is, and how it scores."""

    score: Score
    interest: Shown[Kind]
    delegation: Delegation


@dataclass(frozen=True, slots=True)
class Partner:
    """A delegation: how well it fits, from 0 to 100, and what there is to talk about, the best first."""

    fit: float
    delegation: Delegation
    fitting: Sequence[Fitting]


def for_need(db: Session, actor: Actor, need_id: UUID, wanted: Wanted) -> Best[Match[Offering]]:
    """Offerings for a need, of those that the actor sees. Raises `Forbidden` unless the need is the actor's affair."""
    return _matches(db, actor, _asked(db, actor, Need, need_id), Offering, wanted)


def for_offering(db: Session, actor: Actor, offering_id: UUID, wanted: Wanted) -> Best[Match[Need]]:
    """As `for_need`, the other way round."""
    return _matches(db, actor, _asked(db, actor, Offering, offering_id), Need, wanted)


def for_delegation(db: Session, actor: Actor, delegation_id: UUID, wanted: Wanted) -> Best[Partner]:
    """Those that a delegation has most to talk about with, by what the actor sees of them.

    Raises `Forbidden` unless the delegation's own affairs are the actor's.
    """
    delegation = delegations.alone(db, actor, delegation_id)
    require_knowing(actor, delegation)
    market = Market(db, actor, delegation.conference_id)
    own = market.stands.get(delegation.id)
    if own is None:
        return Best([], 0)
    of_sector = {str(each.id) for each in (*market.needs, *market.offerings) if wanted.takes(each)}
    found = (
        _partner(market, own, other)
        for other in market.stands.values()
        if wanted.from_other_side(other.delegation, delegation)
    )
    return _best(
        (each for each in found if any({pair.need, pair.offering} & of_sector for pair in each.fitting)),
        wanted,
        worth=lambda each: each.fit,
    )


def _partner(market: Market, own: Stand, other: Stand) -> Partner:
    found = market.fitting(own.party, other.party)
    return Partner(fit(found), other.delegation, found)


def _asked(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID) -> Kind:
    """What suggestions are asked for. Raises `NotFound` for what the actor may not read."""
    return lookup.one(db, interests.with_owner(kind, interest_id, actor.sight), NotFound(MISSING[kind]))


def _matches(db: Session, actor: Actor, asked: Interest, kind: type[Kind], wanted: Wanted) -> Best[Match[Kind]]:
    require_knowing(actor, asked.delegation)
    market = Market(db, actor, asked.delegation.conference_id)
    scored = (
        (market.score(asked, each), each)
        for each in market.seen(kind)
        if wanted.takes(each) and wanted.from_other_side(each.delegation, asked.delegation)
    )
    found = (Match(score, shown(actor, each), each.delegation) for score, each in scored if score is not None)
    return _best(found, wanted, worth=lambda each: each.score.points)


def _best(found: Iterable[Item], wanted: Wanted, *, worth: Callable[[Item], float]) -> Best[Item]:
    """Equal ones stay in the order of protocol."""
    kept = [each for each in found if worth(each) >= wanted.min_score]
    kept.sort(key=worth, reverse=True)
    return Best(kept[: wanted.limit], len(kept))
