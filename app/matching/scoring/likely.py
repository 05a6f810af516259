"""What a text is likely to want, by all of its phrases: learnt from texts that people labelled.

Cues and clauses (`clauses.py`) read what is said outright; what is only meant, in phrases that nobody wrote a rule for,
is weighed here. A multinomial logistic regression (`benchmarks/roles`), whose weights are `role_phrases.csv`; where a
language model read the text, what it was taught of roles (`benchmarks/reader`), or else another regression by what it
made of the whole text, with its own weights in `role_meanings.csv`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from app.matching.scoring.networks import Told
from app.matching.scoring.proposal import Meaning
from app.matching.scoring.roles import Role, Roles, Side
from app.matching.scoring.terms import Rows

ROLES = tuple(Role)
BIAS = ""  # The row of what a side wants before anything is read.
HUNDREDTHS = 100.0
EVIDENCE = 3.0
LEAST = 0.05
# Phrases and meaning tell much the same, so that their sum would be too sure; these shares suit texts of other hands.
BY_PHRASES, BY_MEANING = 0.8, 0.5
BESIDE_TAUGHT, BY_TAUGHT = 0.8, 0.6
OF_PHRASES, OF_ORDER = 0.6, 0.55

Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Likely:
    """Weights of roles by the phrases of needs and of offerings.

    `meanings` are weights by the dimensions of the vectors of a language model, the last row by none, for both sides:
    of each model, by its name.
    """

    weights: Mapping[Side, Mapping[str, Weights]]
    meanings: Mapping[str, Weights] = field(default_factory=dict)

    def roles(
        self, side: Side, phrases: Iterable[str], meaning: Meaning | None = None, told: Told | None = None
    ) -> Roles:
        """The roles that a text with these phrases is likely to have; nothing if it has none known.

        `meaning` is what a language model makes of it, `told` what the networks of `networks.py` do.
        """
        weights = self.weights[side]
        known = [weights[phrase] for phrase in sorted(phrases) if phrase in weights]
        taught = meaning.taught if meaning else None
        if not known and taught is None:
            return {}
        evidence = weights[BIAS] + damping(len(known)) * np.sum(known, axis=0)
        if told is not None:
            evidence = OF_PHRASES * evidence + OF_ORDER * told.roles
        if taught is not None:
            return distribution(BESIDE_TAUGHT * evidence + BY_TAUGHT * taught[: len(ROLES)])
        by_meaning = self.meanings.get(meaning.model) if meaning else None
        if meaning is None or by_meaning is None:
            return distribution(evidence)
        by_vector = meaning.vector @ by_meaning[:-1] + by_meaning[-1]
        return distribution(BY_PHRASES * evidence + BY_MEANING * by_vector)


def damping(known: int) -> float:
    """What one phrase counts among as many known ones, so that a long text is not surer than a short one."""
    return EVIDENCE / sqrt(1 + known)


def distribution(evidence: Weights) -> Roles:
    """The likely roles by their evidence, without those that hardly are."""
    shares = np.exp(evidence - evidence.max())
    shares = np.where(shares >= LEAST * shares.sum(), shares, 0.0)
    return {role: float(share) for role, share in zip(ROLES, shares / shares.sum(), strict=True) if share}


def likely_of(rows: Rows, meanings: Rows) -> Likely:
    """Build it of the rows of `role_phrases.csv` and `role_meanings.csv`: hundredths for each role.

    The former are of a side and a phrase, the latter of a model, in the order of its dimensions.
    """
    weights: dict[Side, dict[str, Weights]] = {side: {BIAS: np.zeros(len(ROLES))} for side in Side}
    for row in rows:
        weights[Side(row["side"])][row["phrase"]] = _weights(row)
    by_meaning: dict[str, list[Weights]] = {}
    for row in meanings:
        by_meaning.setdefault(row["model"], []).append(_weights(row))
    return Likely(weights, {model: np.array(found) for model, found in by_meaning.items()})


def _weights(row: Mapping[str, str]) -> Weights:
    return np.array([float(row[role] or 0) for role in ROLES]) / HUNDREDTHS
