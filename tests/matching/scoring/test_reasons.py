"""Reasons in both languages."""

import re

import pytest

from app.i18n.languages import language
from app.matching.scoring.proposal import Reading
from app.matching.scoring.reasons import DEEDS, TEMPLATES, Reason, reasons, telling
from app.matching.scoring.roles import Role
from app.matching.scoring.weights import Part
from tests.matching.scoring.knowledge import known, need, offer, score


def told(of_need: str | Reading, of_offer: str | Reading, *, history: float = 0.0) -> dict[Part, Reason]:
    return {each.part: each for each in reasons(score(of_need, of_offer, history=history), known())}


def vietnamese(reason: Reason) -> str:
    return language("vi").sentence(TEMPLATES[reason.code], reason.params("vi"))


def test_a_match_is_told_in_both_languages() -> None:
    found = reasons(score("Tìm nhà nhập khẩu nhân điều tại Đức", "A Hamburg trader buys cashew kernels"), known())

    assert [each.english for each in telling(found)] == [
        "Both are in the sector Cashew.",
        "Both speak of “nhân điều” – “cashew kernels”.",
        "The two complete each other: the side in need sells, the other buys.",
        "The partner is from Germany, as is wanted.",
    ]
    assert [vietnamese(each) for each in telling(found)] == [
        "Hai bên cùng lĩnh vực: Hạt điều.",
        "Hai bên cùng nói về “nhân điều” – “cashew kernels”.",
        "Hai bên bổ sung cho nhau: bên nêu nhu cầu bán hàng, tìm người mua; bên nêu đề xuất mua hàng, tìm nguồn cung.",
        "Đối tác đến từ Đức, đúng nơi bên nêu nhu cầu quan tâm.",
    ]


@pytest.mark.parametrize(
    ("of_need", "of_offer", "part", "sentence"),
    [
        ("Gạo", "Mango", Part.SECTORS, "The sectors are near each other: Rice and Fresh fruit and vegetables."),
        (
            "Gạo",
            "Nuclear power",
            Part.SECTORS,
            "The sectors have little to do with each other: Rice and Nuclear power.",
        ),
        ("Gạo", "", Part.SECTORS, "No sector can be told for one side or both."),
        ("Vải thiều", "mango", Part.CONCEPTS, "They speak of related things: “Vải thiều” – “mango”."),
        ("Gạo", "gạo", Part.CONCEPTS, "Both speak of “Gạo”."),
        ("Gạo", "Nuclear power", Part.CONCEPTS, "The texts have no subject in common."),
        ("Gạo", "Zorvix", Part.CONCEPTS, "It cannot be told what one side or both are about."),
        ("Gạo Zorvix", "Zorvix rice", Part.WORDS, "Both texts have the words “zorvix”."),
        ("Bán gạo", "Rice for sale", Part.DIRECTION, "Both sides are after the same: each sells."),
        (
            "Kêu gọi nhà đầu tư chế biến gạo",
            "Rice for sale",
            Part.DIRECTION,
            "The two do not complete each other: the side in need looks for investors, the other sells.",
        ),
        (
            "Bán gạo",
            "Experts teach about rice",
            Part.DIRECTION,
            "The two complete each other only in part: the side in need sells, the other trains.",
        ),
        (
            "Tìm nhà nhập khẩu hạt điều; kêu gọi nhà đầu tư điện gió",
            "Firms buy cashew; training of nurses",
            Part.DIRECTION,
            "The two complete each other: the side in need sells, the other buys.",
        ),
        (
            "Tỉnh cần mua máy bơm nước cho các trạm thủy lợi",
            "Doanh nghiệp cơ khí của tỉnh chào bán máy bơm nước sang châu Phi",
            Part.DIRECTION,
            "Both seem to speak for the same side: two from the home country, or two from abroad.",
        ),
        ("Gạo", "rice", Part.DIRECTION, "The texts do not say clearly who gives and who takes."),
        (
            "Bán gạo sang Nhật",
            "Korean buyers of rice",
            Part.COUNTRY,
            "Partners from Japan are wanted; this one is from South Korea.",
        ),
        ("Gạo", "rice", Part.COUNTRY, "No country is asked for, or none is named."),
        ("Gạo Cà Mau", "Rice of Ca Mau", Part.PROVINCE, "Both name Ca Mau."),
        ("Gạo Cà Mau", "Rice of Hue", Part.PROVINCE, "The need is about Ca Mau, the offering about Hue."),
        ("Gạo", "rice", Part.PROVINCE, "They do not both name a province."),
        ("5 tấn gạo", "4 tonnes of rice", Part.SIZE, "The amounts that both name are close."),
        ("5 tấn gạo", "400 tonnes of rice", Part.SIZE, "The amounts that both name are far apart."),
        ("gạo", "rice", Part.SIZE, "They name no amounts that can be compared."),
        ("Cần gấp gạo", "rice", Part.URGENCY, "One side says that it is urgent."),
        ("gạo", "rice", Part.URGENCY, "Neither side says that it is urgent."),
        ("gạo", "rice", Part.LANGUAGE, "It is not known which languages they speak."),
        ("gạo", "rice", Part.HISTORY, "The two have no history, or it says nothing."),
    ],
)
def test_each_part_has_its_sentence(of_need: str, of_offer: str, part: Part, sentence: str) -> None:
    assert told(of_need, of_offer)[part].english == sentence


@pytest.mark.parametrize(("theirs", "code"), [("en", "language/shared"), ("fr", "language/none")])
def test_languages_are_told(theirs: str, code: str) -> None:
    ours, other = need("gạo", languages=frozenset({"en"})), offer("rice", languages=frozenset({theirs}))

    assert told(ours, other)[Part.LANGUAGE].code == code


@pytest.mark.parametrize(("history", "code"), [(0.5, "history/good"), (-0.5, "history/bad")])
def test_history_is_told(history: float, code: str) -> None:
    assert told("gạo", "rice", history=history)[Part.HISTORY].code == code


def test_many_names_are_cut_short() -> None:
    english = told("Bán gạo sang EU", "Korean buyers of rice")[Part.COUNTRY].english

    assert re.fullmatch(r"Partners from \w+, \w+, \w+ and \d+ more are wanted; this one is from South Korea\.", english)


def test_an_unknown_code_is_told_as_it_is() -> None:
    found = told(need("Gạo", countries={"XX": 1.0}), offer("Rice", countries={"XX": 1.0}))

    assert found[Part.COUNTRY].english == "The partner is from XX, as is wanted."


def test_every_role_has_a_deed_in_both_languages() -> None:
    assert DEEDS.keys() == set(Role)


@pytest.mark.parametrize("template", TEMPLATES.values())
def test_every_sentence_has_the_same_parameters_in_vietnamese(template: str) -> None:
    placed = re.findall(r"{\w+}", template)

    assert sorted(re.findall(r"{\w+}", language("vi").translations.ugettext(template))) == sorted(placed)
    assert language("vi").translations.ugettext(template) != template


def test_no_word_is_told_beside_two_others() -> None:
    found = told("Cần thiết bị đóng gói, máy sấy và máy nông nghiệp", "Maker of packaging machines")

    assert found[Part.CONCEPTS].english.count("packaging machines") == 1
