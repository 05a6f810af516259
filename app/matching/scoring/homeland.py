"""Whom the writer of a text speaks for, by its phrases: the home country, or somebody abroad.

A province and its firms speak for the one, a mission and its leads for the other. Two of the same side hardly meet,
however well what they want goes together: a Vietnamese maker of pumps who sells to Africa is no answer to a province
that needs pumps. A logistic regression (`benchmarks/roles`), whose weights are `home_phrases.csv`.
"""

from collections.abc import Iterable, Mapping
from math import exp

from app.matching.scoring.likely import BIAS, HUNDREDTHS, OF_ORDER, OF_PHRASES, damping
from app.matching.scoring.networks import Told
from app.matching.scoring.terms import Rows

NOT_KNOWN = 0.5
BESIDE_TAUGHT, BY_TAUGHT = 0.8, 0.8

Homeland = Mapping[str, float]


def at_home(weights: Homeland, phrases: Iterable[str], taught: float | None = None, told: Told | None = None) -> float:
    """How likely a text with these phrases speaks for the home country, from 0 to 1.

    `taught` is the evidence of a language model that was taught this, if one read the text; `told` that of the networks
    of `networks.py`.
    """
    known = [weights[phrase] for phrase in sorted(phrases) if phrase in weights]
    evidence = weights.get(BIAS, 0.0) + damping(len(known)) * sum(known) if known else 0.0
    if told is not None:
        evidence = OF_PHRASES * evidence + OF_ORDER * told.home
    if taught is not None:
        evidence = BESIDE_TAUGHT * evidence + BY_TAUGHT * taught
    return 1 / (1 + exp(-evidence))


def same_side(one: float, other: float) -> float:
    """How sure it is that two speak for the same side, from 0 to 1; 0 where it is as likely that they do not."""
    return max(0.0, 2 * (one * other + (1 - one) * (1 - other)) - 1)


def homeland_of(rows: Rows) -> Homeland:
    """Build it of the rows of `home_phrases.csv`: the hundredths of the weight of each phrase."""
    return {row["phrase"]: float(row["weight"]) / HUNDREDTHS for row in rows}
