"""Sessions of a conference, with the slots of their programme and the tables of their room."""

from uuid import UUID

from fastapi import status

from app.api.deps import Paging, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.sessions import (
    SessionCreate,
    SessionRead,
    SessionRef,
    SessionUpdate,
    SlotInput,
    SlotRead,
    TableInput,
    TableRead,
)
from app.errors import Duplicate, InUse, Invalid, NotFound, OwnTablesClash, WrongStage
from app.models import ConferenceSession, MeetingTable, Slot
from app.services import sessions
from app.services.lookup import Page

router = Router(tags=["Sessions"])

OF_CONFERENCE = "/conferences/{conference_id}/sessions"
ONE = "/sessions/{session_id}"


@router.get(OF_CONFERENCE, response_model=PageRead[SessionRef], responses=problems(NotFound))
def list_sessions(conference_id: UUID, window: Paging, actor: ReadActor, db: ReadSession) -> Page[ConferenceSession]:
    return sessions.page(db, actor, conference_id, limit=window.limit, cursor=window.cursor)


@router.post(
    OF_CONFERENCE,
    status_code=status.HTTP_201_CREATED,
    response_model=SessionRead,
    responses=problems(NotFound, Duplicate, OwnTablesClash, Invalid, WrongStage),
)
def create_session(
    conference_id: UUID, body: SessionCreate, actor: WriteActor, db: WriteSession, tag: Tag
) -> ConferenceSession:
    """A session with its programme and room, from a format if one is named."""
    return tag.of(sessions.create(db, actor, conference_id, values=body.values(), grid=body.rule()))


@router.get(ONE, response_model=SessionRead, responses=problems(NotFound))
def get_session(session_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> ConferenceSession:
    return tag.of(sessions.get(db, actor, session_id))


@router.put(ONE, response_model=SessionRead, responses=problems(NotFound, Duplicate, WrongStage))
def update_session(
    session_id: UUID, body: SessionUpdate, actor: WriteActor, db: WriteSession, edit: Edit
) -> ConferenceSession:
    """Names, links and policy; slots and tables have addresses of their own."""
    edit.check(sessions.get(db, actor, session_id), SessionRead)
    return edit.of(sessions.update(db, actor, session_id, values=body.values()))


@router.delete(ONE, status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, InUse, WrongStage))
def delete_session(session_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    """Takes its wishes along, but never a run or a timetable."""
    sessions.delete(db, actor, session_id)


@router.post(
    ONE + "/slots",
    status_code=status.HTTP_201_CREATED,
    response_model=SlotRead,
    responses=problems(NotFound, Duplicate, Invalid, WrongStage),
)
def append_slot(session_id: UUID, body: SlotInput, actor: WriteActor, db: WriteSession) -> Slot:
    """One more slot at the end of the programme."""
    return sessions.append_slot(db, actor, session_id, values=body.model_dump())


@router.delete(
    "/slots/{slot_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, InUse, WrongStage)
)
def delete_slot(slot_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    """Refused while a meeting is pinned or placed in it."""
    sessions.delete_slot(db, actor, slot_id)


@router.post(
    ONE + "/tables",
    status_code=status.HTTP_201_CREATED,
    response_model=TableRead,
    responses=problems(NotFound, Duplicate, OwnTablesClash, Invalid, WrongStage),
)
def append_table(session_id: UUID, body: TableInput, actor: WriteActor, db: WriteSession) -> MeetingTable:
    """One more table at the end of the room."""
    return sessions.append_table(db, actor, session_id, values=body.model_dump())


@router.delete(
    "/tables/{table_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, InUse, WrongStage)
)
def delete_table(table_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    """Refused while a meeting is pinned or placed at it."""
    sessions.delete_table(db, actor, table_id)
