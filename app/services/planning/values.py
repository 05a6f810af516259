"""What the meetings of a session are worth: points of both sides for ranks or agreement, and a few for fit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scoring.affinity import Need, Offering, affinity
from app.matching.scoring.ranks import FIRST, SPAN, rank_value
from app.models import Delegation, Wish, WishKind
from app.queries import planning as queries

# Few enough that a better rank outweighs a perfect fit in any list of up to fifteen.
AFFINITY_POINTS = 4

# What a side that agreed to meet gives a meeting at the least: as much as a wish in the middle of a list. Two of that
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


class Fits:
    """Points for how well two delegations' needs and offerings fit, in either direction."""

    def __init__(self, db: Session, delegations: Iterable[Delegation]) -> None:
        self._parents = {sector: parent for sector, parent in db.execute(queries.parents()) if parent is not None}
        members: dict[str, set[str]] = defaultdict(set)
        for country, region in db.execute(queries.regions_of_countries()):
            members[region].add(country)
        self._needs = {delegation.id: _needs(delegation, members) for delegation in delegations}
        self._offerings = {delegation.id: _offerings(delegation) for delegation in delegations}

    def points(self, a_id: UUID, b_id: UUID) -> int:
        """From 0 to `AFFINITY_POINTS`."""
        there = affinity(self._needs[a_id], self._offerings[b_id], self._parents)
        back = affinity(self._needs[b_id], self._offerings[a_id], self._parents)
        return AFFINITY_POINTS * max(there, back) // 100


def _needs(delegation: Delegation, members: Mapping[str, set[str]]) -> list[Need]:
    """A wanted region stands for its countries."""
    return [
        Need(
            sectors=frozenset(sector.code for sector in need.sectors),
            objective=need.objective_code,
            countries=frozenset(country.iso2 for country in need.countries).union(
                *(members[region.code] for region in need.regions)
            ),
        )
        for need in delegation.needs
    ]


def _offerings(delegation: Delegation) -> list[Offering]:
    """Without countries of its own, an offering comes from all that the delegation speaks for."""
    spoken_for = frozenset(link.country_iso2 for link in delegation.organisation.countries)
    return [
        Offering(
            sectors=frozenset(sector.code for sector in offering.sectors),
            objective=offering.objective_code,
            countries=frozenset(country.iso2 for country in offering.countries) or spoken_for,
        )
        for offering in delegation.offerings
    ]
