"""What a need and an offering have in common, by concepts: the ground that most parts of a score stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from app.matching.scoring.glossary import Glossary
from app.matching.scoring.homeland import same_side
from app.matching.scoring.proposal import Mention, Reading
from app.matching.scoring.roles import UNKNOWN, Role, compatibility

PEAK, COVER_OF_NEED, COVER_OF_OFFER = 0.25, 0.6, 0.15
CLOSE_SECTORS, LESS_OF_GOODS = 0.9, 0.9
NEAR = 0.15
AGAINST_ONE_SIDE = 0.2


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two mentions that are about the same or near things, how near, and whether the roles towards it go together."""

    need: Mention
    offer: Mention
    near: float
    direction: float

    @property
    def weight(self) -> float:
        """How much it says of whether the two go together."""
        return self.near**2 * sqrt(self.need.weight * self.offer.weight)


@dataclass(frozen=True, slots=True)
class Match:
    """`concepts` and `sectors`: how near, from 0 to 1. `direction`: how well the roles go together, from -1 to 1.

    `one_side`, from 0 to 1: how sure it is that both speak for the same side, which lowers `direction`.
    `trade`: how far both sides trade in goods. `topic` from 0 to 1 says whether the two are about the same thing at
    all; of goods, their sectors hardly say so: who buys tea does not buy coffee.
    """

    meetings: tuple[Meeting, ...]
    concepts: float
    sectors: float
    best_sectors: tuple[str, str] | None
    direction: float
    trade: float
    one_side: float

    @property
    def topic(self) -> float:
        return max(self.concepts, CLOSE_SECTORS * self.sectors * (1 - LESS_OF_GOODS * self.trade))


def match(need: Reading, offer: Reading, glossary: Glossary) -> Match:
    """Compare a need with an offering. The order of mentions does not matter."""
    one_side = same_side(need.home, offer.home)
    if need.around.isdisjoint(offer.own):
        return Match((), 0.0, 0.0, None, _direction(need, offer, (), one_side), 0.0, one_side)
    meetings, concepts = _concepts(need, offer, glossary)
    sectors, best = _sectors(need, offer, glossary)
    trade = _trading(need) * _trading(offer) if need.mentions and offer.mentions else 0.0
    return Match(meetings, concepts, sectors, best, _direction(need, offer, meetings, one_side), trade, one_side)


def _trading(reading: Reading) -> float:
    return reading.roles.get(Role.SELL, 0.0) + reading.roles.get(Role.BUY, 0.0)


def _concepts(need: Reading, offer: Reading, glossary: Glossary) -> tuple[tuple[Meeting, ...], float]:
    """The nearest mention of the other side for each mention, and how near the two texts are by these.

    Half is the nearest pair, the rest how much of the need and of the offering the other side speaks of.
    """
    if not need.mentions or not offer.mentions:
        return (), 0.0
    near = glossary.near
    needs, offers = need.mentions, offer.mentions
    table = [[near(a.concept, b.concept) for b in offers] for a in needs]
    columns = list(zip(*table, strict=True))
    of_rows, of_columns = list(map(max, table)), list(map(max, columns))
    peak = max(max(map(_weighed, row, offers)) * sqrt(a.weight) for a, row in zip(needs, table, strict=True))
    pairs = {(i, table[i].index(most)) for i, most in enumerate(of_rows) if most >= NEAR}
    pairs |= {(columns[j].index(most), j) for j, most in enumerate(of_columns) if most >= NEAR}
    meetings = tuple(
        Meeting(a, b, table[i][j], compatibility(a.roles, b.roles))
        for i, j in sorted(pairs)
        for a, b in [(needs[i], offers[j])]
    )
    of_need, of_offer = _cover(needs, of_rows), _cover(offers, of_columns)
    return meetings, min(1.0, PEAK * min(1.0, peak) + COVER_OF_NEED * of_need + COVER_OF_OFFER * of_offer)


def _weighed(near: float, mention: Mention) -> float:
    return near * sqrt(mention.weight)


def _cover(mentions: Sequence[Mention], near: Sequence[float]) -> float:
    """How much of the mentions the other side has something near to, by their weights."""
    weights = [mention.weight for mention in mentions]
    return sum(weight * close for weight, close in zip(weights, near, strict=True)) / sum(weights)


def _sectors(need: Reading, offer: Reading, glossary: Glossary) -> tuple[float, tuple[str, str] | None]:
    """How near the nearest sectors are, each by how strongly its side is of it."""
    best, closest = 0.0, None
    for one, a in need.sectors.items():
        for other, b in offer.sectors.items():
            if sqrt(a * b) > best:
                near = glossary.sectors_near(one, other) * sqrt(a * b)
                if near > best:
                    best, closest = near, (one, other)
    return best, closest


def _direction(need: Reading, offer: Reading, meetings: tuple[Meeting, ...], one_side: float) -> float:
    """Half by the things that both speak of, the nearer the more, half by the whole texts; less within one side."""
    return max(-1.0, _by_roles(need, offer, meetings) - AGAINST_ONE_SIDE * one_side)


def _by_roles(need: Reading, offer: Reading, meetings: tuple[Meeting, ...]) -> float:
    whole = compatibility(need.roles, offer.roles) if need.roles and offer.roles else UNKNOWN
    weights = [each.weight for each in meetings]
    if not sum(weights):
        return whole
    things = sum(each.direction * weight for each, weight in zip(meetings, weights, strict=True)) / sum(weights)
    return (things + whole) / 2
