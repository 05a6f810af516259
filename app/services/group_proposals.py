"""Groups that suggest themselves: those who wish for the same delegation, and have a sector in common.

A host whom more wish for than it can meet one by one is proposed first. Nobody who does not want to meet another of a
group is put there, and what is a group already is not proposed again.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Delegation, MemberState, Need, Offering, Role, Sector, Wish, WishKind
from app.queries import delegations as delegation_queries
from app.queries import groups as group_queries
from app.queries import interests, wishes
from app.services import sessions
from app.services.permissions import Actor, require_organiser

FEWEST, MOST, PER_HOST, SHOWN = 2, 5, 2, 12
"""So many besides the host make a group, and no more of them; so many proposals are told of a host, and of all."""

Pair = frozenset[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A host, and those who wish for it and have the sector, the most eager first.

    It `can_meet` so many one by one, and is `wished_by` so many.
    """

    host: Delegation
    sector: Sector
    guests: tuple[Delegation, ...]
    wished_by: int
    can_meet: int

    @property
    def members(self) -> tuple[Delegation, ...]:
        return (self.host, *self.guests)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What proposals are made of: who wishes for whom, in which sectors, and which pairs are out of the question."""

    present: Mapping[UUID, Delegation]
    wishes: Sequence[Wish]
    sectors: Mapping[UUID, Mapping[str, Sector]]
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
            for code, sector in self.sectors.get(wish.delegation_id, {}).items():
                known[code] = sector
                by_sector[code].append(wish.delegation_id)
        for code, eager in by_sector.items():
            guests = self._willing(host, eager)
            if len(guests) >= FEWEST:
                yield Proposal(
                    host=self.present[host],
                    sector=known[code],
                    guests=tuple(self.present[each] for each in guests),
                    wished_by=len(fans),
                    can_meet=self.slots * self.present[host].teams,
                )

    def _willing(self, host: UUID, eager: Sequence[UUID]) -> list[UUID]:
        """Those who may be together, one after another as far as there is room."""
        chosen = [host]
        for each in eager:
            if len(chosen) <= MOST and all(frozenset((each, other)) not in self.barred for other in chosen):
                chosen.append(each)
        return chosen[1:]


def proposals(db: Session, actor: Actor, session_id: UUID) -> list[Proposal]:
    """For organisers. Each delegation is a guest of one host in one proposal only, so that all can be taken at once."""
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    present = {each.id: each for each in db.scalars(delegation_queries.named_of_conference(session.conference_id))}
    wished = db.scalars(wishes.of_session(session.id)).all()
    ground = Ground(
        present=present,
        wishes=wished,
        sectors=_sectors(db, actor, session.conference_id),
        barred=_refused(wished) | _together(db, session.id),
        slots=len(session.slots),
    )
    return _distinct(ground.all())[:SHOWN]


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


def _sectors(db: Session, actor: Actor, conference_id: UUID) -> Mapping[UUID, Mapping[str, Sector]]:
    """By delegation what its needs and offerings are about, by code."""
    found: dict[UUID, dict[str, Sector]] = defaultdict(dict)
    for kind in (Need, Offering):
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
