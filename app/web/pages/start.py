"""The start page: which conferences there are, and their sessions."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.services import conferences
from app.web.deps import Pages, ReadSession

router = APIRouter()


@router.get("/")
def start(db: ReadSession, pages: Pages) -> HTMLResponse:
    return pages.page("start.html", conferences=conferences.with_sessions(db))
