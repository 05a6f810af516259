"""What is learnt from: the texts of roles, and those beside this file; some once more as they are often typed."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.matching.scoring.roles import Role, Side
from app.matching.scoring.text import fold
from benchmarks.roles.__main__ import TEXTS

MORE = Path(__file__).parent / "texts.jsonl"
# Of the sets of relevance these are kept apart, to choose by; `v`, `y` and `z` have no roles.
APART = frozenset({"d", "h", "x"})
LATER = frozenset({"pairs2", "pairs3"})  # Of two other hands, learnt in a second course.
WITHOUT_DIACRITICS = 0.08


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the role of its writer, and whether that speaks for the home country, if labelled."""

    set: str
    side: Side
    text: str
    role: Role
    home: bool | None


def examples() -> list[Example]:
    """All labelled texts, in order."""
    lines = [line for path in (TEXTS, MORE) for line in path.read_text(encoding="utf-8").splitlines()]
    documents = {each["text"]: each for each in map(json.loads, lines)}
    return [
        Example(each["set"], Side(each["side"]), each["text"], Role(each["role"]), each.get("home"))
        for each in documents.values()
    ]


def to_learn(seed: int) -> tuple[list[Example], list[Example]]:
    """Those of the first course, some of those in Vietnamese once more without diacritics; and those of the second.

    In the second, texts of the first come again, as many as there are new ones, so that these are not forgotten.
    """
    chance, texts = Random(seed), [each for each in examples() if each.set not in APART]  # noqa: S311 - not a secret
    first, later = ([each for each in texts if (each.set in LATER) is late] for late in (False, True))
    return list(_with_folded(first, chance)), [*later, *chance.sample(first, len(later))]


def _with_folded(texts: Sequence[Example], chance: Random) -> Iterator[Example]:
    for each in texts:
        yield each
        if fold(each.text) != each.text and chance.random() < WITHOUT_DIACRITICS:
            yield Example(each.set, each.side, fold(each.text), each.role, each.home)
