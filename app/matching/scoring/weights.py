"""How many points each part of a score can bring, and cost."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum


class Part(StrEnum):
    """The parts that a score is the sum of, in the order in which they are told."""

    SECTORS = "sectors"
    CONCEPTS = "concepts"
    WORDS = "words"
    MEANING = "meaning"
    DIRECTION = "direction"
    COUNTRY = "country"
    PROVINCE = "province"
    SIZE = "size"
    URGENCY = "urgency"
    LANGUAGE = "language"
    HISTORY = "history"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Points that the parts bring at most, each from 0 to 100; `against_*` is what a part takes away at most.

    What a part brings is told beside what it could have brought, so a conference may weigh as it likes: a score is
    what was reached of the sum of what the parts could bring, scaled to 0 to 100. `meaning` counts only where a
    language model read both texts, too.
    """

    sectors: float = 5
    concepts: float = 36
    words: float = 6
    meaning: float = 14
    direction: float = 44
    country: float = 3
    province: float = 2
    size: float = 1
    urgency: float = 1
    language: float = 1
    history: float = 1
    against_direction: float = 60
    against_country: float = 8
    against_province: float = 2
    against_history: float = 10

    def __post_init__(self) -> None:
        wrong = [name for name, value in asdict(self).items() if not 0 <= value <= 100]  # noqa: PLR2004 - per cent
        if wrong:
            raise ValueError(f"weights outside 0 to 100: {', '.join(wrong)}")

    def most(self, part: Part) -> float:
        """What the part can bring."""
        return float(getattr(self, part.value))

    def least(self, part: Part) -> float:
        """What the part can take away, as a positive number."""
        return float(getattr(self, f"against_{part.value}", 0.0))

    def plain(self) -> Mapping[str, float]:
        return asdict(self)
