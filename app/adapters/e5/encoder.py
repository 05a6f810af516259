"""The layers of multilingual-e5-small in numpy, so that the state of every piece of a text is there.

Devlin, J. et al. (2019): BERT. NAACL. Hu, E. et al. (2022): LoRA, low-rank adaptation of large language models. ICLR.
"""

from collections.abc import Mapping
from math import sqrt

import numpy as np

from app.adapters.e5.weights import Floats, Weights

PARTS = {"q": 1, "k": 1, "v": 1, "ao": 1, "fi": 1, "fo": 4}  # How many times as wide as the states their rows are.

# What is added to the matrices of a layer: by layer and part, two thin matrices whose product it is.
Additions = Mapping[tuple[int, str], tuple[Floats, Floats]]


class Encoder:
    """Reads pieces, start and end among them. Its matrices are unpacked once: 85 MB, and 7 for each layer added to."""

    def __init__(self, weights: Weights, additions: Additions) -> None:
        self._weights, self._shape = weights, weights.shape
        width = self._shape.width
        self._places = weights.floats("emb.pos").reshape(-1, width) + weights.floats("emb.type")[:width]
        self._scale, self._shift = weights.floats("emb.ln.w"), weights.floats("emb.ln.b")
        first = min(layer for layer, _ in additions)
        last = max(layer for layer, _ in additions)
        self._lower = [_Layer(weights, number, {}) for number in range(first)]
        self._upper = [_Layer(weights, number, {}) for number in range(first, self._shape.layers)]
        self._taught = [_Layer(weights, number, additions) for number in range(first, last + 1)]

    def states(self, ids: list[int]) -> tuple[Floats, Floats]:
        """The state of each piece after the last layer, and after the last that something is added to, with that."""
        words = self._weights.rows("emb.word", ids) + self._places[: len(ids)]
        states = _normal(words, self._scale, self._shift, self._shape.epsilon)
        for layer in self._lower:
            states = layer.next(states)
        plain = taught = states
        for layer in self._upper:
            plain = layer.next(plain)
        for layer in self._taught:
            taught = layer.next(taught)
        return plain, taught


class _Layer:
    """Each piece looks at all others, then at itself."""

    def __init__(self, weights: Weights, number: int, additions: Additions) -> None:
        self._heads, self._epsilon = weights.shape.heads, weights.shape.epsilon
        self._matrices = {}
        for part, times in PARTS.items():
            matrix = weights.matrix(f"l{number}.{part}.w", times * weights.shape.width)
            if (added := additions.get((number, part))) is not None:
                matrix += added[1] @ added[0]
            self._matrices[part] = matrix.T, weights.floats(f"l{number}.{part}.b")
        self._norms = {
            name: (weights.floats(f"l{number}.{name}.w"), weights.floats(f"l{number}.{name}.b"))
            for name in ("aln", "oln")
        }

    def next(self, states: Floats) -> Floats:
        seen = self._normal("aln", states + self._linear("ao", self._looked(states)))
        return self._normal("oln", seen + self._linear("fo", _gelu(self._linear("fi", seen))))

    def _looked(self, states: Floats) -> Floats:
        """What each piece sees, by each head."""
        asks, answers, says = (
            self._linear(part, states).reshape(len(states), self._heads, -1).transpose(1, 0, 2) for part in "qkv"
        )
        likeness = asks @ answers.transpose(0, 2, 1) / sqrt(asks.shape[-1])
        return (softmax(likeness) @ says).transpose(1, 0, 2).reshape(states.shape)

    def _linear(self, part: str, states: Floats) -> Floats:
        matrix, shift = self._matrices[part]
        return states @ matrix + shift

    def _normal(self, name: str, states: Floats) -> Floats:
        return _normal(states, *self._norms[name], self._epsilon)


def softmax(evidence: Floats) -> Floats:
    """Shares along the last axis."""
    shares: Floats = np.exp(evidence - evidence.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    return shares


def _normal(states: Floats, scale: Floats, shift: Floats, epsilon: float) -> Floats:
    apart = states - states.mean(axis=-1, keepdims=True)
    found: Floats = apart / np.sqrt((apart**2).mean(axis=-1, keepdims=True) + np.float32(epsilon)) * scale + shift
    return found


def _gelu(states: Floats) -> Floats:
    """Abramowitz and Stegun (1964), 7.1.26: the error function to 1.5e-7."""
    half = np.abs(states) * np.float32(1 / sqrt(2))
    step = 1 / (1 + np.float32(0.3275911) * half)
    rest = step * (
        0.254829592 + step * (-0.284496736 + step * (1.421413741 + step * (-1.453152027 + step * 1.061405429)))
    )
    error = 1 - rest.astype(np.float32) * np.exp(-half * half)
    found: Floats = 0.5 * states * (1 + np.copysign(error, states))
    return found
