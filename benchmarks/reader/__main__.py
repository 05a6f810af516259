"""`python -m benchmarks.reader`: teach the language model of the extra, and write `app/data/reader.npz`.

It needs the extra `semantic`, and torch besides; twenty minutes of a core. Prints how well roles and homes are read
from the sets that are kept apart. With `--from-course 4`, the file that is there has had the courses before the fourth.

Izmailov, P. et al. (2018): Averaging weights leads to wider optima and better generalization. UAI.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import numpy as np

from app import data
from app.adapters.e5.reader import PREFIX
from app.adapters.e5.tokens import Tokenizer
from app.adapters.e5.weights import Floats, Weights
from app.adapters.embeddings import ADAPTER, PACKAGE, WEIGHTS
from app.matching.scoring.likely import ROLES
from benchmarks.reader.learning import BATCH, COURSES, SEED, Taught, padded, teach, torch
from benchmarks.reader.texts import APART, Example, examples, to_learn

LONGEST, TOLD_EVERY = 72, 50
LAST = 3  # So many courses have a say in the end: their mean errs less than the last of them.


def main(arguments: Sequence[str] | None = None) -> int:
    """Encode, teach, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reader", description=__doc__)
    parser.add_argument("--from-course", type=int, default=1, help="go on from the file that is there")
    first: int = parser.parse_args(arguments).from_course
    torch.set_num_threads(1)
    weights = Weights(Path(str(distribution(PACKAGE).locate_file(f"{PACKAGE}/{WEIGHTS}"))))
    taught, file = Taught(weights), Path(data.__file__).parent / ADAPTER
    courses = list(zip(COURSES, to_learn(SEED), strict=True))
    after: list[Mapping[str, Floats]] = [np.load(file)] if first > 1 else []
    for course, texts in courses[first - 1 :]:
        if after:
            taught.resume(after[-1])
        for step, loss in teach(taught, texts, _lower(taught, weights, texts), course):
            if step % TOLD_EVERY == 0:
                sys.stdout.write(f"{step:6}{loss:8.3f}\n")
        after.append(taught.packed())
    last = after[-LAST:]
    packed = {name: np.array([each[name] for each in last], np.float32).mean(axis=0) for name in last[0]}
    taught.resume(packed)
    apart = [each for each in examples() if each.set in APART]
    _measure(taught, apart, _lower(taught, weights, apart))
    halves: Any = {name: array.astype(np.float16) for name, array in packed.items()}
    np.savez(file, allow_pickle=False, **halves)
    return 0


def _lower(taught: Taught, weights: Weights, texts: Sequence[Example]) -> list[Floats]:
    """What the layers that learn nothing make of the pieces of texts, those about as long at once."""
    tokenizer, pieces = Tokenizer(weights.pieces), weights.pieces
    ids = [[pieces.start, *tokenizer.ids(PREFIX[each.side] + each.text), pieces.end][:LONGEST] for each in texts]
    places = (
        weights.floats("emb.pos").reshape(-1, weights.shape.width) + weights.floats("emb.type")[: weights.shape.width]
    )
    found: dict[int, Floats] = {}
    for chosen in _spans(sorted(range(len(ids)), key=lambda text: len(ids[text]))):
        given, there = padded([weights.rows("emb.word", ids[text]) + places[: len(ids[text])] for text in chosen])
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            states = taught.lower(taught.embedded(given), there).float().numpy()
        found |= {text: states[row, : len(ids[text])].astype(np.float16) for row, text in enumerate(chosen)}
    return [found[text] for text in range(len(ids))]


def _measure(taught: Taught, texts: Sequence[Example], states: Sequence[Floats]) -> None:
    told = np.concatenate([_evidence(taught, [states[text] for text in span]) for span in _spans(range(len(texts)))])
    for name in sorted(APART):
        chosen = [row for row, each in enumerate(texts) if each.set == name]
        roles = np.mean([ROLES[int(told[row, :-1].argmax())] is texts[row].role for row in chosen])
        homes = [(told[row, -1] > 0) == texts[row].home for row in chosen if texts[row].home is not None]
        sys.stdout.write(f"{name:4} roles {roles:.3f} homes {np.mean(homes):.3f}\n")


def _evidence(taught: Taught, states: Sequence[Floats]) -> Any:
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        return taught.evidence(*padded(states)).float().numpy()


def _spans(order: Sequence[int]) -> list[Sequence[int]]:
    return [order[at : at + BATCH] for at in range(0, len(order), BATCH)]


if __name__ == "__main__":
    sys.exit(main())
