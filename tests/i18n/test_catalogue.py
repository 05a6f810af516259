"""The catalogue has all that the code says, and nothing else, in complete translations."""

import re
from collections import Counter
from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import app
from app.errors import AppError, Conflict
from app.i18n.languages import CATALOGUES

VIETNAMESE = CATALOGUES / "vi" / "LC_MESSAGES" / "messages.po"


def errors(kind: type[AppError] = AppError) -> Iterator[str]:
    # The core has a `Conflict`, too, which says nothing.
    if kind is not Conflict:
        yield kind.__name__
    for each in kind.__subclasses__():
        yield from errors(each)


# Which argument of which call is a message; None is the first.
PAGES = {"_": None, "gettext": None, "mark": None, "ngettext": (1, 2)}
SERVICES = dict.fromkeys(errors()) | {"invalid": (2,), "_error": (2,)}
FILES = {"InputError": (2,), "add": (2,), "distinct": (2,), "_fail": (3,), "fail": (1,), "refuse": (1,)}


def used_in_the_code() -> Catalog:
    with (CATALOGUES / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call] # Babel has not typed it
    catalog = Catalog()
    for _, _, message, _, _ in extract_from_dir(app.__path__[0], methods, options, PAGES | SERVICES | FILES):
        catalog.add(message)
    return catalog


@pytest.fixture(scope="module")
def vietnamese() -> Catalog:
    with VIETNAMESE.open("rb") as file:
        return read_po(file, locale="vi", abort_invalid=True)


def test_every_message_of_the_code_is_in_the_catalogue_and_no_other(vietnamese: Catalog) -> None:
    assert {m.id for m in vietnamese if m.id} == {m.id for m in used_in_the_code() if m.id}


def test_no_message_is_translated_twice() -> None:
    """Of two translations of one message Babel would keep one in silence."""
    text = VIETNAMESE.read_text(encoding="utf-8")
    found = re.findall(r'^msgid ((?:"[^\n]*"\n)+)', text, re.MULTILINE)
    counts = Counter("".join(re.findall(r'"(.*)"', each)) for each in found)

    assert [message for message, count in counts.items() if count > 1] == []


def test_every_message_has_a_finished_translation(vietnamese: Catalog) -> None:
    def unfinished(message: Message) -> bool:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        return message.fuzzy or not all(strings) or bool(list(message.check(vietnamese)))

    assert [m.id for m in vietnamese if m.id and unfinished(m)] == []


def test_a_reader_is_spoken_to_as_an_officer(vietnamese: Catalog) -> None:
    """“Bạn” is a friend, and “đoàn bạn” the other side; “bạn hàng” is a customer and may be named."""
    familiar = re.compile(r"\bbạn\b(?! hàng)", re.IGNORECASE)
    texts = [(m.id, m.string if isinstance(m.string, str) else " ".join(m.string or ())) for m in vietnamese]

    assert [english for english, text in texts if familiar.search(text)] == []


def test_words_are_spelled_in_one_way(vietnamese: Catalog) -> None:
    """`xoá` and `huỷ`, not `xóa` and `hủy`; the organisers are `Ban Tổ chức`."""
    otherwise = re.compile(r"[óòỏõọ][ae]\b|(?<![qQ])[úùủũụ]y\b|\b(?!Ban Tổ chức)[Bb]an [Tt]ổ chức")
    texts = [(m.id, m.string if isinstance(m.string, str) else " ".join(m.string or ())) for m in vietnamese]

    assert [english for english, text in texts if otherwise.search(text)] == []


def test_every_sentence_takes_only_parameters_that_it_is_given(vietnamese: Catalog) -> None:
    def parameters(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    pairs = [(m.id, m.string) for m in vietnamese if isinstance(m.id, str) and isinstance(m.string, str)]
    sentences = [(english, string) for english, string in pairs if "%(" not in english]

    assert [english for english, string in sentences if not parameters(string) <= parameters(english)] == []
