"""What is wrong in an input file, and where: collected while reading, told all at once in the order of the file."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]

MOST_TOLD = 100
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class InputError:
    """One error: the JSON Pointer (RFC 6901) of its place, and what was expected there.

    `template` is the English sentence with `{name}` for each of `params`, so that it can be translated before that.
    """

    pointer: str
    template: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.template.format(**self.params)

    def __str__(self) -> str:
        return f"{self.pointer or 'the whole file'}: {self.message}"


class InputErrors(Exception):
    """The file can't be used. `errors` holds what is wrong with it: the first hundred, in the order of the file."""

    def __init__(self, errors: Iterable[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))


class Errors:
    """Collects errors while a document is read; `raise_any` then throws them together."""

    def __init__(self) -> None:
        self._found: list[tuple[Path, str, Mapping[str, object]]] = []

    def add(self, path: Path, template: str, /, **params: object) -> None:
        """Note an error at `path`; `template` is as in `InputError`."""
        self._found.append((path, template, params))

    def raise_any(self, document: Any) -> None:
        """Raise `InputErrors` if there were any; `document` is the JSON value that they are about."""
        if not self._found:
            return
        order = _DocumentOrder(document)
        first = sorted(self._found, key=lambda found: order(found[0]))[:MOST_TOLD]
        raise InputErrors(InputError(pointer(path), template, params) for path, template, params in first)


class _DocumentOrder:
    """Sort key of a path: the position of each of its steps among its siblings, so that parents precede children."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._positions: dict[int, dict[str, int]] = {}

    def __call__(self, path: Path) -> tuple[int, ...]:
        key, value = [], self._document
        for step in path:
            key.append(step if isinstance(step, int) else self._position(value, step))
            value = value[step]
        return tuple(key)

    def _position(self, value: dict[str, Any], step: str) -> int:
        # An object may have very many keys, so each is numbered only once.
        if id(value) not in self._positions:
            self._positions[id(value)] = {name: position for position, name in enumerate(value)}
        return self._positions[id(value)][step]


def pointer(path: Path) -> str:
    """`path` as a JSON Pointer; the whole document is the empty string."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def shown(value: Any) -> str:
    """A JSON value as a message quotes it: short, on one line, and the same in every language."""
    if isinstance(value, list):
        return "[…]" if value else "[]"
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, str) and len(value) > _LONGEST_SHOWN:
        return json.dumps(value[:_LONGEST_SHOWN] + "…", ensure_ascii=False)
    text = json.dumps(value, ensure_ascii=False)
    return text if isinstance(value, str) or len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
