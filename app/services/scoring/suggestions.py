"""Suggestions: who at a conference fits whom, of what the one who asks may see, the best first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.matching.scoring.organisations import Fitting, Party, fit
from app.matching.scoring.score import Score
from app.models import Delegation, Interest, Need, Offering
from app.queries import delegations as queries
from app.queries import interests
from app.services import delegations, lookup
from app.services.disclosure import Shown, shown
from app.services.interest_access import MISSING
from app.services.permissions import Actor, require_knowing
from app.services.scoring.market import Market

Item = TypeVar("Item")
Kind = TypeVar("Kind", bound=Interest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What may be suggested: the first so many from a score on, of a side, of a sector or what is below it."""

    limit: int
    min_score: float
    side: str | None = None
    sector_code: str | None = None

    def from_other_side(self, other: Delegation, own: Delegation) -> bool:
        """Whether the delegation is of the side, which is never the own one."""
        return other.side != own.side and self.side in {None, other.side}


class WhyEmpty(StrEnum):
    """Nothing was said that others could fit; nothing of what others say is shown; none of it fits well enough."""

    NOTHING_SAID = "nothing_said"
    NOTHING_SHOWN = "nothing_shown"
    NOTHING_FITS = "nothing_fits"


@dataclass(frozen=True, slots=True)
class Best(Generic[Item]):
    """The first of the `total` that may be suggested; `below` are those that score less than is wanted.

    `why_empty` goes by what the reader sees, and so tells nothing of what is hidden.
    """

    items: Sequence[Item]
    total: int
    below: int = 0
    why_empty: WhyEmpty | None = None


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
    own = market.book.parties.get(delegation.id)
    if own is None:
        return Best([], 0, why_empty=WhyEmpty.NOTHING_SAID)
    of_sector = market.book.of_sector(wanted.sector_code)
    others = _others(db, market, delegation, wanted)
    found = (_partner(market, own, other, party) for other, party in others)
    return _best(
        [each for each in found if any({pair.need, pair.offering} & of_sector for pair in each.fitting)],
        wanted,
        worth=lambda each: each.fit,
        why_empty=WhyEmpty.NOTHING_FITS if others else WhyEmpty.NOTHING_SHOWN,
    )


def _others(db: Session, market: Market, own: Delegation, wanted: Wanted) -> list[tuple[Delegation, Party]]:
    """Of whom anything is seen, in the order of protocol."""
    everybody = db.scalars(queries.named_of_conference(own.conference_id)).all()
    parties = market.book.parties
    return [(each, parties[each.id]) for each in everybody if each.id in parties and wanted.from_other_side(each, own)]


def _partner(market: Market, own: Party, other: Delegation, party: Party) -> Partner:
    found = market.fitting(own, party)
    return Partner(fit(found), other, found)


def _asked(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID) -> Kind:
    """What suggestions are asked for. Raises `NotFound` for what the actor may not read."""
    return lookup.one(db, interests.with_owner(kind, interest_id, actor.sight), NotFound(MISSING[kind]))


def _matches(db: Session, actor: Actor, asked: Interest, kind: type[Kind], wanted: Wanted) -> Best[Match[Kind]]:
    require_knowing(actor, asked.delegation)
    market = Market(db, actor, asked.delegation.conference_id)
    of_sector = market.book.of_sector(wanted.sector_code)
    others = [party for _, party in _others(db, market, asked.delegation, wanted)]
    is_shown = any(party.offerings if kind is Offering else party.needs for party in others)
    best = _best(
        [(key, score) for party in others for key, score in market.scores(asked, party) if str(key) in of_sector],
        wanted,
        worth=lambda each: each[1].points,
        why_empty=WhyEmpty.NOTHING_FITS if is_shown else WhyEmpty.NOTHING_SHOWN,
    )
    rows = {row.id: row for row in db.scalars(interests.with_owners(kind, [key for key, _ in best.items], actor.sight))}
    items = [Match(score, shown(actor, rows[key]), rows[key].delegation) for key, score in best.items]
    return Best(items, best.total, best.below, best.why_empty)


def _best(found: Sequence[Item], wanted: Wanted, *, worth: Callable[[Item], float], why_empty: WhyEmpty) -> Best[Item]:
    """Equal ones stay in the order of protocol."""
    kept = [each for each in found if worth(each) >= wanted.min_score]
    kept.sort(key=worth, reverse=True)
    return Best(kept[: wanted.limit], len(kept), len(found) - len(kept), None if kept else why_empty)
