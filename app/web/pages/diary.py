"""The own meetings of a delegation, and who of it sits at each."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.services import diaries
from app.web.deps import Pages, ReadActor, ReadSession
from app.web.places import enter

router = APIRouter()


@router.get("/delegations/{delegation_id}/diary")
def diary(delegation_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    diary = diaries.get(db, actor, delegation_id)
    enter(pages, db, actor, diary.delegation, "diary")
    return pages.page("diary.html", diary=diary)
