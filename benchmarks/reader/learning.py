"""Upper layers of multilingual-e5-small learn, by thin matrices beside their own, to tell roles and homes.

Hu, E. et al. (2022): LoRA, low-rank adaptation of large language models. ICLR.
Loshchilov, I. and Hutter, F. (2019): Decoupled weight decay regularization. ICLR. (AdamW.)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import ceil, sqrt
from random import Random
from typing import Any

import numpy as np

from app.adapters.e5.encoder import PARTS
from app.adapters.e5.weights import Floats, Weights
from app.matching.scoring.likely import ROLES
from benchmarks.reader.texts import Example

torch: Any = import_module("torch")  # Only to learn; it is in no lock file.
SEED, FIRST, LAST, RANK, WAYS = 7, 9, 10, 16, 3  # The layers that learn, counted from 0; none above them reads along.
BATCH, DECAY, DROPPED, SMOOTH, OF_HOME, LEAST = 32, 0.02, 0.1, 0.05, 0.5, 0.02
STRENGTH = 2.0
Tensor = Any


class Taught:
    """The lower layers, those that learn with what they learnt, where to look, and what is read there."""

    def __init__(self, weights: Weights) -> None:
        torch.manual_seed(SEED)
        self.shape = weights.shape
        self.layers = [_layer(weights, number) for number in range(LAST + 1)]
        self.normal = [torch.from_numpy(weights.floats(f"emb.ln.{end}")) for end in "wb"]
        self.thin: dict[str, Tensor] = {}
        for number in range(FIRST, LAST + 1):
            for part in PARTS:
                wide, narrow = self.layers[number][f"{part}.w"].shape
                self.thin[f"{number}.{part}.in"] = torch.randn(RANK, narrow) / sqrt(narrow)
                self.thin[f"{number}.{part}.out"] = torch.zeros(wide, RANK)
        width = weights.shape.width
        self.thin["look"] = torch.randn(WAYS, width) * 0.02
        self.thin["read"] = torch.randn(len(ROLES) + 1, (1 + WAYS) * width) * 0.01
        self.thin["bias"] = torch.zeros(len(ROLES) + 1)

    def embedded(self, words: Tensor) -> Tensor:
        """Words and their places, before the first layer."""
        scale, shift = self.normal
        return torch.nn.functional.layer_norm(words, (self.shape.width,), scale, shift, self.shape.epsilon)

    def lower(self, states: Tensor, there: Tensor) -> Tensor:
        """Through the layers that learn nothing."""
        for number in range(FIRST):
            states = self._next(number, states, there)
        return states

    def evidence(self, states: Tensor, there: Tensor, dropped: float = 0.0) -> Tensor:
        """Through those that learn, as `app/adapters/e5/reader.py` does it; `there`: where a text has pieces."""
        for number in range(FIRST, LAST + 1):
            states = self._next(number, states, there)
        states, within = states.float(), there[..., None].float()
        shares = (states @ self.thin["look"].T).masked_fill(~there[..., None], -1e9).softmax(1)
        middle = (states * within).sum(1) / within.sum(1)
        seen = torch.cat([middle, torch.einsum("bth,btk->bkh", states, shares).flatten(1)], 1)
        seen = torch.nn.functional.dropout(seen, dropped, dropped > 0)
        return seen @ self.thin["read"].T + self.thin["bias"]

    def packed(self) -> dict[str, Floats]:
        """What `reader.npz` holds."""
        told = {name: tensor.detach().numpy() for name, tensor in self.thin.items()}
        return {
            name: (array * STRENGTH if name.endswith(".out") else array).astype(np.float16)
            for name, array in told.items()
        }

    def resume(self, packed: Mapping[str, Floats]) -> None:
        """Go on from what `packed` gave."""
        for name, array in packed.items():
            learnt = torch.from_numpy(array.astype(np.float32))
            self.thin[name] = learnt / STRENGTH if name.endswith(".out") else learnt

    def _next(self, number: int, states: Tensor, there: Tensor) -> Tensor:
        layer, apply = self.layers[number], torch.nn.functional
        texts, pieces, width = states.shape

        def linear(part: str, given: Tensor) -> Tensor:
            found = apply.linear(given, layer[f"{part}.w"], layer[f"{part}.b"])
            if (thin := self.thin.get(f"{number}.{part}.in")) is not None:
                found = found + STRENGTH * (given @ thin.T @ self.thin[f"{number}.{part}.out"].T)
            return found

        def normal(name: str, given: Tensor) -> Tensor:
            return apply.layer_norm(given, (width,), layer[f"{name}.w"], layer[f"{name}.b"], self.shape.epsilon)

        asks, answers, says = (
            linear(part, states).view(texts, pieces, self.shape.heads, -1).transpose(1, 2) for part in "qkv"
        )
        looked = apply.scaled_dot_product_attention(asks, answers, says, attn_mask=there[:, None, None, :])
        seen = normal("aln", states + linear("ao", looked.transpose(1, 2).reshape(texts, pieces, width)))
        return normal("oln", seen + linear("fo", apply.gelu(linear("fi", seen))))


@dataclass(frozen=True, slots=True)
class Course:
    """How often texts are read; how long steps are, of thin matrices and of what reads, which rise and then fall.

    `until`: the step after which it is broken off.
    """

    rounds: float
    step: float
    step_of_reading: float
    warm: int
    until: int | None = None


LATER, AGAIN = Course(1.0, 1e-3, 1e-3, 20), Course(1.0, 7e-4, 7e-4, 20)
COURSES = Course(2.0, 2e-3, 4e-3, 60, until=600), LATER, LATER, AGAIN, AGAIN, AGAIN


def teach(
    taught: Taught, texts: Sequence[Example], states: Sequence[Floats], course: Course
) -> Iterator[tuple[int, float]]:
    """Learn from texts and what the lower layers made of them; tells each step and its loss."""
    learnt = list(taught.thin.values())
    for tensor in learnt:
        tensor.requires_grad_()
    most = [course.step if "." in name else course.step_of_reading for name in taught.thin]
    groups = [{"params": [tensor], "lr": step} for tensor, step in zip(learnt, most, strict=True)]
    descent = torch.optim.AdamW(groups, weight_decay=DECAY, betas=(0.9, 0.99))
    steps = int(course.rounds * ceil(len(texts) / BATCH))
    for step, chosen in zip(range(course.until or steps), _batches([len(each) for each in states]), strict=False):
        for group, longest in zip(descent.param_groups, most, strict=True):
            group["lr"] = longest * min(1, (step + 1) / course.warm) * max(LEAST, 1 - step / steps)
        given = padded([states[each] for each in chosen])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            told = taught.evidence(*given, DROPPED)
        loss = _loss(told.float(), [texts[each] for each in chosen])
        descent.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        descent.step()
        yield step, loss.item()


def padded(states: Sequence[Floats]) -> tuple[Tensor, Tensor]:
    """Texts as long as the longest of them, and where they have pieces."""
    whole = torch.zeros(len(states), max(map(len, states)), states[0].shape[1])
    there = torch.zeros(whole.shape[:2], dtype=torch.bool)
    for row, each in enumerate(states):
        whole[row, : len(each)] = torch.from_numpy(each.astype(np.float32))
        there[row, : len(each)] = True
    return whole, there


def _loss(told: Tensor, texts: Sequence[Example]) -> Tensor:
    apply, roles = torch.nn.functional, torch.tensor([ROLES.index(each.role) for each in texts])
    loss = apply.cross_entropy(told[:, :-1], roles, label_smoothing=SMOOTH)
    known = torch.tensor([each.home is not None for each in texts])
    if known.any():
        homes = torch.tensor([float(bool(each.home)) for each in texts])
        loss = loss + OF_HOME * apply.binary_cross_entropy_with_logits(told[known, -1], homes[known])
    return loss


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Texts in any order, those about as long together; again and again."""
    chance = Random(SEED)  # noqa: S311 - the same order each time
    order = list(range(len(lengths)))
    while True:
        chance.shuffle(order)
        spans = [
            sorted(order[at : at + 20 * BATCH], key=lengths.__getitem__) for at in range(0, len(order), 20 * BATCH)
        ]
        found = [span[at : at + BATCH] for span in spans for at in range(0, len(span), BATCH)]
        chance.shuffle(found)
        yield from found


def _layer(weights: Weights, number: int) -> dict[str, Tensor]:
    found = {}
    for part, times in PARTS.items():
        matrix = weights.matrix(f"l{number}.{part}.w", times * weights.shape.width)
        found[f"{part}.w"] = torch.from_numpy(matrix).bfloat16()
        found[f"{part}.b"] = torch.from_numpy(weights.floats(f"l{number}.{part}.b"))
    for name in ("aln", "oln"):
        found |= {f"{name}.{end}": torch.from_numpy(weights.floats(f"l{number}.{name}.{end}")) for end in "wb"}
    return found
