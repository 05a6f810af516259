"""`python -m benchmarks.relevance`: the measures on each set, by kind of pair, and what each part brings.

`--learn` prints how well roles go together instead, for `roles.py`: learnt from all sets but the blind ones.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app import data
from app.adapters import embeddings
from app.matching.scoring.networks import Networks
from app.matching.scoring.proposal import Embedder
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.roles import Role
from app.matching.scoring.score import Scorer
from app.matching.scoring.weights import Part
from benchmarks.relevance.learning import Orders, learnt_fits
from benchmarks.relevance.measures import RELEVANT, Judged, auc, figures
from benchmarks.relevance.pairs import FOLDER, Labelled, judge, labelled, sets
from benchmarks.roles.__main__ import examples
from benchmarks.roles.__main__ import labelled as texts_of_roles
from benchmarks.roles.learning import learnt, learnt_homeland

# Those that nobody measures on: all but the blind ones.
TO_LEARN_FROM = {"own": "pairs"} | {name: name for name in ("terse", "a", "b", "d", "e", "g", "h", "x", "p", "q")}
COLUMNS = f"{'':28}{'pairs':>6}{'nDCG@5':>9}{'pairwise':>10}{'AUC':>8}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="?", help="labelled pairs (default: all sets of this folder)")
    parser.add_argument("--semantic", action="store_true", help="with the language model of the extra")
    parser.add_argument("--learn", action="store_true", help="print how well roles go together, for roles.py")
    options = parser.parse_args(arguments)
    if options.learn:
        _print_fits()
        return 0
    path: Path | None = options.pairs
    chosen_sets = {path.stem: labelled(path)} if path else sets()
    knowledge = Knowledge.of(data.rows, _embedder() if options.semantic else None)
    scorer = Scorer(knowledge)
    print(COLUMNS)
    for name, pairs in chosen_sets.items():
        print(_row(name, pairs, judge(pairs, scorer)))
    print("\nkinds of pairs: AUC of the relevant pairs of the kind's needs against it, or within it")
    for name, chosen in KINDS.items():
        print(f"{name:28}" + "".join(f"{of}: {_of_kind(pairs, chosen, scorer):8}" for of, pairs in chosen_sets.items()))
    print("\nwithout a part")
    print(COLUMNS)
    for part in Part:
        without = Scorer(knowledge, without=frozenset({part}))
        for name, pairs in chosen_sets.items():
            print(_row(f"{part.value}, {name}", pairs, judge(pairs, without)))
    return 0


def _print_fits() -> None:
    """All are read by what was learnt without any of them, so that no role is surer than it is of other texts.

    By phrases alone: the networks were learnt from all sets.
    """
    knowledge = Knowledge.of(data.rows)
    told = zip(texts_of_roles(), examples(knowledge), strict=True)
    apart = [each for text, each in told if text.set not in TO_LEARN_FROM]
    scorer = Scorer(
        replace(knowledge, likely=learnt(apart), networks=Networks({}, {}, {}), homeland=learnt_homeland(apart))
    )
    orders = [Orders(labelled(FOLDER / f"{file}.jsonl"), scorer) for file in TO_LEARN_FROM.values()]
    fits = learnt_fits(orders)
    for place, one in enumerate(Role):
        print(f"R.{one.name}: ({', '.join(f'{fits[one, other]:.2g}' for other in list(Role)[: place + 1])},),")


def _embedder() -> Embedder:
    found = embeddings.installed()
    if found is None:
        sys.exit("The extra `semantic` is not installed: pip install 'ketnoi[semantic]'.")
    return found


def _row(name: str, pairs: Sequence[Labelled], judged: Sequence[Judged]) -> str:
    found = figures(judged)
    return f"{name:28}{len(pairs):>6}{found.ndcg:>9.3f}{found.pairwise:>10.3f}{found.auc:>8.3f}"


def _trapped(trap: str) -> Callable[[Labelled], bool]:
    return lambda pair: pair.trap == trap or pair.label >= RELEVANT


KINDS: dict[str, Callable[[Labelled], bool]] = {
    "across languages": lambda pair: pair.languages[0] != pair.languages[1],
    "within a language": lambda pair: pair.languages[0] == pair.languages[1],
    "need in Vietnamese": lambda pair: pair.languages[0] == "vi",
    "need without diacritics": lambda pair: pair.languages[0] == "vi" and pair.need.isascii(),
    "wrong direction": _trapped("direction"),
    "same family": _trapped("family"),
    "lexical trap": _trapped("lexical"),
}


def _of_kind(pairs: Sequence[Labelled], chosen: Callable[[Labelled], bool], scorer: Scorer) -> str:
    judged = judge([pair for pair in pairs if chosen(pair)], scorer)
    both = {pair.label >= RELEVANT for pair in judged} == {True, False}
    return f"{auc(judged):.3f}" if both else "-"


if __name__ == "__main__":
    sys.exit(main())
