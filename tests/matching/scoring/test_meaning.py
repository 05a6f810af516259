"""Texts that a language model reads, too: what that adds, and that nothing is missing without it."""

from dataclasses import replace

import numpy as np
import pytest

from app.matching.scoring.proposal import Meaning, Proposal, Vector
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.reasons import reasons
from app.matching.scoring.roles import Side
from app.matching.scoring.score import Score, Scorer
from app.matching.scoring.weights import Part, Weights
from tests.matching.scoring.knowledge import known

NEED = "Tìm nhà nhập khẩu gạo"


class Angles:
    """Stands in for a language model: a text means an angle, by the number that it ends with."""

    model = "angles 1"

    def vector(self, side: Side, text: str) -> Vector:
        angle = 0.0 if side is Side.NEED else float(text.rpartition(" ")[2])
        return np.array([np.cos(angle), np.sin(angle)], dtype=np.float32)


def knowledge() -> Knowledge:
    return replace(known(), embedder=Angles())


def score(angle: float, *, read_by: Knowledge | None = None) -> Score:
    need, offer = (
        (read_by or knowledge()).read(Proposal(side=side, text=text))
        for side, text in ((Side.NEED, NEED), (Side.OFFER, f"Somebody asks for quux {angle}"))
    )
    return Scorer(known()).score(need, offer)


def share(found: Score) -> float:
    [part] = [part for part in found.parts if part.part is Part.MEANING]
    return part.points / part.most


def test_texts_that_mean_the_same_bring_all_and_far_ones_nothing() -> None:
    assert share(score(0.0)) == pytest.approx(1, abs=0.001)  # Points are rounded.
    assert 0 < share(score(0.55)) < 1  # A cosine of 0.85.
    assert share(score(1.0)) == 0


def test_meaning_says_nothing_where_the_glossary_knows_better() -> None:
    need, offer = (
        knowledge().read(Proposal(side=side, text=text))
        for side, text in ((Side.NEED, NEED), (Side.OFFER, "Importer looks for rice 0.0"))
    )

    assert share(Scorer(known()).score(need, offer)) == 0


def test_parts_are_scaled_to_100_with_and_without_a_model() -> None:
    weights = Weights()

    most = {part.part: part.most for part in score(0.0).parts}
    bare = {part.part: part.most for part in score(0.0, read_by=known()).parts}

    assert sum(most.values()) == pytest.approx(100)
    assert sum(bare.values()) == pytest.approx(100)
    assert Part.MEANING not in bare
    assert most[Part.CONCEPTS] / most[Part.MEANING] == pytest.approx(weights.concepts / weights.meaning)


def test_a_text_that_no_model_has_read_is_scored_without() -> None:
    read = knowledge().read(Proposal(side=Side.NEED, text=NEED))
    unread = known().read(Proposal(side=Side.OFFER, text="Importer looks for rice 0"))

    found = Scorer(known()).score(read, unread)

    assert Part.MEANING not in {part.part for part in found.parts}
    assert knowledge().read(Proposal(side=Side.NEED, text=" ")).meaning is None


def test_meanings_of_different_models_are_not_compared() -> None:
    vector = np.array([1.0, 0.0], dtype=np.float32)
    need = known().read(Proposal(side=Side.NEED, text=NEED), Meaning("one", vector))
    offer = known().read(Proposal(side=Side.OFFER, text="Importer looks for rice"), Meaning("other", vector))

    assert Part.MEANING not in {part.part for part in Scorer(known()).score(need, offer).parts}


@pytest.mark.parametrize(("angle", "code"), [(0.0, "meaning/near"), (1.0, "meaning/far")])
def test_reason_says_how_near_the_texts_are(angle: float, code: str) -> None:
    told = {reason.part: reason.code for reason in reasons(score(angle), known())}

    assert told[Part.MEANING] == code
