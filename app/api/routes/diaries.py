"""The own meetings of a delegation."""

from uuid import UUID

from app.api.deps import ReadActor, ReadSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.diaries import DiaryRead
from app.errors import NotFound
from app.services import diaries
from app.services.diaries import Diary

router = Router(tags=["Delegations"])


@router.get("/delegations/{delegation_id}/diary", response_model=DiaryRead, responses=problems(NotFound))
def get_diary(delegation_id: UUID, actor: ReadActor, db: ReadSession) -> Diary:
    """Whom the delegation meets when and where by the newest timetables, and who of it sits there.

    For the delegation itself once the conference is so far that a timetable is published, for the organisers before.
    """
    return diaries.get(db, actor, delegation_id)
