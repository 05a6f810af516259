"""The `meeting-requests` resource: asking another delegation, and answering."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.meeting_requests import (
    MeetingRequestAnswer,
    MeetingRequestCreate,
    MeetingRequestFilter,
    MeetingRequestRead,
)
from app.errors import (
    ContradictsDoNotMeet,
    Duplicate,
    Invalid,
    MayNotAsk,
    NotFound,
    QuotaUsed,
    RequestDeclined,
    RequestsClosed,
    RequestSettled,
    WrongStage,
)
from app.models import MeetingRequest
from app.services import meeting_requests
from app.services.lookup import Page

router = Router(tags=["Meeting requests"])

OF_SESSION = "/sessions/{session_id}/meeting-requests"
ONE = "/meeting-requests/{request_id}"


@router.get(OF_SESSION, response_model=PageRead[MeetingRequestRead], responses=problems(NotFound))
def list_meeting_requests(
    session_id: UUID, wanted: Annotated[MeetingRequestFilter, Query()], actor: ReadActor, db: ReadSession
) -> Page[MeetingRequest]:
    """The latest first: those of the own delegation, sent and received; to organisers, all."""
    filters = wanted.model_dump()
    return meeting_requests.page(db, actor, session_id, text=filters.pop("q"), **filters)


@router.post(
    OF_SESSION,
    status_code=status.HTTP_201_CREATED,
    response_model=MeetingRequestRead,
    responses=problems(
        NotFound,
        Duplicate,
        RequestDeclined,
        ContradictsDoNotMeet,
        Invalid,
        RequestsClosed,
        WrongStage,
        MayNotAsk,
        QuotaUsed,
    ),
)
def create_meeting_request(
    session_id: UUID, body: MeetingRequestCreate, actor: WriteActor, db: WriteSession
) -> MeetingRequest:
    """Ask for a meeting. Where the other has asked already, that request is accepted, and is the answer to this."""
    return meeting_requests.create(db, actor, session_id, **body.model_dump())


@router.get(ONE, response_model=MeetingRequestRead, responses=problems(NotFound))
def get_meeting_request(request_id: UUID, actor: ReadActor, db: ReadSession) -> MeetingRequest:
    return meeting_requests.get(db, actor, request_id)


@router.post(
    ONE + "/acceptances",
    response_model=MeetingRequestRead,
    responses=problems(NotFound, RequestSettled, ContradictsDoNotMeet, WrongStage),
)
def accept_meeting_request(
    request_id: UUID, body: MeetingRequestAnswer, actor: WriteActor, db: WriteSession
) -> MeetingRequest:
    """Agree to meet, for the delegation that was asked."""
    return meeting_requests.accept(db, actor, request_id, reply=body.reply)


@router.post(
    ONE + "/declines", response_model=MeetingRequestRead, responses=problems(NotFound, RequestSettled, WrongStage)
)
def decline_meeting_request(
    request_id: UUID, body: MeetingRequestAnswer, actor: WriteActor, db: WriteSession
) -> MeetingRequest:
    """Say no, for the delegation that was asked; also after having agreed."""
    return meeting_requests.decline(db, actor, request_id, reply=body.reply)


@router.post(
    ONE + "/withdrawals", response_model=MeetingRequestRead, responses=problems(NotFound, RequestSettled, WrongStage)
)
def withdraw_meeting_request(request_id: UUID, actor: WriteActor, db: WriteSession) -> MeetingRequest:
    """Take it back, for the delegation that asked; also after the other has agreed."""
    return meeting_requests.withdraw(db, actor, request_id)
