"""What is known of delegations besides what they look for and bring: what they speak, and whom they have met before."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from app.queries import scoring
from app.services.languages import languages_of
from app.services.permissions import Actor
from app.services.scoring.readings import Languages

# What is left unsaid of two who met once: that they met tells something of how it went, that they met again more.
UNSAID = 0.5


class Met:
    """How often delegations have met at earlier conferences, whoever came for their organisations."""

    def __init__(self, times: Iterable[tuple[UUID, UUID, int]]) -> None:
        self._times = {(str(one), str(other)): count for one, other, count in times}

    def history(self, one: str, other: str) -> float:
        """0 where they have not met, and the nearer to 1, the more often they have."""
        return 1 - UNSAID ** self._times.get((one, other), 0)


def before(db: Session, conference_id: UUID) -> Met:
    """By the timetables that were told, of conferences that were held before this one."""
    return Met(db.execute(scoring.met_before(conference_id)))


def languages(db: Session, actor: Actor, conference_id: UUID) -> Mapping[UUID, Languages]:
    """By delegation, of those whose own affairs the actor knows."""
    return {each.id: frozenset(languages_of(each)) for each in db.scalars(scoring.known(conference_id, actor.sight))}
