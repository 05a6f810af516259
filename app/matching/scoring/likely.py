"""What a text is likely to want, by all of its phrases: learnt from texts that people labelled.

Cues and clauses (`clauses.py`) read what is said outright; what is only meant, in phrases that nobody wrote a rule for,
is weighed here. A multinomial logistic regression (`benchmarks/roles`), whose weights are `role_phrases.csv`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from app.matching.scoring.roles import Role, Roles, Side
from app.matching.scoring.terms import Rows

ROLES = tuple(Role)
BIAS = ""  # The row of what a side wants before anything is read.
HUNDREDTHS = 100.0
EVIDENCE = 3.0
LEAST = 0.05

Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Likely:
    """Weights of roles by the phrases of needs and of offerings."""

    weights: Mapping[Side, Mapping[str, Weights]]

    def roles(self, side: Side, phrases: Iterable[str]) -> Roles:
        """The roles that a text with these phrases is likely to have; nothing if none of them is known."""
        weights = self.weights[side]
        known = [weights[phrase] for phrase in sorted(phrases) if phrase in weights]
        if not known:
            return {}
        return distribution(weights[BIAS] + damping(len(known)) * np.sum(known, axis=0))


def damping(known: int) -> float:
    """What one phrase counts among as many known ones, so that a long text is not surer than a short one."""
    return EVIDENCE / sqrt(1 + known)


def distribution(evidence: Weights) -> Roles:
    """The likely roles by their evidence, without those that hardly are."""
    shares = np.exp(evidence - evidence.max())
    shares = np.where(shares >= LEAST * shares.sum(), shares, 0.0)
    return {role: float(share) for role, share in zip(ROLES, shares / shares.sum(), strict=True) if share}


def likely_of(rows: Rows) -> Likely:
    """Build it of the rows of `role_phrases.csv`: a side, a phrase, and hundredths for each role."""
    weights: dict[Side, dict[str, Weights]] = {side: {BIAS: np.zeros(len(ROLES))} for side in Side}
    for row in rows:
        found = [float(row[role] or 0) for role in ROLES]
        weights[Side(row["side"])][row["phrase"]] = np.array(found) / HUNDREDTHS
    return Likely(weights)
