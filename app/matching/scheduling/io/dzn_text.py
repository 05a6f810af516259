"""The part of MiniZinc's data syntax that the academic instances use, as plain values.

    file = {name "=" value ";"}        value = integer | list | rows
    list = "[" items "]"               item = integer | "{" integers "}"
    rows = "[|" integers {"|" integers} "|]"

A comma may follow the last of anything, and `%` starts a comment to the end of its line.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from app.matching.scheduling.io.errors import InputError, InputErrors, shown

_Item = TypeVar("_Item")

_SKIPPED = re.compile(r"(?:\s+|%[^\n]*)+")
_TOKEN = re.compile(r"[A-Za-z]\w*|-?\d+|\[\||\|\]|[\[\]{},;=|]", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Given:
    """What the file gives a name: an int, a list of ints, of sets or of rows; and the line where that starts."""

    value: Any
    line: int


def parse(text: str) -> dict[str, Given]:
    """Every assignment of `text`. Raises `InputErrors` at the first place that is not as above."""
    parser = _Parser(text)
    given: dict[str, Given] = {}
    while parser.next:
        name, line = parser.next, parser.line
        if not name.isidentifier() or name in given:
            fail("line {line}: expected a name not given before, got {got}", line=line, got=shown(name))
        parser.advance()
        given[name] = Given(parser.assignment(), line)
    return given


def fail(template: str, **params: object) -> NoReturn:
    """Raise the error that ends the reading of a data file."""
    raise InputErrors([InputError("", template, params)])


class _Parser:
    """Recursive descent, one token ahead; the token after the last is empty."""

    def __init__(self, text: str) -> None:
        self._text, self._end = text, 0
        self.next, self.line = "", 1
        self.advance()

    def advance(self) -> None:
        """Go to the next token, and count the lines on the way."""
        skipped = _SKIPPED.match(self._text, self._end)
        start = skipped.end() if skipped else self._end
        self.line += self._text.count("\n", self._end, start)
        found = _TOKEN.match(self._text, start)
        # What is no token stands for itself, for the message of whoever expected something else there.
        self.next = found[0] if found else self._text[start : start + 1]
        self._end = start + len(self.next)

    def assignment(self) -> Any:
        """The rest of a statement after its name."""
        self._take("=")
        readers = {"[": self._list, "[|": self._rows}
        value = readers.get(self.next, self._integer)()
        self._take(";")
        return value

    def _list(self) -> list[Any]:
        self._take("[")
        items = self._items(self._item, "]")
        self._take("]")
        return items

    def _rows(self) -> list[list[int]]:
        rows = []
        while self.next != "|]":
            self.advance()  # "[|" before the first row, "|" before each other.
            rows.append(self._items(self._integer, "|", "|]"))
        self._take("|]")
        return [] if rows == [[]] else rows

    def _item(self) -> int | frozenset[int]:
        if self.next != "{":
            return self._integer()
        self._take("{")
        members = frozenset(self._items(self._integer, "}"))
        self._take("}")
        return members

    def _items(self, read: Callable[[], _Item], *closing: str) -> list[_Item]:
        items = []
        while self.next not in closing:
            items.append(read())
            if self.next not in closing:
                self._take(",")
        return items

    def _integer(self) -> int:
        if not _INTEGER.fullmatch(self.next):
            fail(
                "line {line}: expected an integer of at most nine digits, got {got}",
                line=self.line,
                got=shown(self.next),
            )
        value = int(self.next)
        self.advance()
        return value

    def _take(self, symbol: str) -> None:
        if self.next != symbol:
            fail(
                "line {line}: expected {expected}, got {got}",
                line=self.line,
                expected=shown(symbol),
                got=shown(self.next),
            )
        self.advance()
