"""Setting a conference up, step by step; where it stands is computed from what is there."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.services import setups
from app.services.permissions import is_editor
from app.web.deps import Pages, ReadActor, ReadSession
from app.web.places import enter
from app.web.views.setup import SetupPage

router = APIRouter()


@router.get("/conferences/{conference_id}/setup")
def setup(conference_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    found = setups.get(db, actor, conference_id)
    enter(pages, db, actor, found.conference, "setup")
    way = SetupPage(pages.language, found)
    return pages.page("organise/setup.html", way=way, may_edit=is_editor(actor, conference_id))
