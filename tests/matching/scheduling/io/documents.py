"""The format's example instance and timetable as JSON values, to be spoilt in one place or another."""

import json
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from app.matching.scheduling.io import InputError, InputErrors, read_instance, read_timetable

EXAMPLES: Final = Path(__file__).parents[1] / "examples"
INSTANCE_TEXT: Final = (EXAMPLES / "instance.json").read_bytes()
TIMETABLE_TEXT: Final = (EXAMPLES / "timetable.json").read_bytes()

REMOVED: Final = object()
"""As a value in `changed`: the key is taken out."""


def changed(text: bytes, changes: dict[str, Any]) -> Any:
    """The document of `text` with values put at JSON Pointers, in their order; "-" in place of an index appends."""
    document = json.loads(text)
    for pointer, value in changes.items():
        parent, _, key = pointer.rpartition("/")
        _put(value_at(document, parent), key, value)
    return document


def value_at(document: Any, pointer: str) -> Any:
    """What the pointer points at; raises `LookupError` where that is nothing."""
    for step in pointer.split("/")[1:]:
        document = document[_key(document, step)]
    return document


def _key(place: Any, step: str) -> int | str:
    return int(step) if isinstance(place, list) else step.replace("~1", "/").replace("~0", "~")


def places(document: Any, pointer: str = "") -> list[str]:
    """The pointers of all values in the document but itself, each before those in it."""
    if not isinstance(document, dict | list):
        return []
    members = document.items() if isinstance(document, dict) else enumerate(document)
    below = [(pointer + "/" + str(key).replace("~", "~0").replace("/", "~1"), value) for key, value in members]
    return [place for at, value in below for place in (at, *places(value, at))]


def _put(place: Any, step: str, value: Any) -> None:
    if value is REMOVED:
        del place[_key(place, step)]
    elif step == "-":
        place.append(deepcopy(value))
    else:
        place[_key(place, step)] = deepcopy(value)


def instance_errors(document: Any) -> tuple[InputError, ...]:
    """What `read_instance` says of the document; nothing if it takes it."""
    try:
        read_instance(json.dumps(document).encode())
    except InputErrors as refused:
        return refused.errors
    return ()


def timetable_errors(document: Any) -> tuple[InputError, ...]:
    """What `read_timetable` says of the document; nothing if it takes it."""
    try:
        read_timetable(json.dumps(document).encode())
    except InputErrors as refused:
        return refused.errors
    return ()


def each(places: Iterable[str], *values: object) -> list[tuple[str, object]]:
    """Every place with every value."""
    return [(place, value) for place in places for value in values]


def told(errors: tuple[InputError, ...]) -> list[tuple[str, str]]:
    """Pointers and messages."""
    return [(error.pointer, error.message) for error in errors]
