"""Why a need and an offering fit, as one officer would tell another: in a sentence.

First what brings the two together, the weightiest first, then what else speaks for it, and at last what against. What
the scoring finds telling but nobody would say is left out: words without their accents, and things that have hardly
more in common than a sector. Nothing is quoted twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.matching.scoring.match import Meeting
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.reasons import TEMPLATES, Reason, reasons, telling
from app.matching.scoring.score import Score

SAME, RELATED, MOST_QUOTED = 1.0, 0.6, 2
MOST_FOR, MOST_AGAINST = 4, 2
SILENT = frozenset({"words/shared"})
TOGETHER: Mapping[str, str] = {
    "concepts/same": mark("speak of {words}"),
    "concepts/near": mark("speak of related things ({words})"),
    "direction/alike": mark("have the same aim (each {need})"),
    "direction/meets": mark("complete each other (the side in need {need}, the other {offer})"),
    "direction/partly": mark("complete each other in part (the side in need {need}, the other {offer})"),
    "sectors/same": mark("are in the sector {sectors}"),
    "sectors/near": mark("are in sectors that are near each other ({need}; {offer})"),
    "meaning/near": mark("mean much the same as a whole"),
    "province/same": mark("name {provinces}"),
    "size/near": mark("name amounts that are close"),
    "language/shared": mark("have a language in common"),
    "history/good": mark("have met at earlier conferences"),
}
"""What is said of both at once."""
THE_TWO = mark("the two {clauses}")
BUT = mark("{for_it}; but {against_it}")


def sentence(language: Language, score: Score, knowledge: Knowledge) -> str:
    """Empty where there is nothing to say."""
    together: list[str] = []
    besides: list[str] = []
    against: list[str] = []
    for each in sorted(telling(reasons(score, knowledge)), key=lambda reason: -reason.points):
        code, params = _said(language, each, score)
        if params is None:
            continue
        if code in TOGETHER:
            together.append(language.sentence(TOGETHER[code], params))
        else:
            (besides if each.points > 0 else against).append(_clause(language.sentence(TEMPLATES[code], params)))
    told = language.sentence(THE_TWO, {"clauses": language.listed(together[:MOST_FOR])}) if together else ""
    for_it = "; ".join(filter(None, (told, *besides)))
    against_it = "; ".join(against[-MOST_AGAINST:])
    if for_it and against_it:
        return _whole(language.sentence(BUT, {"for_it": for_it, "against_it": against_it}))
    return _whole(for_it or against_it)


def _said(language: Language, reason: Reason, score: Score) -> tuple[str, Mapping[str, str] | None]:
    """The code by which a reason is told, and its words; None for what nobody would say."""
    params = reason.params(language.code)
    if reason.code in SILENT:
        return reason.code, None
    if reason.code in {"concepts/same", "concepts/near"}:
        words = _subjects(language, reason.code, score.pair.match.meetings)
        return reason.code, {"words": words} if words else None
    if reason.code in {"direction/meets", "direction/partly"} and params["need"] == params["offer"]:
        return "direction/alike", params
    return reason.code, params


def _clause(sentence: str) -> str:
    """A sentence as a part of another: none of them begins with a name."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")


def _whole(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}." if clause else ""


def _subjects(language: Language, code: str, meetings: Iterable[Meeting]) -> str | None:
    """What both speak of, None if that is too far from each other to be named."""
    least = SAME if code == "concepts/same" else RELATED
    near = sorted((each for each in meetings if each.near >= least), key=lambda each: (-each.near, -each.need.weight))
    quoted = list(islice(_distinct(near), MOST_QUOTED))
    return language.listed(quoted) if quoted else None


def _distinct(meetings: Iterable[Meeting]) -> Iterator[str]:
    """Each pair of words, unless one of them has been quoted before."""
    seen: set[str] = set()
    for each in meetings:
        words = (each.need.words, each.offer.words)
        folded = {word.lower() for word in words}
        if not folded & seen:
            seen |= folded
            yield f"“{words[0]}”" if len(folded) == 1 else f"“{words[0]}” – “{words[1]}”"
