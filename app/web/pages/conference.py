"""My conference: what is asked of a delegation, and how far it is."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.services import conferences, places, standings
from app.services.permissions import Actor
from app.web.deps import Pages, ReadActor, ReadSession
from app.web.entrance import see_other
from app.web.navigation import groups
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.standing import STAGES, hours, tasks

router = APIRouter()


@router.get("/conferences/{conference_id}")
def my_conference(conference_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> Response:
    """Of those who have a delegation there; others are sent to their own first page."""
    conference = enter(pages, db, actor, conferences.get(db, actor, conference_id), "conference")
    own = places.own_delegation(db, actor, conference.id)
    if own is None:
        return see_other(_first(pages))
    return _page(pages, actor, standings.get(db, actor, own.id))


@router.get("/delegations/{delegation_id}/standing")
def standing(delegation_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    """The same of any delegation, for organisers."""
    found = standings.get(db, actor, delegation_id)
    enter(pages, db, actor, found.delegation, "conference")
    return _page(pages, actor, found)


def _page(pages: Renderer, actor: Actor, found: standings.Standing) -> HTMLResponse:
    told = tasks(pages.language, actor, found)
    when = {each.id: hours(pages.language, found, each.id) for each in pages.request.state.place.sessions}
    stage = STAGES[found.conference.stage]
    return pages.page("conference/page.html", standing=found, tasks=told, stage=stage, hours=when)


def _first(pages: Renderer) -> str:
    """The first page of an organiser's navigation."""
    links = (link for group in groups(pages.language, pages.request.state.place) for link in group.links)
    return next((link.href for link in links), "/")
