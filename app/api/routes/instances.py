"""Sessions as instance files, out and in."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response, status

from app.access.attachments import attachment
from app.access.fields import Code
from app.api.deps import RawBody, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.sessions import SessionRead
from app.errors import Duplicate, Invalid, NotFound, OwnTablesClash
from app.models import ConferenceSession
from app.services import file_names, instance_files

router = Router(tags=["Instance files"])

FILE: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
}


@router.get("/sessions/{session_id}/instance", responses=problems(NotFound, OwnTablesClash))
def export_instance(session_id: UUID, actor: ReadActor, db: ReadSession, response: Response) -> dict[str, Any]:
    """The session as it is now, as an instance file (`ketnoi.instance/1`)."""
    file = instance_files.export(db, actor, session_id)
    response.headers.update(attachment(f"{file_names.of_session(db, actor, session_id, 'instance')}.json"))
    return file


@router.post(
    "/conferences/import",
    status_code=status.HTTP_201_CREATED,
    response_model=SessionRead,
    responses=problems(Duplicate, Invalid),
    openapi_extra=FILE,
)
def import_instance(
    code: Annotated[Code, Query(description="The code of the new conference.")],
    data: RawBody,
    actor: WriteActor,
    db: WriteSession,
) -> ConferenceSession:
    """A new conference with one session, from an instance file.

    What is wrong with the file, and what the service cannot hold, is told with every place in it.
    """
    return instance_files.load(db, actor, data, code=code)
