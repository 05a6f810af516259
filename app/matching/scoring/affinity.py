"""How well what one organisation looks for fits what another brings.

A first, simple measure: it reads the tags of needs and offerings and not their texts. Its best use is to tell apart
meetings that wishes leave equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SAME_SECTOR = 60
SAME_TOP_SECTOR = 30
SAME_OBJECTIVE = 15
WANTED_COUNTRY = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What is looked for. `sectors` are codes; `countries` those wanted, empty where any will do."""

    sectors: frozenset[str]
    objective: str | None = None
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """What is brought, and the `countries` it comes from: hosts and concurrent accreditations of a mission."""

    sectors: frozenset[str]
    objective: str | None = None
    countries: frozenset[str] = frozenset()


def affinity(needs: Sequence[Need], offerings: Sequence[Offering], parents: Mapping[str, str]) -> int:
    """How well the best pair of a need and an offering fits, 0 to 100; 0 without needs or offerings.

    `parents` gives the top sector of each sub-sector. The order of the arguments' items does not matter.
    """
    return max((fit(need, offering, parents) for need in needs for offering in offerings), default=0)


def fit(need: Need, offering: Offering, parents: Mapping[str, str]) -> int:
    """How well an offering fits a need, 0 to 100: sector, objective and wanted country.

    Without a common top sector nothing else counts: the same country and objective in different trades help nobody.
    """
    closeness = _sector_closeness(need.sectors, offering.sectors, parents)
    if closeness == 0:
        return 0
    same_objective = need.objective is not None and need.objective == offering.objective
    wanted = not need.countries or not need.countries.isdisjoint(offering.countries)
    return closeness + SAME_OBJECTIVE * same_objective + WANTED_COUNTRY * wanted


def _sector_closeness(one: frozenset[str], other: frozenset[str], parents: Mapping[str, str]) -> int:
    if not one.isdisjoint(other):
        return SAME_SECTOR
    tops = {parents.get(sector, sector) for sector in one}
    return SAME_TOP_SECTOR if any(parents.get(sector, sector) in tops for sector in other) else 0
