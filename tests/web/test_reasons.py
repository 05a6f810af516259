"""Reasons as pages tell them."""

import re

import pytest

from app.i18n.languages import language
from app.web.views.reasons import sentence
from tests.matching.scoring.knowledge import known, need, offer, score


def told(of_need: str, of_offer: str, code: str = "en") -> str:
    pair = score(need(of_need, attributed=True), offer(of_offer, attributed=True))
    return sentence(language(code), pair, known())


def test_what_both_speak_of_is_quoted_once() -> None:
    ours, theirs = "Bán gạo, gạo thơm và gạo nếp", "Buys rice"

    assert told(ours, theirs).count("“rice”") == 1
    assert told(ours, theirs, "vi").count("“rice”") == 1


def test_things_with_hardly_more_in_common_than_a_sector_are_not_quoted() -> None:
    assert "“" not in told("Bán vải thiều", "Buys mango")


def test_words_without_their_accents_are_not_quoted() -> None:
    assert "zorvix" not in told("Gạo Zorvix", "Zorvix rice")


@pytest.mark.parametrize(
    ("code", "clause"),
    [("en", "each wants to co-operate"), ("vi", "cùng muốn hợp tác, giao lưu")],
)
def test_what_both_want_is_said_once(code: str, clause: str) -> None:
    ours, theirs = "Hợp tác, giao lưu văn hóa với các địa phương", "Muốn hợp tác, giao lưu văn hóa với các tỉnh"

    assert told(ours, theirs, code).count(clause) == 1


@pytest.mark.parametrize("code", ["en", "vi"])
def test_reasons_are_one_sentence(code: str) -> None:
    reason = told("Bán gạo thơm cho Nhật Bản, cần gấp", "Japanese company buys rice", code)

    assert (reason[0].isupper(), reason.count("."), reason[-1]) == (True, 1, ".")


def test_what_is_against_it_comes_last() -> None:
    same = told("Bán gạo thơm", "Bán gạo nếp")

    assert re.fullmatch(r"The two .*; but both sides are after the same: each sells\.", same)
