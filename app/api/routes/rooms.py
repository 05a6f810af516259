"""The room of a session: its tables."""

from uuid import UUID

from fastapi import status

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.impacts import Accepting
from app.api.schemas.sessions import SessionRead, TableAvailabilityInput, TableRead, TableUpdate
from app.errors import Duplicate, InUse, Invalid, NotFound, OwnTablesClash, WouldInvalidate, WrongStage
from app.models import ConferenceSession, MeetingTable
from app.services import rooms, sessions

router = Router(tags=["Sessions"])

ONE = "/tables/{table_id}"


@router.post(
    "/sessions/{session_id}/tables",
    status_code=status.HTTP_201_CREATED,
    response_model=TableRead,
    responses=problems(NotFound, Duplicate, OwnTablesClash, Invalid, WrongStage),
)
def append_table(session_id: UUID, body: TableUpdate, actor: WriteActor, db: WriteSession) -> MeetingTable:
    """One more table at the end of the room."""
    return rooms.append(db, actor, session_id, values=body.model_dump())


@router.put(
    "/sessions/{session_id}/table-availability",
    response_model=SessionRead,
    responses=problems(NotFound, WouldInvalidate, WrongStage, Invalid),
)
def update_table_availability(
    *,
    session_id: UUID,
    body: TableAvailabilityInput,
    accepting: Accepting,
    actor: WriteActor,
    db: WriteSession,
    edit: Edit,
) -> ConferenceSession:
    """Say of several tables at once in which slots they are out of use, which replaces what was said of each."""
    edit.check(sessions.for_editor(db, actor, session_id), SessionRead)
    given, accepted = body.model_dump(), accepting.accept_impact
    return edit.of(
        rooms.put_unavailable(
            db,
            actor,
            session_id,
            table_ids=given["table_ids"],
            slot_ids=given["unavailable_slot_ids"],
            accept_impact=accepted,
        )
    )


@router.get(ONE, response_model=TableRead, responses=problems(NotFound))
def get_table(table_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> MeetingTable:
    """Its tag is that of the session: a change of a table is one of the session."""
    return tag.of(rooms.table(db, actor, table_id))


@router.put(
    ONE,
    response_model=TableRead,
    responses=problems(NotFound, Duplicate, OwnTablesClash, InUse, WouldInvalidate, WrongStage, Invalid),
)
def update_table(
    *, table_id: UUID, body: TableUpdate, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit
) -> MeetingTable:
    """Another zone or owner, a feature or a slot less, is to be accepted if meetings are there, or somebody owns it."""
    edit.check(rooms.table_for_editor(db, actor, table_id), TableRead)
    changed = rooms.update(db, actor, table_id, values=body.model_dump(), accept_impact=accepting.accept_impact)
    return edit.of(changed)


@router.delete(
    ONE, status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, InUse, WouldInvalidate, WrongStage)
)
def delete_table(table_id: UUID, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit) -> None:
    """Never while meetings are pinned or placed at it; if it is somebody's own, once that is accepted."""
    edit.check(rooms.table_for_editor(db, actor, table_id), TableRead)
    rooms.delete(db, actor, table_id, accept_impact=accepting.accept_impact)
