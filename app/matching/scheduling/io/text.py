"""Strict JSON text: UTF-8 without a mark, finite numbers, every key once in its object, no half of a surrogate pair.

The standard library's parser does the work. Where it says only that something is wrong, a slow scan of the text finds
the place.
"""

import codecs
import json
import re
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

from app.matching.scheduling.io.errors import InputError, InputErrors, shown

# Python's `int` refuses longer literals. As floats they pass the parser, and the reader of the field refuses them.
_LONGEST_INTEGER = sys.int_info.default_max_str_digits
_DEEPEST = 100

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}:]|NaN|-?Infinity')
_SOUND_START = re.compile(
    r'"[^"\\]*(?:\\(?:[^u]|u(?![dD][89a-fA-F])|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})[^"\\]*)*'
)


class _NotFinite(ValueError):
    """NaN or an infinity."""


class _RepeatedKey(ValueError):
    """An object with the same key twice."""


def parse(data: bytes) -> Any:
    """The JSON value that `data` holds. Raises `InputErrors` with one error about the whole file."""
    text = _decode(data)
    value = _value(text)
    if _SURROGATE.search(text):
        _refuse_lone_surrogates(text)
    return value


def _decode(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        _fail("", 0, "expected no byte-order mark (line {line}, column {column})")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        start = data[: error.start].decode()
        _fail(start, len(start), "expected UTF-8 (line {line}, column {column})")


def _value(text: str) -> Any:
    try:
        return _loaded(text)
    except json.JSONDecodeError as error:
        _fail(text, error.pos, "expected JSON (line {line}, column {column}): {problem}", problem=error.msg)
    except _NotFinite:
        _fail(text, _first_not_finite(text), "expected a finite number (line {line}, column {column})")
    except _RepeatedKey:
        position, key = _first_repeated_key(text)
        _fail(
            text,
            position,
            "expected each key of an object once, got {key} again (line {line}, column {column})",
            key=shown(key),
        )
    except RecursionError:
        _fail(text, _first_too_deep(text), "expected less deeply nested JSON (line {line}, column {column})")


def _loaded(text: str) -> Any:
    """The parser is quicker where it may make all integers itself, which fails only if one is too long for Python."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except (json.JSONDecodeError, _NotFinite, _RepeatedKey):
        raise
    except ValueError:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _RepeatedKey
    return members


def _constant(_name: str) -> NoReturn:
    raise _NotFinite


def _integer(literal: str) -> int | float:
    return int(literal) if len(literal.lstrip("-")) <= _LONGEST_INTEGER else float(literal)


def _fail(text: str, position: int, template: str, **params: object) -> NoReturn:
    """Raise the one error of a file that is not strict JSON; line and column count from 1."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    raise InputErrors([InputError("", template, {"line": line, "column": column, **params})]) from None


def _first_not_finite(text: str) -> int:
    return next(token.start() for token in _TOKEN.finditer(text) if token[0].endswith(("NaN", "Infinity")))


def _first_repeated_key(text: str) -> tuple[int, str]:
    """Position and name of the first key that its object already has."""
    return next((token.start(), key) for token, key, seen in _keys(text) if key in seen)


def _keys(text: str) -> Iterator[tuple[re.Match[str], str, set[str]]]:
    """Every key of `text`, with its token and the keys before it in the same object."""
    open_objects: list[set[str]] = []
    last = None
    for token in _TOKEN.finditer(text):
        if token[0] in "{[":
            open_objects.append(set())
        elif token[0] in "]}":
            open_objects.pop()
        elif token[0] == ":" and last is not None:
            key = json.loads(last[0])
            yield last, key, open_objects[-1]
            open_objects[-1].add(key)
        last = token


def _first_too_deep(text: str) -> int:
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in "{[") - (token[0] in "]}")
        if depth > _DEEPEST:
            return token.start()
    raise AssertionError("only called for text that is too deep")


def _refuse_lone_surrogates(text: str) -> None:
    for token in _TOKEN.finditer(text):
        if token[0].startswith('"'):
            end = _SOUND_START.match(text, token.start())
            if end is not None and end.end() < token.end() - 1:
                _fail(text, end.end(), "expected no half of a surrogate pair (line {line}, column {column})")
