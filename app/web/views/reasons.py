"""Why a need and an offering fit, as one officer would tell another.

The sentences are those of the scoring. What it finds telling but nobody would say is left out: words without their
accents, and things that have hardly more in common than a sector. Nothing is quoted twice.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.matching.scoring.match import Meeting
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.reasons import TEMPLATES, Reason, reasons, telling
from app.matching.scoring.score import Score

SAME, RELATED, MOST_QUOTED = 1.0, 0.6, 2
SILENT = frozenset({"words/shared"})
ALIKE = mark("Each of the two {need}.")


def sentences(language: Language, score: Score, knowledge: Knowledge) -> str:
    told = (_told(language, each, score) for each in telling(reasons(score, knowledge)))
    return " ".join(filter(None, told))


def _told(language: Language, reason: Reason, score: Score) -> str | None:
    params = reason.params(language.code)
    if reason.code in SILENT:
        return None
    if reason.code in {"concepts/same", "concepts/near"}:
        return _subjects(language, reason.code, score.pair.match.meetings)
    if reason.code in {"direction/meets", "direction/partly"} and params["need"] == params["offer"]:
        return language.sentence(ALIKE, params)
    return language.sentence(TEMPLATES[reason.code], params)


def _subjects(language: Language, code: str, meetings: Iterable[Meeting]) -> str | None:
    """What both speak of, None if that is too far from each other to be named."""
    least = SAME if code == "concepts/same" else RELATED
    near = sorted((each for each in meetings if each.near >= least), key=lambda each: (-each.near, -each.need.weight))
    quoted = list(islice(_distinct(near), MOST_QUOTED))
    return language.sentence(TEMPLATES[code], {"words": language.listed(quoted)}) if quoted else None


def _distinct(meetings: Iterable[Meeting]) -> Iterator[str]:
    """Each pair of words, unless one of them has been quoted before."""
    seen: set[str] = set()
    for each in meetings:
        words = (each.need.words, each.offer.words)
        folded = {word.lower() for word in words}
        if not folded & seen:
            seen |= folded
            yield f"“{words[0]}”" if len(folded) == 1 else f"“{words[0]}” – “{words[1]}”"
