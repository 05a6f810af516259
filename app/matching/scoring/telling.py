"""A score as programs and people read it: its parts with their points, and a sentence for each in both languages."""

from typing import Any

from app.i18n.languages import LANGUAGES, language
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.reasons import TEMPLATES, Reason, reasons, telling
from app.matching.scoring.score import Points, Score

DECIMALS = 2


def told(score: Score, knowledge: Knowledge) -> dict[str, Any]:
    """`score`, `parts`, each with its sentence, and as `reasons` those sentences that say something."""
    found = reasons(score, knowledge)
    return {
        "score": round(score.points, DECIMALS),
        "parts": [_part(points, each) for points, each in zip(score.parts, found, strict=True)],
        "reasons": {code: " ".join(_said(each, code) for each in telling(found)) for code in LANGUAGES},
    }


def _part(points: Points, reason: Reason) -> dict[str, Any]:
    said = {code: _said(reason, code) for code in LANGUAGES}
    return {
        "part": reason.part.value,
        "points": round(reason.points, DECIMALS),
        "most": round(points.most, DECIMALS),
        **said,
    }


def _said(reason: Reason, code: str) -> str:
    return language(code).sentence(TEMPLATES[reason.code], reason.params(code))
