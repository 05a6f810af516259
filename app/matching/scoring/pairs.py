"""Lines of a file of pairs, each a need and an offering, and what is wrong with them.

`{"id", "need": …, "offer": …}`, where either side is a text or an object: `text`, `lang`, `sectors`, `objective`, and
`wanted` of a need or `countries` of an offering.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.matching.scoring.kinds import OBJECTIVES
from app.matching.scoring.proposal import Proposal
from app.matching.scoring.roles import Side

LANGUAGES = ("vi", "en")
PLACES = {Side.NEED: "wanted", Side.OFFER: "countries"}


@dataclass(frozen=True, slots=True)
class Scorable:
    """One line: its id, which is any JSON value, and its two sides."""

    id: Any
    need: Proposal
    offer: Proposal


@dataclass(frozen=True, slots=True)
class Wrong:
    """An error in a line, counted from 1: the JSON Pointer (RFC 6901) of its place and what was expected there."""

    line: int
    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.line}: {self.pointer or 'the whole line'}: {self.message}"


class _Expected(ValueError):
    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(message)
        self.pointer = pointer


def read_pairs(text: str, groups: dict[str, frozenset[str]] | None = None) -> Iterator[Scorable | Wrong]:
    """The pairs of a file in order, and what is wrong in lines that hold none; empty lines hold nothing.

    `groups` are codes of regions that may stand for their countries.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _pair(_parsed(line), groups or {})
        except _Expected as error:
            yield Wrong(number, error.pointer, str(error))


def _parsed(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise _Expected("", f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise _Expected("", f"expected an object, got {type(value).__name__}")
    for name in ("id", "need", "offer"):
        if name not in value:
            raise _Expected("", f"`{name}` is missing")
    return value


def _pair(value: dict[str, Any], groups: dict[str, frozenset[str]]) -> Scorable:
    sides = {side: _proposal(value[side.value], side, groups) for side in Side}
    return Scorable(value["id"], sides[Side.NEED], sides[Side.OFFER])


def _proposal(value: Any, side: Side, groups: dict[str, frozenset[str]]) -> Proposal:
    at = f"/{side.value}"
    if isinstance(value, str):
        return Proposal(side=side, text=value)
    if not isinstance(value, dict):
        raise _Expected(at, f"expected a text or an object, got {type(value).__name__}")
    if value.get("lang") not in (None, *LANGUAGES):
        raise _Expected(f"{at}/lang", f"expected one of {', '.join(LANGUAGES)}")
    codes = _codes(value.get(PLACES[side]), f"{at}/{PLACES[side]}", str.upper)
    countries = sorted({country for code in codes for country in groups.get(code, {code})})
    return Proposal(
        side=side,
        text=_text(value, at),
        sectors=frozenset(_codes(value.get("sectors"), f"{at}/sectors", str.upper)),
        objective=_objective(value.get("objective"), f"{at}/objective"),
        countries=dict.fromkeys(countries, 1.0),
    )


def _text(value: dict[str, Any], at: str) -> str:
    text = value.get("text")
    if not isinstance(text, str):
        raise _Expected(f"{at}/text" if "text" in value else at, "expected a text")
    return text


def _objective(value: Any, at: str) -> str | None:
    if value is None or (isinstance(value, str) and value in OBJECTIVES):
        return value
    raise _Expected(at, f"expected one of {', '.join(OBJECTIVES)}")


def _codes(value: Any, at: str, form: Callable[[str], str]) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _Expected(at, "expected a list of codes")
    for place, item in enumerate(value):
        if not isinstance(item, str):
            raise _Expected(f"{at}/{place}", "expected a code, which is a string")
    return [form(item) for item in value]
