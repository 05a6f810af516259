"""Groups that suggest themselves: those who wish for the same delegation, and have a sector in common.

A host whom more wish for than it can meet one by one is proposed first. What many need and nobody offers is proposed
as a workshop, whose host is left to the organisers. Nobody who does not want to meet another of a group is put there,
and what is a group already is not proposed again.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Delegation, Interest, MemberState, Need, Offering, Role, Sector, Wish, WishKind
from app.queries import delegations as delegation_queries
from app.queries import groups as group_queries
from app.queries import interests, wishes
from app.services import sessions
from app.services.permissions import Actor, require_organiser

FEWEST, MOST, PER_HOST, SHOWN = 2, 5, 2, 12
"""So many besides the host make a group, and no more of them; so many proposals are told of a host, and of all."""
FEWEST_OF_WORKSHOP, WORKSHOPS = 3, 4
"""So many who need the same make a workshop; so many of those are told."""

Pair = frozenset[UUID]
Sectors = Mapping[UUID, Mapping[str, Sector]]
"""By delegation, and by their codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A host, and those who wish for it and have the sector, the most eager first; `further` ones are like them.

    It `can_meet` so many one by one, and is `wished_by` so many.
    """

    host: Delegation
    sector: Sector
    guests: tuple[Delegation, ...]
    wished_by: int
    can_meet: int
    further: tuple[Delegation, ...] = ()

    @property
    def members(self) -> tuple[Delegation, ...]:
        return (self.host, *self.guests)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """A sector that so many need and nobody offers, some of these, and the `further` ones who could be with them."""

    sector: Sector
    guests: tuple[Delegation, ...]
    needed_by: int
    further: tuple[Delegation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What proposals are made of: who wishes for whom, in which sectors, and which pairs are out of the question."""

    present: Mapping[UUID, Delegation]
    wishes: Sequence[Wish]
    needed: Sectors
    offered: Sectors
    barred: Collection[Pair]
    slots: int

    def all(self) -> list[Proposal]:
        """The host for whom most wish in vain first; of one host, the sector that most of them have."""
        found = [proposal for host, fans in self._fans().items() for proposal in self._around(host, fans)]
        return sorted(
            found,
            key=lambda each: (
                min(each.can_meet - each.wished_by, 0),
                -each.wished_by,
                each.host.position,
                -len(each.guests),
                each.sector.code,
            ),
        )

    def workshops(self) -> list[Workshop]:
        """What most need first."""
        needy: dict[Sector, list[UUID]] = defaultdict(list)
        for delegation_id, sectors in self.needed.items():
            for sector in sectors.values() if delegation_id in self.present else ():
                needy[sector].append(delegation_id)
        found = [self._workshop(sector, ids) for sector, ids in needy.items() if not self._is_offered(sector)]
        many = [each for each in found if len(each.guests) >= FEWEST_OF_WORKSHOP]
        return sorted(many, key=lambda each: (-each.needed_by, each.sector.code))

    def _is_offered(self, sector: Sector) -> bool:
        """Whole or in part, or as a part of what is."""
        offered = [each for sectors in self.offered.values() for each in sectors.values()]
        codes = {each.code for each in offered}
        return sector.code in codes | {each.parent_code for each in offered} or sector.parent_code in codes

    def _workshop(self, sector: Sector, needy: Sequence[UUID]) -> Workshop:
        ordered = sorted(needy, key=lambda each: (self.present[each].side, self.present[each].position))
        chosen = self._willing([], ordered)
        guests, further = self._named(chosen[:MOST]), self._named(chosen[MOST:])
        return Workshop(sector=sector, guests=guests, needed_by=len(needy), further=further)

    def _fans(self) -> Mapping[UUID, list[Wish]]:
        fans: dict[UUID, list[Wish]] = defaultdict(list)
        for wish in self.wishes:
            if wish.kind is WishKind.RANKED and {wish.delegation_id, wish.target_id} <= self.present.keys():
                fans[wish.target_id].append(wish)
        return {
            host: sorted(each, key=lambda wish: (wish.rank or 0, wish.delegation_id)) for host, each in fans.items()
        }

    def _around(self, host: UUID, fans: Sequence[Wish]) -> Iterator[Proposal]:
        by_sector: dict[str, list[UUID]] = defaultdict(list)
        known: dict[str, Sector] = {}
        for wish in fans:
            own = {**self.needed.get(wish.delegation_id, {}), **self.offered.get(wish.delegation_id, {})}
            for code, sector in own.items():
                known[code] = sector
                by_sector[code].append(wish.delegation_id)
        for code, eager in by_sector.items():
            guests = self._willing([host], eager)
            if len(guests) >= FEWEST:
                yield Proposal(
                    host=self.present[host],
                    sector=known[code],
                    guests=self._named(guests[:MOST]),
                    wished_by=len(fans),
                    can_meet=self.slots * self.present[host].teams,
                    further=self._named(guests[MOST:]),
                )

    def _willing(self, there: Sequence[UUID], eager: Sequence[UUID]) -> list[UUID]:
        """Those who may be together with those who are there, and with each other, one after another."""
        chosen: list[UUID] = []
        for each in eager:
            if self._is_welcome(each, [*there, *chosen]):
                chosen.append(each)
        return chosen

    def _named(self, ids: Sequence[UUID]) -> tuple[Delegation, ...]:
        return tuple(self.present[each] for each in ids)

    def _is_welcome(self, one: UUID, chosen: Sequence[UUID]) -> bool:
        return all(frozenset((one, other)) not in self.barred for other in chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """Those with a host, the most wanted in vain first, and those without."""

    hosted: Sequence[Proposal]
    workshops: Sequence[Workshop]


def proposals(db: Session, actor: Actor, session_id: UUID) -> Proposals:
    """For organisers. Each delegation is a guest of one host in one proposal only, so that all can be taken at once."""
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    present = {each.id: each for each in db.scalars(delegation_queries.named_of_conference(session.conference_id))}
    wished = db.scalars(wishes.of_session(session.id)).all()
    ground = Ground(
        present=present,
        wishes=wished,
        needed=_sectors(db, actor, session.conference_id, Need),
        offered=_sectors(db, actor, session.conference_id, Offering),
        barred=_refused(wished) | _together(db, session.id),
        slots=len(session.slots),
    )
    hosted = _distinct(ground.all())[:SHOWN]
    themes = {each.sector.code for each in hosted}
    workshops = [each for each in ground.workshops() if each.sector.code not in themes]
    return Proposals(hosted=hosted, workshops=workshops[:WORKSHOPS])


def _distinct(found: Sequence[Proposal]) -> list[Proposal]:
    taken: set[tuple[UUID, UUID]] = set()
    kept: list[Proposal] = []
    around: Counter[UUID] = Counter()
    for proposal in found:
        pairs = {(proposal.host.id, guest.id) for guest in proposal.guests}
        if not pairs & taken and around[proposal.host.id] < PER_HOST:
            taken |= pairs
            around[proposal.host.id] += 1
            kept.append(proposal)
    return kept


def _sectors(db: Session, actor: Actor, conference_id: UUID, kind: type[Interest]) -> Sectors:
    """What the needs, or the offerings, of each delegation are about."""
    found: dict[UUID, dict[str, Sector]] = defaultdict(dict)
    for delegation_id, sector in db.execute(interests.sectors_in_market(kind, conference_id, actor.sight)):
        found[delegation_id][sector.code] = sector
    return found


def _refused(wished: Sequence[Wish]) -> set[Pair]:
    return {frozenset((each.delegation_id, each.target_id)) for each in wished if each.kind is WishKind.DO_NOT_MEET}


def _together(db: Session, session_id: UUID) -> set[Pair]:
    """Those who are asked into the same group already."""
    found: set[Pair] = set()
    for group in db.scalars(group_queries.of_session(session_id)):
        ids = [each.delegation_id for each in group.members if each.state is not MemberState.DECLINED]
        found |= {frozenset(pair) for pair in combinations(ids, 2)}
    return found
