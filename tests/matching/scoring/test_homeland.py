"""Whom the writer of a text speaks for, and what it means for two of the same side."""

from dataclasses import replace

import pytest

from app import data
from app.matching.scoring.homeland import at_home, homeland_of, same_side
from app.matching.scoring.match import AGAINST_ONE_SIDE, match
from app.matching.scoring.proposal import Proposal
from app.matching.scoring.roles import Role, Side
from benchmarks.roles.__main__ import examples
from benchmarks.roles.learning import Example, learnt_homeland
from tests.matching.scoring.knowledge import known, need, offer


@pytest.mark.parametrize(
    ("side", "text", "home"),
    [
        (Side.NEED, "Tỉnh có 300 ha đất sạch, mời doanh nghiệp nước ngoài về đặt nhà máy", True),
        (Side.NEED, "Our retailers would take Vietnamese shrimp in retail packs, if prices hold", False),
        (Side.OFFER, "Doanh nghiệp cơ khí của tỉnh chào bán máy xay xát sang châu Phi", True),
        (Side.OFFER, "A Danish dairy co-operative seeks a distributor in the north of Vietnam", False),
    ],
)
def test_texts_tell_whom_their_writer_speaks_for(side: Side, text: str, home: bool) -> None:
    sure = known().read(Proposal(side=side, text=text)).home

    assert (sure > 0.8, sure < 0.2) == (home, not home)


def test_what_is_attributed_is_not_asked_for_it() -> None:
    assert need("Tỉnh mời doanh nghiệp nước ngoài về đặt nhà máy", attributed=True).home == 0.5


def test_few_words_do_not_tell_it() -> None:
    assert need("Sở tại tìm gạo").home == 0.5


def test_phrases_of_no_table_tell_nothing() -> None:
    assert at_home(known().homeland, {"of no table"}) == 0.5


@pytest.mark.parametrize(("one", "other", "sure"), [(1, 1, 1), (0, 0, 1), (1, 0, 0), (0.5, 1, 0), (0.9, 0.9, 0.64)])
def test_two_are_of_one_side_as_far_as_both_are_sure(one: float, other: float, sure: float) -> None:
    assert same_side(one, other) == pytest.approx(sure)


def test_two_of_one_side_meet_less() -> None:
    ours, lead = replace(need("Tỉnh cần mua máy bơm"), home=1.0), offer("Manufacturer of pumps seeks dealers")

    across, within = (match(ours, replace(lead, home=home), known().glossary).direction for home in (0.0, 1.0))

    assert within == pytest.approx(across - AGAINST_ONE_SIDE)


def test_learning_tells_home_from_abroad_whoever_is_labelled_more() -> None:
    told = [
        Example(Side.NEED, Role.BUY, frozenset({"both", phrase}), home)
        for phrase, home, times in (
            ("here", True, 12),
            ("at home", True, 18),
            ("there", False, 5),
            ("somewhere", None, 9),
        )
        for _ in range(times)
    ]

    weights = learnt_homeland(told)

    assert at_home(weights, {"both", "here"}) > 0.9
    assert at_home(weights, {"both", "there"}) < 0.1
    assert "somewhere" not in weights


@pytest.mark.slow
def test_table_is_what_is_learnt_from_the_labelled_texts() -> None:
    fresh, kept = learnt_homeland(examples(known())), homeland_of(data.rows("home_phrases"))

    assert kept.keys() <= fresh.keys()
    assert all(abs(weight - kept.get(phrase, 0.0)) < 0.03 for phrase, weight in fresh.items())
