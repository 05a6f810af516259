"""Each reader gets a language, its numbers and its days."""

from datetime import date

import pytest

from app.i18n.languages import LANGUAGES, accepted_by_program, chosen, language
from app.i18n.messages import Size


@pytest.mark.parametrize(
    ("query", "cookies", "accepted", "code"),
    [
        ({"lang": "en"}, {"lang": "vi"}, "vi", "en"),
        ({"lang": "xx"}, {"lang": "en"}, "vi", "en"),
        ({}, {"lang": "en"}, "vi", "en"),
        ({}, {}, "en-GB,vi;q=0.5", "en"),
        ({}, {}, "en;q=0.5, vi-VN;q=0.9", "vi"),
        ({}, {}, "fr, en;q=0.1", "en"),
        ({}, {}, "fr", "vi"),
        ({}, {}, "en;q=much", "vi"),
        ({}, {}, "", "vi"),
    ],
)
def test_language_is_chosen_by_address_then_memory_then_browser(
    query: dict[str, str], cookies: dict[str, str], accepted: str, code: str
) -> None:
    assert chosen(query, cookies, accepted).code == code


@pytest.mark.parametrize(
    ("code", "shown"), [("vi", ["1.234.567", "0,9%", "< 0,1%"]), ("en", ["1,234,567", "0.9%", "< 0.1%"])]
)
def test_numbers_are_written_as_the_language_does(code: str, shown: list[str]) -> None:
    speaker = language(code)

    assert [speaker.number(1_234_567), speaker.percent(0.0091), speaker.percent(0.00001)] == shown


@pytest.mark.parametrize(
    ("code", "one", "several"),
    [
        ("vi", "Thứ Ba, ngày 8 tháng 12 năm 2026", "ngày 8\N{EN DASH}9 tháng 12 năm 2026"),
        ("en", "Tuesday, 8 December 2026", "8\N{EN DASH}9 Dec 2026"),
    ],
)
def test_days_are_written_as_the_language_does(code: str, one: str, several: str) -> None:
    speaker, day = language(code), date(2026, 12, 8)

    assert speaker.days(day, day) == one
    assert speaker.days(day, date(2026, 12, 9)).replace("\u2009", " ") == several


def test_days_of_two_months_or_years_are_both_written_in_full() -> None:
    speaker, days = language("vi"), [date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 2)]

    assert [speaker.days(days[0], days[1]), speaker.days(days[1], days[2])] == [
        "ngày 30 tháng 11 \N{EN DASH} ngày 1 tháng 12 năm 2026",
        "ngày 1 tháng 12 năm 2026 \N{EN DASH} ngày 2 tháng 1 năm 2027",
    ]


@pytest.mark.parametrize(("code", "shown"), [("vi", ["9,7 KB", "5 MB", "0 B"]), ("en", ["9.7 KB", "5 MB", "0 B"])])
def test_sizes_are_told_in_units_of_people_and_rounded_down(code: str, shown: list[str]) -> None:
    assert [language(code).size(size) for size in (10_000, 5 * 1024 * 1024, 0)] == shown
    assert language(code).sentence("{limit}", {"limit": Size(10_000)}) == shown[0]


@pytest.mark.parametrize(
    ("name", "vi", "en"),
    [
        ("Asia/Ho_Chi_Minh", "giờ Việt Nam", "Vietnam Time"),
        ("Europe/Berlin", "giờ Đức (Berlin)", "Germany (Berlin) Time"),
        ("UTC", "UTC", "UTC"),
        ("Etc/GMT+5", "GMT+5", "GMT+5"),
    ],
)
def test_time_zones_are_told_by_where_they_are(name: str, vi: str, en: str) -> None:
    assert [language(code).zone(name) for code in ("vi", "en")] == [vi, en]


@pytest.mark.parametrize(("code", "shown"), [("vi", "Th 6, 11/12"), ("en", "Fri 11 Dec")])
def test_short_date_can_be_read_in_one_way_only(code: str, shown: str) -> None:
    assert language(code).short_date(date(2026, 12, 11)) == shown


@pytest.mark.parametrize(
    ("code", "one", "many"), [("vi", "1 cuộc gặp", "1.200 cuộc gặp"), ("en", "1 meeting", "1,200 meetings")]
)
def test_plural_follows_the_number(code: str, one: str, many: str) -> None:
    speaker = language(code)

    assert speaker.ngettext("%(num)s meeting", "%(num)s meetings", 1) == one
    assert speaker.ngettext("%(num)s meeting", "%(num)s meetings", 1200) == many


def test_both_languages_are_offered_vietnamese_first() -> None:
    assert [language(code).locale.get_language_name() for code in LANGUAGES] == ["Tiếng Việt", "English"]


@pytest.mark.parametrize(
    ("accepted", "code"), [("", "en"), ("*", "en"), ("fr", "en"), ("vi-VN, en;q=0.8", "vi"), ("en, vi;q=0.9", "en")]
)
def test_program_is_answered_in_english_unless_it_accepts_another(accepted: str, code: str) -> None:
    assert accepted_by_program(accepted).code == code


def test_sentence_is_translated_before_it_gets_its_parameters() -> None:
    template, params = "No such sector: {code}.", {"code": "{fish}"}

    assert [language(code).sentence(template, params) for code in LANGUAGES] == [
        "Không có lĩnh vực này: {fish}.",
        "No such sector: {fish}.",
    ]
