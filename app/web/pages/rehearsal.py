"""The mails of a rehearsal: written like any others, and shown instead of sent."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.errors import NotFound
from app.services import outgoing_mails
from app.web.deps import Pages, ReadActor, ReadSession

router = APIRouter(prefix="/rehearsal")

MOST = 100


@router.get("/mails")
def mails(request: Request, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    if not request.app.state.settings.rehearsal:
        raise NotFound("There is nothing at this address.")
    kept = outgoing_mails.kept(db, actor, request.app.state.postbox, most=MOST)
    return pages.page("rehearsal.html", kept=kept)
