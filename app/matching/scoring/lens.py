"""What texts are about, by what a language model made of them.

Its vectors tell most of all in which language a text is, and that it is of this kind. What all texts of one side have
in common is taken away, and so are the directions in which they differ most; what is left tells topics apart.

Mu, J. and Viswanath, P. (2018): All-but-the-top: simple and effective postprocessing for word representations. ICLR.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.matching.scoring.proposal import Meaning, Vector
from app.matching.scoring.roles import Side
from app.matching.scoring.terms import Rows

AXES = ("first", "second", "third")
NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Lens:
    """For one model: the middle of the vectors of each side, and the directions that say nothing of a topic."""

    middle: Mapping[Side, Vector]
    axes: Vector

    def topic(self, side: Side, vector: Vector) -> Vector | None:
        """What is left of a vector, of length 1; nothing of a vector that has nothing else."""
        rest = vector - self.middle[side]
        rest = rest - self.axes.T @ (self.axes @ rest)
        length = float(np.linalg.norm(rest))
        return rest / length if length > NOTHING else None


Lenses = Mapping[str, Lens]


def lenses_of(rows: Rows) -> Lenses:
    """Build them of the rows of `meaning_axes.csv`, by the names of their models: a row for each dimension."""
    by_model: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_model.setdefault(row["model"], []).append(row)
    return {model: _lens(of_model) for model, of_model in by_model.items()}


def topic_of(lenses: Lenses, side: Side, meaning: Meaning | None) -> Vector | None:
    """What a text is about, if a model read it for which there is a lens."""
    lens = lenses.get(meaning.model) if meaning else None
    return lens.topic(side, meaning.vector) if lens and meaning else None


def _lens(rows: list[dict[str, str]]) -> Lens:
    column = {name: np.array([float(row[name]) for row in rows], dtype=np.float32) for name in (*Side, *AXES)}
    return Lens({side: column[side] for side in Side}, np.array([column[name] for name in AXES]))
