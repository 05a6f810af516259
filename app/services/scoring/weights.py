"""The weights by which a conference scores, shown to its organisers and theirs to change."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate
from app.matching.scoring.organisations import OrganisationWeights
from app.matching.scoring.weights import Weights
from app.models import Role, ScoringWeights
from app.queries import scoring as queries
from app.services import conferences, lookup, stages
from app.services.permissions import Actor

Values = dict[str, Any]


def get(db: Session, actor: Actor, conference_id: UUID, *, least: Role = Role.VIEWER) -> ScoringWeights:
    """Those of the conference; where it has none of its own the usual ones, as revision 0."""
    conference = conferences.for_organiser(db, actor, conference_id, least)
    return _own(db, conference.id) or _usual(conference.id)


def put(db: Session, actor: Actor, seen: ScoringWeights, *, values: Values) -> ScoringWeights:
    """Change those that were `seen`, or give the conference its own where it had none then.

    Raises `Forbidden` but to editors, `WrongStage`, and `Duplicate` if somebody else is the first at this moment.
    """
    stages.require_editor(db, actor, seen.conference_id)
    # Not looked for anew: those that somebody else has just given it were not seen.
    own = seen if seen.revision else ScoringWeights(conference_id=seen.conference_id)
    with lookup.refused_as(db, Duplicate("Somebody has just set the weights of this conference.")):
        lookup.change(own, values)
        db.add(own)
    return own


def of_conference(db: Session, conference_id: UUID) -> tuple[Weights, OrganisationWeights]:
    """How a need is scored with an offering there, and what fit and wishes count for the meeting of two delegations."""
    own = _own(db, conference_id) or _usual(conference_id)
    return Weights(**own.of_pairs), OrganisationWeights(**own.of_meetings)


def _own(db: Session, conference_id: UUID) -> ScoringWeights | None:
    return db.scalars(queries.weights(conference_id)).one_or_none()


def _usual(conference_id: UUID) -> ScoringWeights:
    return ScoringWeights(
        conference_id=conference_id, revision=0, of_pairs=asdict(Weights()), of_meetings=asdict(OrganisationWeights())
    )
