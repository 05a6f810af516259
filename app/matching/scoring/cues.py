"""Cues of direction: words that tell who sells, buys, invests, gives, sends and receives, found in a text."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.matching.scoring.roles import Role
from app.matching.scoring.terms import Rows, Terms, split
from app.matching.scoring.text import Script, Tokens

USUALLY = 0.5

Cue = tuple[str, Role | None]
Cues = Terms[Cue]


@dataclass(frozen=True, slots=True)
class Found:
    """A cue where it stands: tokens from `start` up to `end`."""

    verb: str
    role: Role | None
    start: int
    end: int


def cues_of(rows: Rows) -> Cues:
    """Build the cues of `cues.csv`: a verb such as `seek`, or `act:` and `actor:` with a role."""
    terms: Cues = Terms()
    for row in rows:
        verb, _, role = row["cue"].partition(":")
        for term in split(row["terms"]):
            terms.add(term, (verb, Role(role) if role else None), vietnamese=row["lang"] == "vi")
    return terms


def find(cues: Cues, read: Tokens, script: Script, taken: Sequence[int]) -> list[Found]:
    """All cues of a text in order, the longest at each place.

    `taken` gives for each token how many tokens the name of a place or the term has that it is of, up to which no cue
    is read there: the `bán` of `bán dẫn` does not sell.
    """
    found: list[Found] = []
    start = 0
    while start < len(read):
        length, entries = cues.longest(read, start, script)
        if length <= taken[start]:
            length = 0
        if length and not (script is Script.UNACCENTED and length == 1 and entries[0][0] == "actor"):
            found.extend(Found(verb, role, start, start + length) for verb, role in entries)
        start += max(length, 1)
    return found


def who(found: list[Found], read: Tokens) -> dict[Role, float]:
    """What somebody like the first who is named in an offering usually does: retailers buy, foundations give."""
    first = next((cue for cue in found if cue.verb == "who"), None)
    if first is None or read.clauses[first.start] > read.clauses[0]:
        return {}
    roles = {cue.role for cue in found if cue.verb == "who" and cue.start == first.start and cue.role is not None}
    return dict.fromkeys(sorted(roles), USUALLY / len(roles))
