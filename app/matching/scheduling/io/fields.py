"""Readers of typed JSON values: each checks one value, notes what is wrong with it and returns it, or `BROKEN`.

Readers are put together from smaller ones, so that a file's form reads like a table (see `instance`). A record is read
into a dict of the keys that were there; those left out get their defaults from the dataclass that the dict is for.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.matching.scheduling.io.errors import Errors, Path, shown

BROKEN: Final = object()
"""In place of a value that has an error of its own; what depends on it is not judged."""

MOST: Final = 10**9

_STRINGS: Final = frozenset([str])

Record = dict[str, Any]
Reader = Callable[[Any, Path, Errors], Any]


def string(value: Any, path: Path, errors: Errors) -> Any:
    """Any string, the empty one too."""
    if isinstance(value, str):
        return value
    errors.add(path, "expected a string, got {got}", got=shown(value))
    return BROKEN


def identifier(value: Any, path: Path, errors: Errors) -> Any:
    """A string that is not empty."""
    if isinstance(value, str) and value:
        return value
    errors.add(path, "expected an id, a string that is not empty, got {got}", got=shown(value))
    return BROKEN


def boolean(value: Any, path: Path, errors: Errors) -> Any:
    """True or false; no number will do."""
    if isinstance(value, bool):
        return value
    errors.add(path, "expected true or false, got {got}", got=shown(value))
    return BROKEN


def any_integer(value: Any, path: Path, errors: Errors) -> Any:
    """An integer of any size, written without fraction or exponent."""
    if type(value) is int:
        return value
    errors.add(path, "expected an integer, got {got}", got=shown(value))
    return BROKEN


def integer(*, least: int) -> Reader:
    """An integer from `least` to 10^9, written without fraction or exponent."""

    def read(value: Any, path: Path, errors: Errors) -> Any:
        # `type` and not `isinstance`: a boolean is an int to Python, but not to JSON.
        if type(value) is int and least <= value <= MOST:
            return value
        if type(value) is int and value > MOST:
            errors.add(path, "expected an integer of at most {most}, got {got}", most=MOST, got=shown(value))
        else:
            errors.add(path, "expected an integer of at least {least}, got {got}", least=least, got=shown(value))
        return BROKEN

    return read


def constant(*expected: str) -> Reader:
    """One of a few strings."""

    def read(value: Any, path: Path, errors: Errors) -> Any:
        if isinstance(value, str) and value in expected:
            return value
        errors.add(path, "expected {expected}, got {got}", expected=" | ".join(map(shown, expected)), got=shown(value))
        return BROKEN

    return read


def optional(read_value: Reader) -> Reader:
    """Null, or what `read_value` reads."""

    def read(value: Any, path: Path, errors: Errors) -> Any:
        return None if value is None else read_value(value, path, errors)

    return read


def list_of(read_item: Reader) -> Reader:
    """A list, as a tuple; it keeps `BROKEN` in the places of broken items."""

    def read(value: Any, path: Path, errors: Errors) -> Any:
        if isinstance(value, list):
            return tuple([read_item(item, (*path, i), errors) for i, item in enumerate(value)])
        errors.add(path, "expected a list, got {got}", got=shown(value))
        return BROKEN

    return read


def distinct(read_list: Reader, template: str) -> Reader:
    """A list in which nothing stands twice; a second occurrence is reported under `template` and becomes `BROKEN`."""

    def read(value: Any, path: Path, errors: Errors) -> Any:
        items = read_list(value, path, errors)
        if items is BROKEN or len(set(items)) == len(items):
            return items
        return _without_repetitions(items, path, errors)

    def _without_repetitions(items: tuple[Any, ...], path: Path, errors: Errors) -> tuple[Any, ...]:
        seen: set[Any] = {BROKEN}
        kept = []
        for i, item in enumerate(items):
            if item in seen and item is not BROKEN:
                errors.add((*path, i), template, got=shown(item))
            kept.append(BROKEN if item in seen else item)
            seen.add(item)
        return tuple(kept)

    return read


def ids(value: Any, path: Path, errors: Errors) -> Any:
    """A list of ids, each of which stands in it once."""
    # A list that is sound, as nearly all of very many are, needs no reader for each id.
    if type(value) is list and _STRINGS.issuperset(map(type, value)) and "" not in value:
        items = tuple(value)
        if len(set(items)) == len(items):
            return items
    return _distinct_ids(value, path, errors)


def mapping_of(read_value: Reader) -> Reader:
    """An object with any keys, as a dict."""

    def read(value: Any, path: Path, errors: Errors) -> Any:
        if isinstance(value, dict):
            return {key: read_value(item, (*path, key), errors) for key, item in value.items()}
        errors.add(path, "expected an object, got {got}", got=shown(value))
        return BROKEN

    return read


def record(compulsory: Mapping[str, Reader], may: Mapping[str, Reader]) -> Reader:
    """An object with all the `compulsory` keys and any of those that it `may` have, as a `Record`.

    The record has the keys of the object, and `BROKEN` under each compulsory one that is missing.
    """
    readers = {**compulsory, **may}
    needed = compulsory.keys()

    def read(value: Any, path: Path, errors: Errors) -> Any:
        if not isinstance(value, dict):
            errors.add(path, "expected an object, got {got}", got=shown(value))
            return BROKEN
        found = {key: readers.get(key, _unknown)(item, (*path, key), errors) for key, item in value.items()}
        return found if needed <= found.keys() else found | _missing(found, path, errors)

    def _missing(found: Record, path: Path, errors: Errors) -> Record:
        missing = [key for key in compulsory if key not in found]
        for key in missing:
            errors.add(path, "expected the key {key}, which is missing", key=shown(key))
        return dict.fromkeys(missing, BROKEN)

    return read


def _unknown(_value: Any, path: Path, errors: Errors) -> Any:
    errors.add(path, "expected no key {key} here", key=shown(path[-1]))
    return BROKEN


_distinct_ids = distinct(list_of(identifier), "expected each id once, got {got} again")
