"""The catalogue is complete, and each reader gets a language, its numbers and its days."""

from datetime import date
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from app.web import i18n
from app.web.i18n import LANGUAGES, chosen, language

APP = Path(i18n.__file__).parent.parent
VIETNAMESE = i18n.CATALOGUES / "vi" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "gettext": None, "mark": None, "ngettext": (1, 2)}


def used_in_the_code() -> Catalog:
    with (i18n.CATALOGUES / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call] # Babel has not typed it
    catalog = Catalog()
    for _, _, message, _, _ in extract_from_dir(APP, methods, options, KEYWORDS):
        catalog.add(message)
    return catalog


@pytest.fixture(scope="module")
def vietnamese() -> Catalog:
    with VIETNAMESE.open("rb") as file:
        return read_po(file, locale="vi", abort_invalid=True)


def test_every_message_of_the_code_is_in_the_catalogue_and_no_other(vietnamese: Catalog) -> None:
    assert {m.id for m in vietnamese if m.id} == {m.id for m in used_in_the_code() if m.id}


def test_every_message_has_a_finished_translation(vietnamese: Catalog) -> None:
    def unfinished(message: Message) -> bool:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        return message.fuzzy or not all(strings) or bool(list(message.check(vietnamese)))

    assert [m.id for m in vietnamese if m.id and unfinished(m)] == []


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
        ("vi", "Thứ Ba, 8 tháng 12, 2026", "8 \N{EN DASH} 9 thg 12, 2026"),
        ("en", "Tuesday, December 8, 2026", "Dec 8 \N{EN DASH} 9, 2026"),
    ],
)
def test_days_are_written_as_the_language_does(code: str, one: str, several: str) -> None:
    speaker, day = language(code), date(2026, 12, 8)

    assert speaker.days(day, day) == one
    assert speaker.days(day, date(2026, 12, 9)).replace("\u2009", " ") == several


@pytest.mark.parametrize(
    ("code", "one", "many"), [("vi", "1 cuộc gặp", "1.200 cuộc gặp"), ("en", "1 meeting", "1,200 meetings")]
)
def test_plural_follows_the_number(code: str, one: str, many: str) -> None:
    speaker = language(code)

    assert speaker.ngettext("%(num)s meeting", "%(num)s meetings", 1) == one
    assert speaker.ngettext("%(num)s meeting", "%(num)s meetings", 1200) == many


def test_both_languages_are_offered_vietnamese_first() -> None:
    assert [language(code).locale.display_name for code in LANGUAGES] == ["Tiếng Việt", "English"]
