"""What multilingual-e5-small was taught about texts of needs and offerings (`benchmarks/reader`): an adapter.

`app/data/reader.npz` holds what is added to the matrices of its last layers (`{layer}.{part}.in` and `.out`), where to
look in a text (`look`), and what is read there (`read`, `bias`): evidence of each role, then of the home country.

Hu, E. et al. (2022): LoRA, low-rank adaptation of large language models. ICLR.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

import numpy as np

from app.adapters.e5.encoder import Additions, Encoder, softmax
from app.adapters.e5.tokens import Tokenizer
from app.adapters.e5.weights import Floats, Weights
from app.matching.scoring.proposal import Vector
from app.matching.scoring.roles import Side

PREFIX: Mapping[Side, str] = {Side.NEED: "query: ", Side.OFFER: "passage: "}
DIGITS = 8


@dataclass(frozen=True, slots=True)
class Adapter:
    """What was taught; `name` changes with it."""

    name: str
    additions: Additions
    look: Floats
    read: Floats
    bias: Floats

    @classmethod
    def of(cls, packed: bytes) -> "Adapter":
        with np.load(BytesIO(packed)) as arrays:
            told = {name: arrays[name].astype(np.float32) for name in arrays.files}
        additions = {
            (int(layer), part): (thin, told[f"{layer}.{part}.out"])
            for name, thin in told.items()
            for layer, _, part in [name.removesuffix(".in").partition(".")]
            if name.endswith(".in")
        }
        return cls(sha256(packed).hexdigest()[:DIGITS], additions, told["look"], told["read"], told["bias"])

    def evidence(self, states: Floats) -> Floats:
        """By the middle of all states, and by those that matter most, in as many ways as there are to look."""
        seen = softmax(self.look @ states.T) @ states
        found: Floats = self.read @ np.concatenate([states.mean(axis=0), seen.ravel()]) + self.bias
        return found


class Reader:
    """Reads texts with the adapter: their vector as the model was before, of length 1, and the evidence behind it."""

    def __init__(self, weights: Weights, adapter: Adapter) -> None:
        self._pieces, self._longest = weights.pieces, weights.shape.longest
        self._tokenizer = Tokenizer(weights.pieces)
        self._encoder = Encoder(weights, adapter.additions)
        self._adapter = adapter

    def vector(self, side: Side, text: str) -> Vector:
        """A text that is too long is read in parts."""
        ids, most = self._tokenizer.ids(PREFIX[side] + text), self._longest - 2
        parts = [self._encoder.states(self._whole(ids[start : start + most])) for start in range(0, len(ids), most)]
        plain, taught = map(np.concatenate, zip(*parts, strict=True))
        middle = plain.mean(axis=0)
        return np.concatenate([middle / np.linalg.norm(middle), self._adapter.evidence(taught)], dtype=np.float32)

    def _whole(self, ids: list[int]) -> list[int]:
        return [self._pieces.start, *ids, self._pieces.end]
