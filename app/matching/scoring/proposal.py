"""What is scored: a need or an offering, as somebody wrote it and as it was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.matching.scoring.roles import Role, Side
from app.matching.scoring.text import Script

EMBASSY, CONCURRENT, CONSULATE, BOTH = 1.0, 0.8, 0.7, 0.6
TAUGHT, EVIDENCE = " + ", len(Role) + 1
_NOWHERE: Mapping[str, float] = MappingProxyType({})

Vector = NDArray[np.float32]


class Embedder(Protocol):
    """A language model that knows what whole texts mean, also in words that the glossary lacks."""

    @property
    def model(self) -> str:
        """Name and version: vectors of different models have nothing to do with each other."""

    def vector(self, side: Side, text: str) -> Vector:
        """The meaning of a text of that side; of length 1, so that the product of two is the cosine between them.

        What a model was taught follows behind it: `Meaning.of` tells them apart.
        """


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """What a model made of a text.

    `taught`: its evidence of each role, then of speaking for the home country, from a model that was taught these.
    """

    model: str
    vector: Vector
    taught: Vector | None = None

    @classmethod
    def of(cls, model: str, numbers: Vector) -> "Meaning":
        """Tell apart what a model made of a text; one that was taught has that in its name, behind its own."""
        plain, _, taught = model.partition(TAUGHT)
        return cls(plain, numbers[:-EVIDENCE], numbers[-EVIDENCE:]) if taught else cls(model, numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A need or an offering. Only the side is needed: what is not tagged is read from the text.

    `sectors` are codes, `objective` one of `objectives.csv`. `countries` are those wanted (a need; empty where any will
    do), or those it comes from (an offering), each with its weight from 0 to 1: see `reach`. `languages` are those that
    can be spoken; `urgency` goes from 0 to 1. `attributed`: it is known whose it is, so that its text is not asked for
    whom it speaks.
    """

    side: Side
    text: str = ""
    sectors: frozenset[str] = frozenset()
    objective: str | None = None
    countries: Mapping[str, float] = field(default_factory=lambda: _NOWHERE)
    languages: frozenset[str] = frozenset()
    urgency: float = 0.0
    attributed: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept of a text: how much it weighs there, the writer's roles towards it, the words that name it."""

    concept: str
    weight: float
    roles: Mapping[Role, float]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """A proposal as it was read. Everything that scoring asks for is worked out once, here; equal to itself alone.

    `sectors` are weights from 0 to 1; `tagged` says that people gave them. `own` are these and those of all mentions,
    `around` all that are near them: readings whose sectors are not near have nothing in common. `words` are those
    outside the glossary. `roles` and `said` are the writer's roles over the whole text and whether any cue told them.
    `home` is how likely it speaks for the home country, 0.5 where that is not asked.
    `meaning` is there if a language model read the text, too, and `topic` what this tells of what the text is about.
    """

    proposal: Proposal
    script: Script
    mentions: tuple[Mention, ...]
    sectors: Mapping[str, float]
    own: frozenset[str]
    around: frozenset[str]
    tagged: bool
    roles: Mapping[Role, float]
    said: bool
    countries: Mapping[str, float]
    provinces: frozenset[str]
    words: Mapping[str, float]
    amounts: Mapping[str, float]
    urgency: float
    home: float
    meaning: Meaning | None = None
    topic: Vector | None = None


def reach(kind: str, host: str, concurrent: frozenset[str] = frozenset()) -> dict[str, float]:
    """The countries that a mission speaks for: its host fully, less as a consulate, less where only accredited."""
    own = CONSULATE if kind == "consulate_general" else EMBASSY
    there = BOTH if own < EMBASSY else CONCURRENT
    return dict.fromkeys(sorted(concurrent), there) | {host: own}
