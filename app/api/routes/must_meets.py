"""The `must-meets` resource."""

from uuid import UUID

from fastapi import status

from app.api.deps import Paging, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.must_meets import MustMeetInput, MustMeetRead
from app.errors import ContradictsAlternative, ContradictsDoNotMeet, Duplicate, Invalid, NotFound, WrongStage
from app.models import MustMeet
from app.services import must_meets
from app.services.lookup import Page

router = Router(tags=["Must-meets"])

OF_SESSION = "/sessions/{session_id}/must-meets"
ONE = "/must-meets/{must_meet_id}"


@router.get(OF_SESSION, response_model=PageRead[MustMeetRead], responses=problems(NotFound))
def list_must_meets(session_id: UUID, window: Paging, actor: ReadActor, db: ReadSession) -> Page[MustMeet]:
    return must_meets.page(db, actor, session_id, limit=window.limit, cursor=window.cursor)


@router.post(
    OF_SESSION,
    status_code=status.HTTP_201_CREATED,
    response_model=MustMeetRead,
    responses=problems(NotFound, Duplicate, ContradictsDoNotMeet, ContradictsAlternative, Invalid, WrongStage),
)
def create_must_meet(session_id: UUID, body: MustMeetInput, actor: WriteActor, db: WriteSession) -> MustMeet:
    """Insist that two delegations meet; the timetable puts this above every other goal."""
    return must_meets.create(db, actor, session_id, a_id=body.a_id, b_id=body.b_id)


@router.get(ONE, response_model=MustMeetRead, responses=problems(NotFound))
def get_must_meet(must_meet_id: UUID, actor: ReadActor, db: ReadSession) -> MustMeet:
    return must_meets.get(db, actor, must_meet_id)


@router.delete(ONE, status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, WrongStage))
def delete_must_meet(must_meet_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    must_meets.delete(db, actor, must_meet_id)
