"""Sessions of a conference, with the slots of their programme and the tables of their room when they are made."""

from uuid import UUID

from fastapi import status

from app.api.deps import Paging, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.impacts import Accepting
from app.api.schemas.sessions import SessionCreate, SessionRead, SessionRef, SessionUpdate
from app.errors import Duplicate, InUse, Invalid, NotFound, OwnTablesClash, WouldInvalidate, WrongStage
from app.models import ConferenceSession
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


@router.put(ONE, response_model=SessionRead, responses=problems(NotFound, Duplicate, WouldInvalidate, WrongStage))
def update_session(
    *, session_id: UUID, body: SessionUpdate, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit
) -> ConferenceSession:
    """Names, links and policy; slots and tables have addresses of their own.

    Fewer links are to be accepted if more meetings of the latest timetable are on line at once.
    """
    edit.check(sessions.for_editor(db, actor, session_id), SessionRead)
    accepted = accepting.accept_impact
    return edit.of(sessions.update(db, actor, session_id, values=body.values(), accept_impact=accepted))


@router.delete(
    ONE,
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, InUse, WouldInvalidate, WrongStage),
)
def delete_session(session_id: UUID, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit) -> None:
    """Takes along what is said of it, once that is accepted, but never a run or a timetable."""
    edit.check(sessions.for_editor(db, actor, session_id), SessionRead)
    sessions.delete(db, actor, session_id, accept_impact=accepting.accept_impact)
