"""What a text is likely to want, by its words in their order: `importers of Y seek X` is not `X seeks importers of Y`.

Small recurrent networks over word vectors, learnt from labelled texts (`benchmarks/roles/networks.py`); here they
are only asked, in plain numpy. Phrases (`likely.py`) know more words, networks more of their order.

Cho, K. et al. (2014): Learning phrase representations using RNN encoder-decoder. EMNLP.
"""

from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.matching.scoring.cues import Found
from app.matching.scoring.phrases import FULL_STOP, NUMBER, Marks, word
from app.matching.scoring.terms import Rows
from app.matching.scoring.text import Script, Tokens

MOST_TOKENS = 150
FINE = 32.0  # Steps of a word vector between 0 and 1.

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is known, and what it is of: a thing of a kind, a place, cues, the start of a clause."""

    word: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the networks make of a text: evidence for each role, and for that it speaks for the home country."""

    roles: NDArray[np.float64]
    home: float


@dataclass(frozen=True, slots=True)
class Networks:
    """Several networks as one: the first axis of weights is that of the networks, twice where they read on and back.

    `signs` are places of what a token is of, behind the dimensions of the word vectors.
    """

    words: Mapping[str, Numbers]
    signs: Mapping[str, int]
    weights: Mapping[str, Numbers]

    def told(self, side: str, tokens: Sequence[Token]) -> Told | None:
        """What a text of a side tells; nothing of no text, or without networks."""
        if not tokens or not self.weights:
            return None
        states = self._states(self._inputs(side, tokens))
        looks = states @ self.weights["look"]
        looks = np.exp(looks - looks.max(axis=1, keepdims=True))
        seen = (looks / looks.sum(axis=1, keepdims=True)).transpose(0, 2, 1) @ states
        pooled = np.concatenate([states.max(axis=1, keepdims=True), seen], axis=1).reshape(len(states), 1, -1)
        found = (pooled @ self.weights["tell"])[:, 0] + self.weights["tell_bias"][:, 0]
        mean = found.mean(axis=0, dtype=np.float64)
        return Told(mean[:-1], float(mean[-1]))

    def _inputs(self, side: str, tokens: Sequence[Token]) -> Numbers:
        wide = self.weights["input"].shape[1]
        found = np.zeros((len(tokens), wide), np.float32)
        for row, token in zip(found, tokens, strict=True):
            if (vector := self.words.get(token.word)) is not None:
                row[: len(vector)] = vector
            for sign in (*token.signs, side):
                if (place := self.signs.get(sign)) is not None:
                    row[place] = 1.0
        return found

    def _states(self, inputs: Numbers) -> Numbers:
        """The states of each network at each token, as read on and as read back."""
        weights = self.weights
        sent = inputs @ weights["input"] + weights["input_bias"]
        sent[1::2] = sent[1::2, ::-1]
        size = weights["state"].shape[1]
        state = np.zeros((len(sent), 1, size), np.float32)
        found = np.empty((len(sent), len(inputs), size), np.float32)
        for place in range(len(inputs)):
            kept = state @ weights["state"] + weights["state_bias"]
            come = sent[:, place : place + 1]
            gates = 1 / (1 + np.exp(-come[..., : 2 * size] - kept[..., : 2 * size]))
            new = np.tanh(come[..., 2 * size :] + gates[..., :size] * kept[..., 2 * size :])
            state = new + gates[..., size:] * (state - new)
            found[:, place] = state[:, 0]
        return np.concatenate([found[::2], found[1::2, ::-1]], axis=2)


def tokens_of(read: Tokens, script: Script, marks: Marks, found: Iterable[Found]) -> list[Token]:
    """The first tokens of a text, with things and places (`marks`) by what they are, and cues by what they say."""
    count = min(len(read), MOST_TOKENS)
    signs: list[list[str]] = [[] for _ in range(count)]
    for start, (end, mark) in marks.items():
        for place in range(start, min(end, count)):
            signs[place].append(mark)
    for cue in found:
        for place in range(cue.start, min(cue.end, count)):
            signs[place].append(f"{cue.verb}:{cue.role or ''}")
    for place in range(1, count):
        if read.clauses[place] != read.clauses[place - 1]:
            signs[place].append(FULL_STOP)
    words = [word(read, script, place) for place in range(count)]
    return [
        Token(each, tuple(dict.fromkeys([*of_it, NUMBER] if each == NUMBER else of_it)))
        for each, of_it in zip(words, signs, strict=True)
    ]


def networks_of(words: Rows, weights: Rows) -> Networks:
    """Build it of the rows of `network_words.csv` and `network_weights.csv`.

    A row of the former is a word with its vector, in signed bytes; one of the latter a row of a matrix of a network, in
    floats of two bytes. A row of inputs is named by its sign, if it is of one.
    """
    vectors = {
        row["word"]: np.frombuffer(b64decode(row["vector"]), np.int8).astype(np.float32) / np.float32(FINE)
        for row in words
    }
    found: dict[str, dict[str, list[Numbers]]] = {}
    signs: dict[str, int] = {}
    for row in weights:
        of_net = found.setdefault(row["part"], {}).setdefault(row["net"], [])
        if row["sign"]:
            signs[row["sign"]] = len(of_net)
        of_net.append(np.frombuffer(b64decode(row["values"]), np.float16).astype(np.float32))
    matrices = {part: np.stack([np.stack(net) for net in nets.values()]) for part, nets in found.items()}
    return Networks(vectors, signs, matrices)
