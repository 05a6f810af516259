"""The command that scores pairs of a need and an offering; like those of the timetable, it needs no database."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from app.matching.scoring.pairs import Scorable
    from app.matching.scoring.proposal import Proposal, Reading
    from app.matching.scoring.score import Scorer

PairsFile = Annotated[Path, typer.Argument(metavar="PAIRS.jsonl", show_default=False)]
Output = Annotated[Path, typer.Option("-o", "--output", metavar="SCORES.jsonl", help="Where the scores go.")]
Semantic = Annotated[
    bool, typer.Option("--semantic/--no-semantic", help="Whether the language model reads along, if it is installed.")
]
MOST_REMEMBERED = 20_000


def add_to(app: typer.Typer) -> None:
    """Register the command on `app`."""
    app.command()(score)


def score(pairs: PairsFile, output: Output, *, semantic: Semantic = True) -> None:
    """Score needs with offerings, 0 to 100, with the parts and the reasons in Vietnamese and English.

    A line that can't be read is named on standard error; the others are scored. With the extra `semantic` installed, a
    language model reads the texts, too.

    Exit codes: 0 done, 2 bad input.
    """
    from app import data
    from app.adapters import embeddings
    from app.cli import files
    from app.matching.scoring.pairs import Wrong, read_pairs
    from app.matching.scoring.reading import Knowledge
    from app.matching.scoring.score import Scorer

    files.writable(output)
    text = files.read(pairs, lambda content: content.decode("utf-8-sig"))
    embedder = embeddings.installed() if semantic else None
    scoring = _Scoring(Scorer(Knowledge.of(data.rows, embedder)))
    wrong, lines = [], []
    for pair in read_pairs(text, _groups()):
        if isinstance(pair, Wrong):
            wrong.append(f"{pairs}:{pair}")
        else:
            lines.append(json.dumps(scoring.line(pair), ensure_ascii=False))
    files.write_text(output, "".join(f"{line}\n" for line in lines))
    if wrong:
        files.refuse(*wrong)
    sys.stderr.write(f"{len(lines)} pairs scored\n")


class _Scoring:
    """Scores pairs; a side that comes again is not read again."""

    def __init__(self, scorer: "Scorer") -> None:
        self._scorer = scorer
        self._known: dict[str, Reading] = {}

    def line(self, pair: "Scorable") -> dict[str, Any]:
        from app.matching.scoring.telling import told

        score = self._scorer.score(self._read(pair.need), self._read(pair.offer))
        return {"id": pair.id, **told(score, self._scorer.knowledge)}

    def _read(self, proposal: "Proposal") -> "Reading":
        key = repr(proposal)
        if key not in self._known:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = self._scorer.knowledge.read(proposal)
        return self._known[key]


def _groups() -> dict[str, frozenset[str]]:
    """Countries by the codes of their regions."""
    from app import data

    groups: dict[str, set[str]] = {}
    for row in data.rows("countries"):
        groups.setdefault(row["group_code"], set()).add(row["iso2"])
    return {code: frozenset(countries) for code, countries in groups.items()}
