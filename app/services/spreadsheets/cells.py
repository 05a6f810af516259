"""What the cells of a column hold: how it is written, and read as people may have typed it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from app.adapters.spreadsheets.grids import Moment, Value
from app.adapters.spreadsheets.layout import Cell
from app.i18n.messages import mark
from app.services.side_names import SIDES
from app.services.spreadsheets.book import Book, every_language
from app.services.spreadsheets.choices import same
from app.services.spreadsheets.unfit import Unfit

SEPARATOR = "; "
_SEPARATORS = re.compile(r"[;\n]")
_BETWEEN_NUMBERS = re.compile(r"[;,\n]")
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(\1\d{3})*", re.ASCII)  # 1.500.000, as people write it.
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}),? (\d{1,2})[:h](\d{2})", re.ASCII)
_WITH_HOUR = re.compile(r"\d:\d")
_ETH_TO_D = str.maketrans("Ðð", "Đđ")
MARK = "x"
_MARKS = {"x", "×", "✓", "✔", "co", "yes", "true", "1"}


class Kind(Protocol):
    """How the values of a column stand in cells. An empty cell is None, unless `blank` knows better."""

    def written(self, value: Any, book: Book, /) -> Cell: ...

    def read(self, cell: Value, book: Book, /) -> Any:
        """The value of a cell that is not empty. Raises `Unfit`."""

    def blank(self, book: Book, /) -> Any:
        """What an empty cell means."""


class _Kind:
    def blank(self, _book: Book, /) -> Any:
        return None


class Words(_Kind):
    """Text as it is. What looks like a formula is text, too."""

    def written(self, value: str | None, _book: Book, /) -> Cell:
        return None if value is None else value.replace("\r\n", "\n").replace("\r", "\n")

    def read(self, cell: Value, _book: Book, /) -> str:
        return text_of(cell)


class Capitals(Words):
    """A code of capital letters, which people may have typed small."""

    def read(self, cell: Value, book: Book, /) -> str:
        return super().read(cell, book).upper()


class Side(Words):
    """A side: one of the usual ones by its code or by what pages call it, in any language; else in words of its own."""

    def written(self, value: str | None, book: Book, /) -> Cell:
        word = SIDES.get(value or "")
        return super().written(value if word is None else book.language.gettext(word), book)

    def read(self, cell: Value, book: Book, /) -> str:
        typed = super().read(cell, book)
        names = {same(name): side for side, word in SIDES.items() for name in (side, *_in_every_language(word))}
        return names.get(same(typed), typed)


class Whole(_Kind):
    """A whole number."""

    def written(self, value: int | None, _book: Book, /) -> Cell:
        return value

    def read(self, cell: Value, _book: Book, /) -> int:
        if isinstance(cell, float) and not isinstance(cell, bool) and cell.is_integer():
            return int(cell)
        digits = "".join(unicodedata.normalize("NFKC", cell).split()) if isinstance(cell, str) else ""
        if grouped := _GROUPED.fullmatch(digits):
            digits = digits.replace(grouped[1], "")
        if not _WHOLE.fullmatch(digits):
            raise Unfit(mark("A whole number is expected here, not “{found}”."), found=_shown(cell))
        return int(digits)


class Wholes(_Kind):
    """Whole numbers, between semicolons or commas."""

    def written(self, value: list[int], _book: Book, /) -> Cell:
        return SEPARATOR.join(map(str, value))

    def read(self, cell: Value, book: Book, /) -> list[int]:
        if not isinstance(cell, str):
            return [Whole().read(cell, book)]
        return [Whole().read(text, book) for text in _BETWEEN_NUMBERS.split(cell) if text.strip()]


@dataclass(frozen=True)
class One:
    """One entry of a list. Where the list has no other, an empty cell means that one, if it is `understood`."""

    of: str
    understood: bool = False

    def written(self, value: Any, book: Book, /) -> Cell:
        return None if value is None else book.lists[self.of].text(value)

    def read(self, cell: Value, book: Book, /) -> Any:
        return book.lists[self.of].value(text_of(cell))

    def blank(self, book: Book, /) -> Any:
        return book.lists[self.of].only() if self.understood else None


@dataclass(frozen=True)
class Several(_Kind):
    """Any number of entries of a list, between semicolons or on lines of their own."""

    of: str

    def written(self, value: list[Any], book: Book, /) -> Cell:
        return SEPARATOR.join(book.lists[self.of].text(each) for each in value)

    def read(self, cell: Value, book: Book, /) -> list[Any]:
        texts = (text.strip() for text in _SEPARATORS.split(text_of(cell)))
        return [book.lists[self.of].value(text) for text in texts if text]


class Names(_Kind):
    """Any number of words, of no list, between semicolons or on lines of their own."""

    def written(self, value: list[str], _book: Book, /) -> Cell:
        return SEPARATOR.join(value)

    def read(self, cell: Value, _book: Book, /) -> list[str]:
        return [text.strip() for text in _SEPARATORS.split(text_of(cell)) if text.strip()]


class Instant(_Kind):
    """A day and an hour by the clock of the conference."""

    def written(self, value: datetime | None, book: Book, /) -> Cell:
        if value is None:
            return None
        there = value.astimezone(_clock(book))
        # Where the clock shows the same hour twice, the second one is written with its distance from UTC.
        return _minutes(there if there.fold else there.replace(tzinfo=None))

    def read(self, cell: Value, book: Book, /) -> str:
        """As a text, which is how the API is sent a time."""
        typed = cell.text if isinstance(cell, Moment) else " ".join(text_of(cell).split())
        found = _moment(typed)
        if found is None:
            raise Unfit(mark("A day and an hour are expected here, like 2026-12-07 18:30, not “{found}”."), found=typed)
        return str(found.replace(tzinfo=found.tzinfo or _clock(book)).astimezone(_clock(book)))


class Marked(_Kind):
    """An x, or nothing."""

    def written(self, value: bool | None, _book: Book, /) -> Cell:
        return MARK if value else None

    def read(self, cell: Value, _book: Book, /) -> bool:
        if same(_shown(cell)) not in _MARKS:
            raise Unfit(mark("An x is expected here, or nothing, not “{found}”."), found=_shown(cell))
        return True


def text_of(cell: Value) -> str:
    """Normalised. Raises `Unfit` for what the spreadsheet holds as something else, but for whole numbers."""
    if isinstance(cell, str):
        return unicodedata.normalize("NFC", cell).translate(_ETH_TO_D).replace("\r\n", "\n").strip()
    if isinstance(cell, Moment):
        raise Unfit(
            mark("The spreadsheet has made a date of this: format the cell as text and type it again."),
        )
    if isinstance(cell, bool) or not cell.is_integer():
        raise Unfit(
            mark("The spreadsheet holds “{found}” here, not a text: format the cell as text and type it again."),
            found=_shown(cell),
        )
    return str(int(cell))


def _in_every_language(word: str) -> list[str]:
    return [each.gettext(word) for each in every_language()]


def _moment(typed: str) -> datetime | None:
    """As ISO 8601 has it, or as people write it: 7/12/2026 18:30."""
    if found := _DAY_FIRST.fullmatch(typed):
        day, month, year, hour, minute = map(int, found.groups())
        typed = f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"
    try:
        return datetime.fromisoformat(typed) if _WITH_HOUR.search(typed) else None
    except ValueError:
        return None


def _minutes(moment: datetime) -> str:
    return moment.isoformat(" ", "seconds" if moment.second else "minutes")


def _clock(book: Book) -> ZoneInfo:
    return ZoneInfo(book.conference.timezone)


def is_blank(cell: Value) -> bool:
    """Nothing, or spaces of any kind."""
    return isinstance(cell, str) and not cell.strip()


def _shown(cell: Value) -> str:
    if isinstance(cell, Moment):
        return cell.text
    return f"{cell:g}" if isinstance(cell, float) and not isinstance(cell, bool) else str(cell)
