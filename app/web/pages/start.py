"""The start page: the reader's conferences, and their sessions."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.queries.timetables import TOLD
from app.services import conferences
from app.web.deps import Pages, ReadActor, ReadSession

router = APIRouter()


@router.get("/")
def start(actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return pages.page("start.html", conferences=conferences.with_sessions(db, actor), actor=actor, told_stages=TOLD)
