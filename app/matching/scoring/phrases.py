"""The phrases of a text that may tell who wants what of whom, for `likely.py` to weigh.

Things are named by their kind, places by what they are and cues by what they say, so that what is learnt of one good
holds for all: `Huế tìm nhà nhập khẩu tôm` has `<home> tìm` and `act:sell <goods>`. They are there by their
words, concepts and sectors as well: who speaks of nurses rather wants to send them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from app.matching.scoring.cues import Found
from app.matching.scoring.glossary import Concept
from app.matching.scoring.text import Script, Tokens

HOME, ABROAD, NUMBER, FULL_STOP, START, END = "<home>", "<abroad>", "<number>", ".", "^", "$"
FIRST = 4
SILENT = frozenset({"stop", "idiom", "urgent"})

Marks = Mapping[int, tuple[int, str]]


def phrases(
    read: Tokens, script: Script, marks: Marks, found: Iterable[Found], about: Iterable[Concept]
) -> frozenset[str]:
    """All phrases of a text, which is `about` these things.

    `marks` are things and places: where each ends and what it is, by where it starts.
    """
    said: dict[int, list[str]] = {}
    for cue in found:
        if cue.verb not in SILENT:
            said.setdefault(cue.start, []).append(f"{cue.verb}:{cue.role or ''}")
    words = [word(read, script, place) for place in range(len(read))]
    spoken, outline = list(_spoken(words, read, marks)), list(_outline(read, marks, said))
    silent = [each for each in outline if not each.startswith("<")]
    return frozenset(
        [
            *_topics(about),
            *words,
            *_joined(words, "_"),
            *(f"3:{each}" for each in _threes(words)),
            *(f"2:{each}" for each in _gapped(words)),
            *spoken,
            *_joined([START, *spoken, END], "_"),
            *(f"1:{each}" for each in spoken[:FIRST]),
            *(f"c:{each}" for each in (START, *outline, END)),
            *(f"c:{each}" for each in _joined([START, *outline, END], "_")),
            *(f"d:{each}" for each in _joined([START, *silent, END], "_")),
            *(f"d:{each}" for each in _threes([START, *silent, END])),
        ]
    )


def _topics(about: Iterable[Concept]) -> Iterator[str]:
    """Things, their sectors and the branches of these, in whatever language."""
    for concept in about:
        sector = concept.sectors[0]
        yield from (f"t:{concept.id}", f"s:{sector}", f"s:{sector.partition('-')[0]}")


def _joined(words: Sequence[str], by: str) -> Iterator[str]:
    return (f"{one}{by}{other}" for one, other in pairwise(words))


def _threes(words: Sequence[str]) -> Iterator[str]:
    return ("_".join(words[place : place + 3]) for place in range(len(words) - 2))


def _gapped(words: Sequence[str]) -> Iterator[str]:
    """Words with one between them, whatever that is."""
    return (f"{one}_{other}" for one, other in zip(words, words[2:], strict=False))


def _steps(read: Tokens, marks: Marks) -> Iterator[tuple[int, int, str]]:
    """Where each thing, place or single word starts and ends, and what it is; nothing for a word."""
    start = clause = 0
    while start < len(read):
        if read.clauses[start] != clause:
            clause = read.clauses[start]
            yield start, start, FULL_STOP
        end, mark = marks.get(start, (start + 1, ""))
        yield start, end, mark
        start = end


def word(read: Tokens, script: Script, place: int) -> str:
    """A word, or that it is a number; Vietnamese ones without diacritics, so that these texts teach each other."""
    if read.low[place][0].isdigit():
        return NUMBER
    return read.stem[place] if script is Script.ENGLISH else f"v {read.fold[place]}"


def _spoken(words: Sequence[str], read: Tokens, marks: Marks) -> Iterator[str]:
    """The words, things and places by what they are."""
    for start, _, mark in _steps(read, marks):
        yield mark or words[start]


def _outline(read: Tokens, marks: Marks, said: Mapping[int, list[str]]) -> Iterator[str]:
    """What cues say and what is marked, without the words."""
    for start, end, mark in _steps(read, marks):
        yield from said.get(start, []) if end > start else []
        if mark:
            yield mark
        for within in range(start + 1, end):
            yield from said.get(within, [])
