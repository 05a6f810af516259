"""Texts cut into tokens, in four spellings, and the script that they are written in."""

import unicodedata

import pytest

from app.matching.scoring.text import Script, fold, script, stem, tokens
from tests.matching.scoring.knowledge import concepts, known, need


def test_tokens_keep_what_was_written_and_count_clauses() -> None:
    read = tokens("Cần mua 2.265 tấn vải; R&D, women\u2019s co-op.")

    assert read.raw == ["Cần", "mua", "2.265", "tấn", "vải", "R&D", "women", "co", "op"]
    assert read.fold[:5] == ["can", "mua", "2.265", "tan", "vai"]
    assert read.stem[6] == "woman"
    assert read.clauses == [0, 0, 0, 0, 0, 1, 1, 1, 1]
    assert read.written(0, 2) == "Cần mua"


def test_a_full_stop_behind_a_short_form_ends_nothing() -> None:
    assert tokens("Cảng TP. Thủ Đức. Kho").clauses == [0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("hoá khoẻ thuỷ", "hóa khỏe thủy", id="places of the tone"),
        pytest.param("Ðà Nẵng", "Đà Nẵng", id="Icelandic eth"),
        pytest.param(unicodedata.normalize("NFD", "đường sắt"), "đường sắt", id="decomposed"),
        pytest.param("\uff26\uff24\uff29 \uff2b\uff23\uff2e", "FDI KCN", id="full width"),
        pytest.param("ĐƯỜNG SẮT", "đường sắt", id="case"),
    ],
)
def test_spellings_of_a_word_are_one(one: str, other: str) -> None:
    assert tokens(one).low == tokens(other).low


def test_a_consonant_written_with_u_keeps_its_tone() -> None:
    assert tokens("quý quỹ").low == ["quý", "quỹ"]


@pytest.mark.parametrize(
    ("words", "stems"),
    [
        ("cities buses wines shoes", "city bus wine sho"),
        ("labour centre programme fertilisers", "labor center program fertilizer"),
        ("aluminium fibres tyres moulds lychees", "aluminum fiber tire mold lychee"),
        ("glass analysis logistics canvas", "glass analysis logistics canvas"),
        ("gas tea", "gas tea"),
    ],
)
def test_stem_is_singular_and_american(words: str, stems: str) -> None:
    assert " ".join(map(stem, words.split())) == stems


def test_fold_takes_all_diacritics() -> None:
    assert fold("Đường sắt cà phê") == "Duong sat ca phe"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Cần vốn ODA cho nước sạch", Script.VIETNAMESE),
        ("Can von ODA cho nuoc sach, tim doi tac xu ly rac", Script.UNACCENTED),
        ("We look for partners in water supply near Quy Nhơn", Script.ENGLISH),
        ("", Script.ENGLISH),
    ],
)
def test_script_is_told_by_diacritics_and_known_words(text: str, written: Script) -> None:
    assert script(tokens(text), known().syllables, known().words) is written


def test_only_the_beginning_of_a_very_long_text_is_read() -> None:
    assert concepts(need("rice " + "x" * 30_000 + " coffee")) == {"rice"}
