"""Suggested partners: why they fit, in a sentence and by its parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.matching.scoring.organisations import Fitting
from app.matching.scoring.weights import Part
from app.services import directories
from app.services.permissions import Actor
from app.services.scoring.readings import knowledge
from app.services.scoring.suggestions import Partner
from app.web.views.interest import title
from app.web.views.reasons import sentence

PARTS = {
    Part.SECTORS: mark("Sectors"),
    Part.CONCEPTS: mark("Topics"),
    Part.WORDS: mark("Words in common"),
    Part.MEANING: mark("Meaning"),
    Part.DIRECTION: mark("Who seeks and who brings"),
    Part.COUNTRY: mark("Countries"),
    Part.PROVINCE: mark("Province"),
    Part.SIZE: mark("Size"),
    Part.URGENCY: mark("Urgency"),
    Part.LANGUAGE: mark("Languages"),
    Part.HISTORY: mark("Earlier meetings"),
}
MOST_TOPICS = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """A need and an offering that fit each other, and why."""

    need_id: UUID
    offering_id: UUID
    need: str
    offering: str
    reason: str
    score: float
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    delegation_id: UUID
    name: str
    fit: float
    topics: tuple[Topic, ...]


def told_of(
    db: Session, language: Language, actor: Actor, conference_id: UUID, partners: Iterable[Partner]
) -> list[Suggestion]:
    """With the titles of what fits, as far as the reader sees it."""
    entries = directories.get(db, actor, conference_id, directories.Wanted())
    titles = {str(each.id): title(language, each) for entry in entries for each in entry.interests}
    return [
        Suggestion(
            each.delegation.id,
            language.name(each.delegation.organisation),
            round(each.fit),
            tuple(_topic(language, pair, titles) for pair in each.fitting[:MOST_TOPICS]),
        )
        for each in partners
    ]


def _topic(language: Language, pair: Fitting, titles: dict[str, str]) -> Topic:
    parts = ((language.gettext(PARTS[each.part]), round(each.points)) for each in pair.score.parts)
    return Topic(
        need_id=UUID(pair.need),
        offering_id=UUID(pair.offering),
        need=titles.get(pair.need, ""),
        offering=titles.get(pair.offering, ""),
        reason=sentence(language, pair.score, knowledge()),
        score=round(pair.score.points),
        parts=tuple((name, points) for name, points in parts if points),
    )
