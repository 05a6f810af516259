"""Small, well-formed instances with every feature of the format, for Hypothesis and for longer fuzzing.

One builder serves both: it draws from a `random.Random`. Hypothesis only picks its seed: were it to pick each number,
it would prefer small ones, and four of five instances would have pins that contradict each other.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from app.matching.scheduling.problem import (
    Goal,
    Interpreter,
    Meeting,
    Party,
    Policy,
    Problem,
    Resource,
    Slot,
    Spot,
    Table,
)

T = TypeVar("T")

OPENING = datetime(2026, 12, 18, 8, 30, tzinfo=UTC)
FEATURES = frozenset(
    {
        "absence",
        "alternatives",
        "bonus",
        "groups",
        "interpreters",
        "lengths",
        "limits",
        "own tables",
        "pins",
        "precedence",
        "published",
        "resources",
        "spread",
        "table needs",
        "zones",
    }
)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How large an instance may be, and which features it has."""

    slots: int = 5
    tables: int = 2
    parties: int = 5
    meetings: int = 5
    interpreters: int = 2
    features: frozenset[str] = field(default=FEATURES)

    def without(self, *features: str) -> "Shape":
        """The same size with fewer features."""
        return replace(self, features=self.features - set(features))


def fuzzing() -> bool:
    """Whether this is a long run that looks for what nobody has seen yet."""
    return "KETNOI_FUZZ_TIMES" in os.environ


def examples(default: int) -> int:
    """How many examples a property is tried on; `KETNOI_FUZZ_TIMES` asks for so many times as many."""
    return default * int(os.environ.get("KETNOI_FUZZ_TIMES", "1"))


def problems(shape: Shape | None = None) -> st.SearchStrategy[Problem]:
    """Instances up to this shape."""
    return st.randoms(use_true_random=True).map(lambda source: random_problem(source, shape or Shape()))


def random_problem(source: Random, shape: Shape) -> Problem:
    """One instance; equal sources give equal instances."""
    return Builder(source, shape).problem()


def programme(*periods: tuple[str, int]) -> tuple[Slot, ...]:
    """Slots s1, s2 … of a quarter of an hour; periods given by name and number of slots."""
    names = [name for name, number in periods for _ in range(number)]
    starts = [OPENING + timedelta(minutes=15 * i) for i in range(len(names))]
    return tuple(
        Slot(id=f"s{i}", start=start, end=start + timedelta(minutes=15), period=name)
        for i, (name, start) in enumerate(zip(names, starts, strict=True), 1)
    )


class Builder:
    """Draws the parts of an instance one after another."""

    def __init__(self, source: Random, shape: Shape) -> None:
        self.source = source
        self.shape = shape
        first = source.randint((shape.slots + 1) // 2, shape.slots)
        self.slots = programme(("morning", first), ("afternoon", source.randint(0, shape.slots - first)))
        self.slot_ids = [slot.id for slot in self.slots]
        self.table_ids = [f"T{i}" for i in range(1, source.randint(1, shape.tables) + 1)]
        self.party_ids = [f"P{i}" for i in range(1, source.randint((shape.parties + 1) // 2, shape.parties) + 1)]

    def problem(self) -> Problem:
        """The whole instance."""
        meetings = self.meetings()
        return Problem(
            name="random",
            slots=self.slots,
            tables=tuple(self.table(name) for name in self.table_ids),
            parties=self.parties(meetings),
            interpreters=self.interpreters(),
            resources=(Resource(id="video", capacity=self.source.randint(0, 2)),),
            meetings=meetings,
            policy=self.policy(),
            published=self.published(meetings),
        )

    def chance(self, feature: str, probability: float) -> bool:
        """Whether a feature shows here."""
        return feature in self.shape.features and self.source.random() < probability

    def some(self, items: Sequence[T], feature: str, probability: float) -> tuple[T, ...]:
        """Each of the items with this probability, if the feature is on."""
        return tuple(item for item in items if self.chance(feature, probability))

    def maybe(self, feature: str, probability: float, low: int, high: int) -> int | None:
        """A number or nothing."""
        return self.source.randint(low, high) if self.chance(feature, probability) else None

    def table(self, name: str) -> Table:
        """A table that may be taken, lack a screen or stand in another hall."""
        return Table(
            id=name,
            unavailable=self.some(self.slot_ids, "absence", 0.1),
            features=self.some(["screen"], "table needs", 0.7),
            zone=self.source.choice([None, "east", "west"]) if "zones" in self.shape.features else None,
        )

    def parties(self, meetings: Sequence[Meeting]) -> tuple[Party, ...]:
        """The parties; own tables only where those who meet still share one, as the format demands."""
        parties = {name: self.party(name) for name in self.party_ids}
        for meeting in meetings:
            owned = [set(tables) for name in meeting.parties if (tables := parties[name].tables) is not None]
            if owned and not set.intersection(*owned):
                for name in meeting.parties:
                    parties[name] = replace(parties[name], tables=None)
        return tuple(parties.values())

    def party(self, name: str) -> Party:
        """A party on one of two sides."""
        own = self.some(self.table_ids, "own tables", 0.6) if self.chance("own tables", 0.3) else None
        return Party(
            id=name,
            side=self.source.choice(["province", "mission"]),
            teams=2 if self.source.random() < 0.25 else 1,
            unavailable=self.some(self.slot_ids, "absence", 0.15),
            min_meetings=self.maybe("limits", 0.5, 0, 3) or 0,
            max_meetings=self.maybe("limits", 0.2, 0, 3),
            max_consecutive=self.maybe("limits", 0.2, 1, 2),
            tables=own,
        )

    def interpreters(self) -> tuple[Interpreter, ...]:
        """Interpreters of Korean, Lao or both."""
        number = self.source.randint(1, self.shape.interpreters) if "interpreters" in self.shape.features else 0
        return tuple(
            Interpreter(
                id=f"I{i}",
                languages=self.source.choice([("ko",), ("lo",), ("ko", "lo")]),
                unavailable=self.some(self.slot_ids, "absence", 0.15),
                max_meetings=self.maybe("limits", 0.3, 0, 2),
                max_consecutive=self.maybe("limits", 0.3, 1, 2),
            )
            for i in range(1, number + 1)
        )

    def meetings(self) -> tuple[Meeting, ...]:
        """The meetings; one may only follow those before it, so that there is no cycle."""
        names = [
            f"m{i}" for i in range(1, self.source.randint((self.shape.meetings + 1) // 2, self.shape.meetings) + 1)
        ]
        return tuple(self.meeting(name, names[:i]) for i, name in enumerate(names))

    def meeting(self, name: str, before: Sequence[str]) -> Meeting:
        """A meeting of two, sometimes of three."""
        size = 3 if len(self.party_ids) > 2 and self.chance("groups", 0.15) else 2
        return Meeting(
            id=name,
            parties=tuple(self.source.sample(self.party_ids, size)),
            value=self.source.randint(0, 9),
            required=self.source.random() < 0.25,
            length=2 if self.chance("lengths", 0.2) else 1,
            slots=self.some(self.slot_ids, "absence", 0.6) if self.chance("absence", 0.2) else None,
            pin=self.spot() if self.chance("pins", 0.08) else None,
            after=self.some(before, "precedence", 0.12),
            features=self.some(["screen"], "table needs", 0.2),
            interpreting=self.languages(),
            resources=self.some(["video"], "resources", 0.25),
            alternative=self.source.choice(["one", "two"]) if self.chance("alternatives", 0.3) else None,
        )

    def languages(self) -> tuple[str, ...]:
        """Mostly none."""
        return self.source.choice([("ko",), ("lo",), ("ko", "lo")]) if self.chance("interpreters", 0.35) else ()

    def spot(self) -> Spot:
        """A slot with or without a table."""
        return Spot(slot=self.source.choice(self.slot_ids), table=self.source.choice([None, *self.table_ids]))

    def published(self, meetings: Sequence[Meeting]) -> dict[str, Spot] | None:
        """What was announced, legal or not."""
        if not self.chance("published", 0.7):
            return None
        return {meeting.id: self.spot() for meeting in meetings if self.source.random() < 0.5}

    def policy(self) -> Policy:
        """All goals or some, in any order that the format allows."""
        goals = [goal for goal in Goal if self.source.random() < 0.7]
        self.source.shuffle(goals)
        goals.sort(key=lambda goal: goal is not Goal.REQUIRED)
        return Policy(
            goals=tuple(goals),
            bonus={"province": self.source.choice([(5, 3), (4, 4, 1)])} if self.chance("bonus", 0.5) else {},
            max_break_spread=self.maybe("spread", 0.3, 0, 1),
            zone_gap=self.maybe("zones", 0.5, 1, 2) or 0,
        )
