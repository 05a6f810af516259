"""The format's example instance and timetable as JSON values, to be spoilt in one place or another."""

import json
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
        *parents, last = pointer.split("/")[1:]
        place = document
        for step in parents:
            place = place[int(step) if isinstance(place, list) else step]
        _put(place, last.replace("~1", "/").replace("~0", "~"), value)
    return document


def _put(place: Any, key: str, value: Any) -> None:
    if value is REMOVED:
        del place[key]
    elif key == "-":
        place.append(deepcopy(value))
    else:
        place[int(key) if isinstance(place, list) else key] = deepcopy(value)


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


def told(errors: tuple[InputError, ...]) -> list[tuple[str, str]]:
    """Pointers and messages."""
    return [(error.pointer, error.message) for error in errors]
