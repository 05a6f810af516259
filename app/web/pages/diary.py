"""The own meetings of a delegation, and who of it sits at each."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.services import diaries
from app.web.deps import Pages, ReadActor, ReadSession

router = APIRouter()


@router.get("/delegations/{delegation_id}/diary")
def diary(delegation_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return pages.page("diary.html", diary=diaries.get(db, actor, delegation_id))
