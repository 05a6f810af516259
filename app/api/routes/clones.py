"""The `clones` of a conference: the next one from the last."""

from uuid import UUID

from fastapi import status

from app.api.deps import WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.conferences import CloneInput, ConferenceRead
from app.errors import Duplicate, Invalid, NotFound
from app.models import Conference
from app.services import clones

router = Router(tags=["Conferences"])


@router.post(
    "/conferences/{conference_id}/clones",
    status_code=status.HTTP_201_CREATED,
    response_model=ConferenceRead,
    responses=problems(NotFound, Duplicate, Invalid),
)
def create_clone(conference_id: UUID, body: CloneInput, actor: WriteActor, db: WriteSession) -> Conference:
    """The same sessions, slots, tables and delegations on other days; no needs, wishes, absences or timetables."""
    return clones.create(db, actor, conference_id, code=body.code, starts_on=body.starts_on)
