"""What delegations look for and bring, as it was read: rows become proposals, each text is read once.

Readings and what two delegations have in common are remembered by what was written. So an edit costs what it changes,
nothing grows stale, and several servers need not tell each other.
"""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from uuid import UUID

from sqlalchemy.orm import Session

from app import data
from app.matching.scoring import organisations
from app.matching.scoring.organisations import Dismissed, Fitting, Party
from app.matching.scoring.proposal import Proposal, Reading, reach
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.roles import Side
from app.matching.scoring.score import Scorer
from app.matching.scoring.weights import Weights
from app.models import CountryRole, Interest, Need, Offering, Organisation, Urgency
from app.queries import scoring as queries
from app.services.scoring import meanings

TEXTS, PARTIES, PAIRS, SCORERS = 8_192, 4_096, 65_536, 64
URGENCY = {Urgency.LOW: 0.0, Urgency.NORMAL: 0.0, Urgency.HIGH: 1.0}

Regions = Mapping[str, frozenset[str]]
Countries = frozenset[tuple[str, float]]
Languages = frozenset[str]
UNKNOWN: Languages = frozenset()


@cache
def knowledge() -> Knowledge:
    """All that scoring knows of the world."""
    return Knowledge.of(data.rows)


@lru_cache(SCORERS)
def scorer(weights: Weights) -> Scorer:
    return Scorer(knowledge(), weights)


@lru_cache(PAIRS)
def fitting(by: Scorer, one: Party, other: Party, dismissed: Dismissed, history: float) -> tuple[Fitting, ...]:
    """As in `organisations`. What is dismissed is of these two alone: that of others would have all scored anew."""
    return organisations.fitting(by, one, other, dismissed, history)


class Readings:
    """Reads rows, with what regions stand for."""

    def __init__(self, db: Session) -> None:
        members: dict[str, set[str]] = {}
        for country, region in db.execute(queries.regions_of_countries()):
            members.setdefault(region, set()).add(country)
        self._regions: Regions = {region: frozenset(countries) for region, countries in members.items()}

    @property
    def regions(self) -> frozenset[tuple[str, frozenset[str]]]:
        """What regions stand for, to tell whether that has changed."""
        return frozenset(self._regions.items())

    def of(self, interest: Interest, organisation: Organisation, languages: Languages = UNKNOWN) -> Reading:
        """A need or an offering of an organisation, both with what they are linked to, and what it speaks there."""
        return _read(
            meanings.side_of(interest),
            meanings.text_of(interest),
            frozenset(sector.code for sector in interest.sectors),
            interest.objective_code,
            self._countries(interest, organisation),
            URGENCY[interest.urgency],
            meanings.packed(interest),
            languages,
        )

    def party(
        self, organisation: Organisation, key: UUID, interests: Iterable[Interest], languages: Languages = UNKNOWN
    ) -> Party:
        """What one delegation looks for and brings, or as much of it as is given."""
        read = [(interest, self.of(interest, organisation, languages)) for interest in interests]
        needs = tuple((str(each.id), reading) for each, reading in read if isinstance(each, Need))
        offerings = tuple((str(each.id), reading) for each, reading in read if not isinstance(each, Need))
        return _party(str(key), needs, offerings)

    def _countries(self, interest: Interest, organisation: Organisation) -> Countries:
        """Those that a need wants, with all of its regions; those that an offering is from."""
        if isinstance(interest, Need):
            wanted = {country.iso2 for country in interest.countries}
            return _evenly(wanted.union(*(self._regions.get(region.code, set()) for region in interest.regions)))
        own = {country.iso2 for country in interest.countries}
        if not own and isinstance(interest, Offering) and interest.partner_country_code:
            own = {interest.partner_country_code}
        return _evenly(own) or _spoken_for(organisation)


def _evenly(countries: Iterable[str]) -> Countries:
    return frozenset((country, 1.0) for country in countries)


def _spoken_for(organisation: Organisation) -> Countries:
    """Its own country, and those where it is accredited besides."""
    hosts = sorted(link.country_iso2 for link in organisation.countries if link.role is CountryRole.HOST)
    besides = frozenset(link.country_iso2 for link in organisation.countries if link.role is CountryRole.CONCURRENT)
    if not hosts:
        return _evenly(besides)
    found: dict[str, float] = {}
    for host in hosts:
        found |= reach(organisation.category or "", host, besides)
    return frozenset(found.items())


@lru_cache(TEXTS)
def _read(  # noqa: PLR0917 -- the key by which it is remembered
    side: Side,
    text: str,
    sectors: frozenset[str],
    objective: str | None,
    countries: Countries,
    urgency: float,
    meaning: tuple[str, bytes] | None,
    languages: Languages,
) -> Reading:
    proposal = Proposal(
        side=side,
        text=text,
        sectors=sectors,
        objective=objective,
        countries=dict(sorted(countries)),
        urgency=urgency,
        languages=languages,
        attributed=True,
    )
    return knowledge().read(proposal, meaning and meanings.unpacked(*meaning))


@lru_cache(PARTIES)
def _party(key: str, needs: tuple[tuple[str, Reading], ...], offerings: tuple[tuple[str, Reading], ...]) -> Party:
    return Party(key, dict(needs), dict(offerings))
