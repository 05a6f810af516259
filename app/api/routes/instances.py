"""Sessions as instance files, out and in."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from app.access.fields import Code
from app.api.deps import RawBody, ReadSession, WriteSession
from app.api.problems import problems
from app.api.schemas.sessions import SessionRead
from app.errors import Duplicate, Invalid, NotFound, OwnTablesClash
from app.models import ConferenceSession
from app.services import planning, sessions

router = APIRouter(tags=["Instance files"])

FILE: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
}


@router.get("/sessions/{session_id}/instance", responses=problems(NotFound, OwnTablesClash))
def export_instance(session_id: UUID, db: ReadSession, response: Response) -> dict[str, Any]:
    """The session as it is now, as an instance file (`ketnoi.instance/1`)."""
    session = sessions.get(db, session_id)
    response.headers["Content-Disposition"] = f'attachment; filename="instance-{session.id}.json"'
    return planning.export(db, session)


@router.post(
    "/conferences/import",
    status_code=status.HTTP_201_CREATED,
    response_model=SessionRead,
    responses=problems(Duplicate, Invalid),
    openapi_extra=FILE,
)
def import_instance(
    code: Annotated[Code, Query(description="The code of the new conference.")], data: RawBody, db: WriteSession
) -> ConferenceSession:
    """A new conference with one session, from an instance file.

    What is wrong with the file, and what the service cannot hold, is told with every place in it.
    """
    session = planning.import_instance(db, data, code=code)
    return sessions.get(db, session.id)
