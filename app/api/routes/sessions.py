"""Sessions of a conference, with the slots of their programme and the tables of their room."""

from uuid import UUID

from fastapi import APIRouter, status

from app.api.deps import Paging, ReadSession, WriteSession
from app.api.problems import problems
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
from app.errors import Duplicate, InUse, Invalid, NotFound, OwnTablesClash
from app.models import ConferenceSession, MeetingTable, Slot
from app.services import sessions
from app.services.lookup import Page

router = APIRouter(tags=["Sessions"])

OF_CONFERENCE = "/conferences/{conference_id}/sessions"
ONE = "/sessions/{session_id}"


@router.get(OF_CONFERENCE, response_model=PageRead[SessionRef], responses=problems(NotFound))
def list_sessions(conference_id: UUID, window: Paging, db: ReadSession) -> Page[ConferenceSession]:
    return sessions.page(db, conference_id, limit=window.limit, offset=window.offset)


@router.post(
    OF_CONFERENCE,
    status_code=status.HTTP_201_CREATED,
    response_model=SessionRead,
    responses=problems(NotFound, Duplicate, OwnTablesClash, Invalid),
)
def create_session(conference_id: UUID, body: SessionCreate, db: WriteSession) -> ConferenceSession:
    """A session with its programme and room."""
    return sessions.create(db, conference_id, values=body.values())


@router.get(ONE, response_model=SessionRead, responses=problems(NotFound))
def get_session(session_id: UUID, db: ReadSession) -> ConferenceSession:
    return sessions.get(db, session_id)


@router.put(ONE, response_model=SessionRead, responses=problems(NotFound, Duplicate))
def update_session(session_id: UUID, body: SessionUpdate, db: WriteSession) -> ConferenceSession:
    """Names, links and policy; slots and tables have addresses of their own."""
    return sessions.update(db, session_id, values=body.values())


@router.delete(ONE, status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, InUse))
def delete_session(session_id: UUID, db: WriteSession) -> None:
    """Takes its wishes along, but never a run or a timetable."""
    sessions.delete(db, session_id)


@router.post(
    ONE + "/slots",
    status_code=status.HTTP_201_CREATED,
    response_model=SlotRead,
    responses=problems(NotFound, Duplicate, Invalid),
)
def append_slot(session_id: UUID, body: SlotInput, db: WriteSession) -> Slot:
    """One more slot at the end of the programme."""
    return sessions.append_slot(db, session_id, values=body.model_dump())


@router.delete("/slots/{slot_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, InUse))
def delete_slot(slot_id: UUID, db: WriteSession) -> None:
    """Refused while a meeting is pinned or placed in it."""
    sessions.delete_slot(db, slot_id)


@router.post(
    ONE + "/tables",
    status_code=status.HTTP_201_CREATED,
    response_model=TableRead,
    responses=problems(NotFound, Duplicate, OwnTablesClash, Invalid),
)
def append_table(session_id: UUID, body: TableInput, db: WriteSession) -> MeetingTable:
    """One more table at the end of the room."""
    return sessions.append_table(db, session_id, values=body.model_dump())


@router.delete("/tables/{table_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, InUse))
def delete_table(table_id: UUID, db: WriteSession) -> None:
    """Refused while a meeting is pinned or placed at it."""
    sessions.delete_table(db, table_id)
