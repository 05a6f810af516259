"""How multilingual-e5-small cuts a text into pieces of words: the likeliest ones (Kudo, 2018), as SentencePiece does.

Kudo, T. (2018): Subword regularization: improving neural network translation models. ACL.
"""

import re
from math import inf

from app.adapters.e5.weights import Pieces

SPACE, UNLIKELY = "\u2581", 10.0


class Tokenizer:
    """Cuts texts into pieces, by the scores of these."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._longest = max(map(len, pieces.scores))
        self._unknown = min(score for _, score in pieces.scores.values()) - UNLIKELY

    def ids(self, text: str) -> list[int]:
        """The numbers of the pieces, without the marks of start and end."""
        spelt = re.sub(" {2,}", " ", text.translate(dict(self._pieces.spelling)))
        written = ("" if spelt.startswith(" ") else SPACE) + spelt.replace(" ", SPACE)
        best = [0.0] + [-inf] * len(written)
        came: list[tuple[int, int]] = [(0, 0)] * len(best)
        for start in range(len(written)):
            so_far = best[start]
            for end in range(start + 1, min(len(written), start + self._longest) + 1):
                found = self._pieces.scores.get(written[start:end])
                if found is not None and found[0] != self._pieces.unknown and so_far + found[1] > best[end]:
                    best[end], came[end] = so_far + found[1], (start, found[0])
            if so_far + self._unknown > best[start + 1]:
                best[start + 1], came[start + 1] = so_far + self._unknown, (start, self._pieces.unknown)
        return self._back(came)

    @staticmethod
    def _back(came: list[tuple[int, int]]) -> list[int]:
        found, place = [], len(came) - 1
        while place > 0:
            place, piece = came[place]
            found.append(piece)
        return found[::-1]
