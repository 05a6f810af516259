"""The timetable of a session: overview, by slot, and the own meetings of each party."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response

from app.services import runs, timetable_sheets
from app.web.deps import Pages, ReadActor, ReadSession
from app.web.entrance import see_other
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.building import build, build_provisional
from app.web.views.page import BOARD, SLOTS, Asked, SessionPage, TimetablePage

router = APIRouter()


def asked(
    view: str = BOARD,
    party: Annotated[str, Query(max_length=100)] = "",
    version: Annotated[int | None, Query(ge=1)] = None,
) -> Asked:
    """What the address asks for; a form in which no party is chosen sends an empty one."""
    return Asked(view=view, party=party or None, version=version)


Question = Annotated[Asked, Depends(asked)]


@router.get("/sessions/{session_id}/timetable")
def timetable(session_id: UUID, question: Question, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    about = timetable_sheets.setting(db, actor, session_id)
    enter(pages, db, actor, about.session, f"timetable:{session_id}")
    contents = timetable_sheets.contents(db, actor, about, question.version)
    return _shown(pages, build(pages.language, about, contents, question))


@router.get("/runs/{run_id}/best")
def best(run_id: UUID, question: Question, actor: ReadActor, db: ReadSession, pages: Pages) -> Response:
    """The best timetable so far of a run, in the same views; the run itself where it has none, or none any more."""
    run = runs.get(db, actor, run_id)
    about = timetable_sheets.setting(db, actor, run.session_id)
    enter(pages, db, actor, about.session, f"generate:{run.session_id}")
    page = build_provisional(pages.language, about, timetable_sheets.provisional(db, about, run), question, run)
    return _shown(pages, page) if page else see_other(f"/runs/{run_id}")


def _shown(pages: Renderer, page: SessionPage) -> HTMLResponse:
    """To a page that fetches the list by slot for itself, that list alone."""
    is_part = "HX-Request" in pages.request.headers and isinstance(page, TimetablePage) and page.view == SLOTS
    return pages.page("timetable/slots.html" if is_part else "timetable/page.html", page=page)
