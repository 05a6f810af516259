"""Texts that a language model reads, too: what that adds, and that nothing is missing without it."""

from dataclasses import replace

import numpy as np
import pytest

from app.matching.scoring.lens import Lens, lenses_of
from app.matching.scoring.likely import ROLES
from app.matching.scoring.proposal import EVIDENCE, Meaning, Proposal, Vector
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.reasons import reasons
from app.matching.scoring.roles import Role, Side
from app.matching.scoring.score import Score, Scorer
from app.matching.scoring.weights import Part, Weights
from tests.matching.scoring.knowledge import known

NEED = "Tìm nhà nhập khẩu gạo"
PLAIN = Lens(dict.fromkeys(Side, np.zeros(2, dtype=np.float32)), np.zeros((0, 2), dtype=np.float32))


class Angles:
    """Stands in for a language model: a text means an angle, by the number that it ends with."""

    model = "angles 1"

    def vector(self, side: Side, text: str) -> Vector:
        angle = 0.0 if side is Side.NEED else float(text.rpartition(" ")[2])
        return np.array([np.cos(angle), np.sin(angle)], dtype=np.float32)


def knowledge() -> Knowledge:
    return replace(known(), embedder=Angles(), lenses={Angles.model: PLAIN})


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
    most = share(score(0.0))

    assert most == pytest.approx((1 + score(0.0).pair.match.direction) / 2, abs=0.001)  # Points are rounded.
    assert 0 < share(score(1.4)) < most  # A cosine of 0.17.
    assert share(score(1.6)) == 0


def test_meaning_says_less_the_less_one_gives_what_the_other_takes() -> None:
    buys, sells = (
        share(Scorer(known()).score(*(knowledge().read(Proposal(side=side, text=text)) for side, text in pair)))
        for offer in ("Importer looks for rice 0.0", "Exporter sells rice 0.0")
        for pair in [((Side.NEED, NEED), (Side.OFFER, offer))]
    )

    assert buys > 0.8
    assert sells < 0.25


def test_a_lens_leaves_out_what_all_texts_share_and_where_they_differ_most() -> None:
    rows = [
        {"model": "m", "need": "1", "offer": "0", "first": "1", "second": "0", "third": "0"},
        {"model": "m", "need": "0", "offer": "0", "first": "0", "second": "1", "third": "0"},
        {"model": "m", "need": "0", "offer": "0", "first": "0", "second": "0", "third": "1"},
        {"model": "m", "need": "2", "offer": "0", "first": "0", "second": "0", "third": "0"},
    ]
    lens = lenses_of(rows)["m"]

    assert lens.topic(Side.NEED, np.array([5, 3, 2, 6], dtype=np.float32)) == pytest.approx([0, 0, 0, 1])
    assert lens.topic(Side.NEED, np.array([5, 3, 2, 2], dtype=np.float32)) is None


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


@pytest.mark.parametrize(("angle", "code"), [(0.0, "meaning/near"), (1.6, "meaning/far")])
def test_reason_says_how_near_the_texts_are(angle: float, code: str) -> None:
    told = {reason.part: reason.code for reason in reasons(score(angle), known())}

    assert told[Part.MEANING] == code


def taught(role: Role, home: float = 0.0) -> Meaning:
    """What a model that was taught roles is sure of."""
    evidence = np.zeros(EVIDENCE, dtype=np.float32)
    evidence[ROLES.index(role)], evidence[-1] = 20.0, home
    return Meaning.of("angles 1 + lessons", np.concatenate([[1.0, 0.0], evidence]).astype(np.float32))


def test_a_model_that_was_taught_says_behind_its_vector_what_it_learnt() -> None:
    found, plain = taught(Role.HOST, 3.0), Meaning.of("angles 1", np.ones(2, dtype=np.float32))

    assert (found.model, list(found.vector)) == ("angles 1", [1, 0])
    assert found.taught is not None
    assert (found.taught[ROLES.index(Role.HOST)], found.taught[-1]) == (20, 3)
    assert (plain.model, plain.taught) == ("angles 1", None)


def test_what_it_was_taught_of_roles_counts_most_even_where_words_are_few() -> None:
    proposal = Proposal(side=Side.NEED, text="Gạo")

    read = known().read(proposal, taught(Role.BUY))

    assert max(known().read(proposal).roles.items(), key=lambda each: each[1])[0] is Role.SELL
    assert read.roles[Role.BUY] > 0.5
    assert known().read(proposal, taught(Role.SELL)).roles[Role.SELL] > 0.9


def test_tags_of_people_count_more_than_what_it_was_taught() -> None:
    proposal = Proposal(side=Side.NEED, text="Gạo", objective="EXP")

    assert known().read(proposal, taught(Role.BUY)).roles[Role.BUY] < 0.3


@pytest.mark.parametrize(("evidence", "home"), [(6.0, True), (-6.0, False)])
def test_it_was_taught_for_whom_a_text_speaks(evidence: float, home: bool) -> None:
    read = known().read(Proposal(side=Side.NEED, text="Gạo"), taught(Role.SELL, evidence)).home
    attributed = Proposal(side=Side.NEED, text="Gạo", attributed=True)

    assert (read > 0.9) == home
    assert (read < 0.1) == (not home)
    assert known().read(attributed, taught(Role.SELL, evidence)).home == 0.5
