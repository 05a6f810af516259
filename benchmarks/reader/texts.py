"""What is learnt from: texts of roles and of pairs, and those beside this file; some once more as often typed."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.matching.scoring.roles import Role, Side
from app.matching.scoring.text import fold
from benchmarks.relevance.pairs import FOLDER, labelled
from benchmarks.roles.__main__ import TEXTS

PAIRS, MORE = TEXTS.parent / "pairs.jsonl", Path(__file__).parent / "texts.jsonl"
AMONG_MORE = "q"  # Its texts are in the second of these files, too.
OTHERS = "others"  # Of `p`, those of 70 needs.
# These are kept apart, to choose by; of `v`, `y` and `z` nobody labelled roles.
APART = frozenset({"d", "h", "x", "more11", OTHERS})
LATER = (  # Of other hands, learnt in a second and a third course.
    frozenset({"pairs2", "pairs3"}),
    frozenset({"p", "pairs4", "pairs5"}),
)
AGAIN = ("pairs", "terse", "a", "b", "e", "g", "p", "q")  # Sets of pairs whose texts are read once more at the end.
OTHERS_AGAIN, OF_THESE_AGAIN = 5000, 2500
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
    lines = [line for path in (TEXTS, PAIRS, MORE) for line in path.read_text(encoding="utf-8").splitlines()]
    documents = {each["text"]: each for each in map(json.loads, lines) if each["set"] != AMONG_MORE}
    return [
        Example(
            OTHERS if each.get("apart") else each["set"],
            Side(each["side"]),
            each["text"],
            Role(each["role"]),
            each.get("home"),
        )
        for each in documents.values()
    ]


def to_learn(seed: int) -> list[list[Example]]:
    """Those of the first course, some of those in Vietnamese once more without diacritics; and those of the later ones.

    In these, texts of the courses before come again, as many as there are new ones, so that they are not forgotten. The
    last three have nothing new.
    """
    chance, texts = Random(seed), [each for each in examples() if each.set not in APART]  # noqa: S311 - not a secret
    known = [each for each in texts if not any(each.set in sets for sets in LATER)]
    courses = [list(_with_folded(known, chance))]
    for sets in LATER:
        new = [each for each in texts if each.set in sets]
        courses.append([*new, *chance.sample(known, len(new))])
        known = [*known, *new]
    return [*courses, *_again(texts, chance)]


def _again(texts: Sequence[Example], chance: Random) -> list[list[Example]]:
    """Three courses by what is known: the texts of sets of pairs; then, twice, some of the others, and of these."""
    pairs = [pair for name in AGAIN for pair in labelled(FOLDER / f"{name}.jsonl")]
    of_pairs = {text for pair in pairs for text in (pair.need, pair.offer)}
    these, others = ([each for each in texts if (each.text in of_pairs) is there] for there in (True, False))
    some = [[*chance.sample(others, OTHERS_AGAIN), *chance.sample(these, OF_THESE_AGAIN)] for _ in range(2)]
    return [these, *some]


def _with_folded(texts: Sequence[Example], chance: Random) -> Iterator[Example]:
    for each in texts:
        yield each
        if fold(each.text) != each.text and chance.random() < WITHOUT_DIACRITICS:
            yield Example(each.set, each.side, fold(each.text), each.role, each.home)
