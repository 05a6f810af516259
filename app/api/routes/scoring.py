"""How a conference scores: its weights, what others would change, and what delegations have dismissed."""

from typing import Any
from uuid import UUID

from fastapi import status

from app.api.deps import Paging, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.scoring import (
    DismissalInput,
    DismissalRead,
    MeetingScoresRead,
    PairWeights,
    PreviewRead,
    ScoringWeightsInput,
    ScoringWeightsRead,
)
from app.errors import Duplicate, Invalid, NotFound, RequestsClosed, WrongStage
from app.matching.scoring.weights import Weights
from app.models import Dismissal, Role, ScoringWeights
from app.services import runs
from app.services.lookup import Page
from app.services.scoring import dismissals, previews, weights
from app.services.scoring.previews import Preview

router = Router(tags=["Scoring"])

WEIGHTS = "/conferences/{conference_id}/scoring-weights"
OF_DELEGATION = "/delegations/{delegation_id}/dismissals"


@router.get(WEIGHTS, response_model=ScoringWeightsRead, responses=problems(NotFound))
def get_scoring_weights(conference_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> ScoringWeights:
    return tag.of(weights.get(db, actor, conference_id))


@router.put(WEIGHTS, response_model=ScoringWeightsRead, responses=problems(NotFound, Duplicate, WrongStage, Invalid))
def replace_scoring_weights(
    conference_id: UUID, body: ScoringWeightsInput, actor: WriteActor, db: WriteSession, edit: Edit
) -> ScoringWeights:
    """From the next run on, meetings are worth what these weights say; timetables that were made stay as they are."""
    own = weights.get(db, actor, conference_id, least=Role.EDITOR)
    edit.check(own, ScoringWeightsRead)
    return edit.of(weights.put(db, actor, own, values=body.model_dump()))


@router.post(
    "/conferences/{conference_id}/scoring-previews", response_model=PreviewRead, responses=problems(NotFound, Invalid)
)
def preview_scoring(conference_id: UUID, body: PairWeights, actor: ReadActor, db: ReadSession) -> Preview:
    """What other weights would change, before anybody takes them. Nothing is kept."""
    return previews.preview(db, actor, conference_id, Weights(**body.model_dump()))


@router.get(OF_DELEGATION, response_model=PageRead[DismissalRead], responses=problems(NotFound))
def list_dismissals(delegation_id: UUID, window: Paging, actor: ReadActor, db: ReadSession) -> Page[Dismissal]:
    """The latest first."""
    return dismissals.page(db, actor, delegation_id, limit=window.limit, cursor=window.cursor)


@router.post(
    OF_DELEGATION,
    status_code=status.HTTP_201_CREATED,
    response_model=DismissalRead,
    responses=problems(NotFound, Duplicate, Invalid, RequestsClosed, WrongStage),
)
def create_dismissal(delegation_id: UUID, body: DismissalInput, actor: WriteActor, db: WriteSession) -> Dismissal:
    """Say that an offering is nothing for a need: it is neither suggested nor counted again."""
    return dismissals.create(db, actor, delegation_id, **body.model_dump())


@router.delete(
    "/dismissals/{dismissal_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, RequestsClosed, WrongStage),
)
def delete_dismissal(dismissal_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    dismissals.delete(db, actor, dismissal_id)


@router.get("/runs/{run_id}/scores", response_model=MeetingScoresRead, responses=problems(NotFound))
def get_run_scores(run_id: UUID, actor: ReadActor, db: ReadSession) -> dict[str, Any]:
    """Why the meetings of a run were worth what they were, however texts and weights have changed since."""
    return {"items": [{"meeting": name, **score} for name, score in runs.scores(db, actor, run_id).items()]}
