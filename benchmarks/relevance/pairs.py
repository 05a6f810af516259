"""The labelled pairs: our own in two halves, and sets that others wrote."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.matching.scoring.proposal import Proposal
from app.matching.scoring.roles import Side
from app.matching.scoring.score import Scorer
from benchmarks.relevance.measures import Judged

FOLDER = Path(__file__).parent
PAIRS = FOLDER / "pairs.jsonl"
BY_OTHERS = ("terse", "a", "b", "d", "e", "g", "h", "r", "s", "t", "u", "v", "x", "y", "z")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A need and an offering as bare texts, the label from 0 to 3, and what makes the pair hard, if anything."""

    id: str
    need: str
    offer: str
    languages: tuple[str, str]
    label: int
    trap: str | None

    @property
    def need_id(self) -> str:
        return self.id.partition("-")[0]

    @property
    def for_tuning(self) -> bool:
        """Of our own pairs, needs of odd numbers are for tuning, the others are held out."""
        return int(self.need_id) % 2 == 1


def labelled(path: Path = PAIRS) -> list[Labelled]:
    """All pairs of a file, in order."""
    documents = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [
        Labelled(
            each["id"],
            each["need"]["text"],
            each["offer"]["text"],
            (each["need"]["lang"], each["offer"]["lang"]),
            each["label"],
            each.get("trap"),
        )
        for each in documents
    ]


def sets() -> dict[str, list[Labelled]]:
    """All that is labelled, by names: the halves of our own pairs, then what others wrote."""
    return halves(labelled()) | {name: labelled(FOLDER / f"{name}.jsonl") for name in BY_OTHERS}


def halves(pairs: list[Labelled]) -> dict[str, list[Labelled]]:
    """Pairs that we wrote, in those to tune on and those held out."""
    return {
        "tuned on": [pair for pair in pairs if pair.for_tuning],
        "held out": [pair for pair in pairs if not pair.for_tuning],
    }


def judge(pairs: Iterable[Labelled], scorer: Scorer) -> list[Judged]:
    """Score the pairs as bare texts, without any tags."""
    read = scorer.knowledge.read
    return [
        Judged(
            pair.need_id,
            pair.label,
            scorer.score(
                read(Proposal(side=Side.NEED, text=pair.need)), read(Proposal(side=Side.OFFER, text=pair.offer))
            ).points,
        )
        for pair in pairs
    ]
