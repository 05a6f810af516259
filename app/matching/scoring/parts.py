"""The parts of a score, one function each: what share of its points a part brings, from -1 to 1.

A share below 0 takes points away. Only what is about the same thing can bring points for direction, country and the
like: these shares are scaled by how far the two have a topic in common.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.matching.scoring.amounts import closeness
from app.matching.scoring.match import Match
from app.matching.scoring.proposal import Reading
from app.matching.scoring.weights import Part

ENOUGH_IN_COMMON, UNKNOWN_TOPIC, OTHER_TOPIC = 0.55, 0.9, 0.35
ANY_WILL_DO, UNTOLD, UNREAD = 0.75, 0.5, 0.2
LEAST_AGAINST, MORE_FOR_GOODS = 0.5, 0.15
UNLIKE, ALIKE = 0.03, 0.3
TRIGRAM = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """A need and an offering as they were read, what they have in common, and how earlier meetings went (-1 to 1).

    `unread`: a text speaks only of things that the glossary lacks, so that its topic is not known. `gate`, from 0 to 1:
    how far there is a topic in common at all; what is not known may be in common.
    """

    need: Reading
    offer: Reading
    match: Match
    history: float = 0.0
    unread: bool = field(init=False)
    gate: float = field(init=False)

    def __post_init__(self) -> None:
        told = bool(self.need.mentions and self.offer.mentions)
        unread = not told and any(not side.mentions and side.words for side in (self.need, self.offer))
        least = UNKNOWN_TOPIC if unread else OTHER_TOPIC if told else 0.0
        enough = ENOUGH_IN_COMMON + MORE_FOR_GOODS * self.match.trade
        object.__setattr__(self, "unread", unread)
        object.__setattr__(self, "gate", max(least, min(1.0, self.match.topic / enough)))

    @property
    def likeness(self) -> float | None:
        """The cosine between what both texts are about, from -1 to 1; nothing unless one language model read both."""
        ours, theirs = self.need.meaning, self.offer.meaning
        if ours is None or theirs is None or ours.model != theirs.model:
            return None
        if self.need.topic is None or self.offer.topic is None:
            return None
        return float(self.need.topic @ self.offer.topic)

    @property
    def amounts_near(self) -> float | None:
        """How near the amounts are that both name in the same unit, from 0 to 1; nothing if there are none."""
        return closeness(self.need.amounts, self.offer.amounts)


def sectors(pair: Pair) -> float:
    """How near the sectors are in the taxonomy, tagged ones or those found in the texts."""
    return pair.match.sectors


def concepts(pair: Pair) -> float:
    """How far both speak of the same things, in whatever language."""
    return max(pair.match.concepts, UNREAD) if pair.unread else pair.match.concepts


def words(pair: Pair) -> float:
    """How many words outside the glossary both have: names, places, brands.

    Where either text has no term of the glossary, by groups of three letters instead, which forgive spelling.
    """
    if not pair.need.mentions or not pair.offer.mentions:
        return _overlap(_trigrams(pair.need.words), _trigrams(pair.offer.words))
    return _overlap(pair.need.words, pair.offer.words)


def alike(pair: Pair) -> float:
    """How near the texts are to a language model, between those that have nothing in common and those that do."""
    likeness = UNLIKE if pair.likeness is None else pair.likeness
    return min(1.0, max(0.0, (likeness - UNLIKE) / (ALIKE - UNLIKE)))


def meaning(pair: Pair) -> float:
    """How near they are to a language model, which does not know who gives and who takes: less, the less that fits."""
    return alike(pair) * (1 + pair.match.direction) / 2


def direction(pair: Pair) -> float:
    """Whether one gives what the other takes; below 0 where both do the same."""
    meets = pair.match.direction
    return meets * pair.gate if meets > 0 else meets * max(pair.gate, LEAST_AGAINST)


def country(pair: Pair) -> float:
    """Whether the offering comes from where the need wants it; a country far from all that are wanted costs points."""
    wanted, come_from = pair.need.countries, pair.offer.countries
    if not wanted or not come_from:
        return ANY_WILL_DO * pair.gate
    shared = max((wanted[each] * come_from[each] for each in wanted.keys() & come_from.keys()), default=0.0)
    return shared * pair.gate if shared else -1.0


def province(pair: Pair) -> float:
    """Whether both name the same province; another one costs points."""
    here, there = pair.need.provinces, pair.offer.provinces
    if not here or not there:
        return UNTOLD * pair.gate
    return pair.gate if here & there else -1.0


def size(pair: Pair) -> float:
    """How near the amounts are that both name in the same unit."""
    near = pair.amounts_near
    return (UNTOLD if near is None else near) * pair.gate


def urgency(pair: Pair) -> float:
    """How urgent either side says that it is."""
    return max(pair.need.urgency, pair.offer.urgency) * pair.gate


def language(pair: Pair) -> float:
    """Whether the two have a language in common; half of it where either does not tell."""
    ours, theirs = pair.need.proposal.languages, pair.offer.proposal.languages
    if not ours or not theirs:
        return UNTOLD * pair.gate
    return pair.gate if ours & theirs else 0.0


def history(pair: Pair) -> float:
    """How earlier meetings of the two went, as it is given."""
    return pair.history * pair.gate if pair.history > 0 else pair.history


PARTS: Mapping[Part, Callable[[Pair], float]] = {
    Part.SECTORS: sectors,
    Part.CONCEPTS: concepts,
    Part.WORDS: words,
    Part.MEANING: meaning,
    Part.DIRECTION: direction,
    Part.COUNTRY: country,
    Part.PROVINCE: province,
    Part.SIZE: size,
    Part.URGENCY: urgency,
    Part.LANGUAGE: language,
    Part.HISTORY: history,
}


def _overlap(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The weight in common as a share of the smaller side, damped where that is short."""
    shared = sum(min(one[word], other[word]) for word in one.keys() & other.keys())
    return shared / max(2.0, min(sum(one.values()), sum(other.values()))) if shared else 0.0


def _trigrams(weighted: Mapping[str, float]) -> dict[str, float]:
    return {
        padded[start : start + TRIGRAM]: weight / len(word)
        for word, weight in weighted.items()
        for padded in (f" {word} ",)
        for start in range(len(padded) - TRIGRAM + 1)
    }
