"""The `interpreters` resource: who interprets in a session, and when."""

from uuid import UUID

from fastapi import status

from app.api.deps import Paging, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.impacts import Accepting
from app.api.schemas.interpreters import InterpreterInput, InterpreterRead
from app.errors import Duplicate, InUse, Invalid, NotFound, WouldInvalidate, WrongStage
from app.models import Interpreter
from app.services import interpreters
from app.services.lookup import Page

router = Router(tags=["Interpreters"])

OF_SESSION = "/sessions/{session_id}/interpreters"
ONE = "/interpreters/{interpreter_id}"


@router.get(OF_SESSION, response_model=PageRead[InterpreterRead], responses=problems(NotFound, Invalid))
def list_interpreters(session_id: UUID, window: Paging, actor: ReadActor, db: ReadSession) -> Page[Interpreter]:
    """In the order in which they were added, for organisers."""
    return interpreters.page(db, actor, session_id, limit=window.limit, cursor=window.cursor)


@router.post(
    OF_SESSION,
    status_code=status.HTTP_201_CREATED,
    response_model=InterpreterRead,
    responses=problems(NotFound, Duplicate, Invalid, WrongStage),
)
def create_interpreter(
    session_id: UUID, body: InterpreterInput, actor: WriteActor, db: WriteSession, tag: Tag
) -> Interpreter:
    """As soon as a session has one, its meetings need one where the parties share no language."""
    return tag.of(interpreters.create(db, actor, session_id, values=body.model_dump()))


@router.get(ONE, response_model=InterpreterRead, responses=problems(NotFound))
def get_interpreter(interpreter_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Interpreter:
    return tag.of(interpreters.get(db, actor, interpreter_id))


@router.put(
    ONE,
    response_model=InterpreterRead,
    responses=problems(NotFound, Duplicate, InUse, WouldInvalidate, Invalid, WrongStage),
)
def update_interpreter(
    *,
    interpreter_id: UUID,
    body: InterpreterInput,
    accepting: Accepting,
    actor: WriteActor,
    db: WriteSession,
    edit: Edit,
) -> Interpreter:
    """Less of anything is to be accepted if meetings of the latest timetable have the interpreter."""
    edit.check(interpreters.for_editor(db, actor, interpreter_id), InterpreterRead)
    accepted = accepting.accept_impact
    return edit.of(interpreters.update(db, actor, interpreter_id, values=body.model_dump(), accept_impact=accepted))


@router.delete(ONE, status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, InUse, WrongStage))
def delete_interpreter(interpreter_id: UUID, actor: WriteActor, db: WriteSession, edit: Edit) -> None:
    """Never while a timetable has a meeting with the interpreter."""
    edit.check(interpreters.for_editor(db, actor, interpreter_id), InterpreterRead)
    interpreters.delete(db, actor, interpreter_id)
