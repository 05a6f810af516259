"""Suggestions: who fits whom, and why."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.api.deps import ReadActor, ReadSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.scoring import (
    FitsRead,
    NeedMatchesRead,
    OfferingMatchesRead,
    PartnersRead,
    Sides,
    SuggestionFilter,
    TagsRead,
    TagText,
)
from app.errors import Invalid, NotFound
from app.matching.scoring.tags import Tags
from app.models import Need, Offering
from app.services.scoring import fits, suggestions, tags
from app.services.scoring.fits import Fits
from app.services.scoring.suggestions import Best, Match, Partner, Wanted

router = Router(tags=["Suggestions"])

Filter = Annotated[SuggestionFilter, Query()]


@router.get("/needs/{need_id}/suggestions", response_model=OfferingMatchesRead, responses=problems(NotFound, Invalid))
def suggest_for_need(need_id: UUID, query: Filter, actor: ReadActor, db: ReadSession) -> Best[Match[Offering]]:
    """The best offerings for it, of those that you may see."""
    return suggestions.for_need(db, actor, need_id, Wanted(**query.model_dump()))


@router.get(
    "/offerings/{offering_id}/suggestions", response_model=NeedMatchesRead, responses=problems(NotFound, Invalid)
)
def suggest_for_offering(offering_id: UUID, query: Filter, actor: ReadActor, db: ReadSession) -> Best[Match[Need]]:
    """The needs that it answers best, of those that you may see."""
    return suggestions.for_offering(db, actor, offering_id, Wanted(**query.model_dump()))


@router.get(
    "/delegations/{delegation_id}/suggestions", response_model=PartnersRead, responses=problems(NotFound, Invalid)
)
def suggest_for_delegation(delegation_id: UUID, query: Filter, actor: ReadActor, db: ReadSession) -> Best[Partner]:
    """The delegations that it has most to talk about with, by what you may see of them."""
    return suggestions.for_delegation(db, actor, delegation_id, Wanted(**query.model_dump()))


@router.get("/conferences/{conference_id}/fits", response_model=FitsRead, responses=problems(NotFound, Invalid))
def get_fits(conference_id: UUID, sides: Annotated[Sides, Query()], actor: ReadActor, db: ReadSession) -> Fits:
    """How well delegations of one side fit all of another, for organisers."""
    return fits.get(db, actor, conference_id, **sides.model_dump())


@router.post("/tag-suggestions", response_model=TagsRead, responses=problems(Invalid))
def suggest_tags(body: TagText, actor: ReadActor) -> Tags:
    """What a text seems to be about, for its writer to confirm; nothing is kept."""
    return tags.suggest(actor, side=body.side, text=body.text)
