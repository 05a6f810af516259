"""The `pins` resource."""

from uuid import UUID

from fastapi import status

from app.api.deps import Paging, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.pins import PinInput, PinRead
from app.errors import ContradictsAlternative, ContradictsDoNotMeet, Duplicate, Invalid, NotFound, WrongStage
from app.models import Pin
from app.services import pins
from app.services.lookup import Page

router = Router(tags=["Pins"])

OF_SESSION = "/sessions/{session_id}/pins"
ONE = "/pins/{pin_id}"


@router.get(OF_SESSION, response_model=PageRead[PinRead], responses=problems(NotFound))
def list_pins(session_id: UUID, window: Paging, actor: ReadActor, db: ReadSession) -> Page[Pin]:
    """In the order of the programme."""
    return pins.page(db, actor, session_id, limit=window.limit, cursor=window.cursor)


@router.post(
    OF_SESSION,
    status_code=status.HTTP_201_CREATED,
    response_model=PinRead,
    responses=problems(NotFound, Duplicate, ContradictsDoNotMeet, ContradictsAlternative, Invalid, WrongStage),
)
def create_pin(session_id: UUID, body: PinInput, actor: WriteActor, db: WriteSession) -> Pin:
    """Put a meeting into a slot, and at a table if one is named; the timetable will hold it there."""
    return pins.create(db, actor, session_id, **body.model_dump())


@router.get(ONE, response_model=PinRead, responses=problems(NotFound))
def get_pin(pin_id: UUID, actor: ReadActor, db: ReadSession) -> Pin:
    return pins.get(db, actor, pin_id)


@router.delete(ONE, status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, WrongStage))
def delete_pin(pin_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    pins.delete(db, actor, pin_id)
