"""The `enquiries` resource: what organisations ask of missions outside any conference."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.api.deps import Paging, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.enquiries import (
    EnquiryChangeInput,
    EnquiryChangeRead,
    EnquiryCreate,
    EnquiryFilter,
    EnquiryInput,
    EnquiryRead,
)
from app.api.schemas.fields import PageRead
from app.errors import Duplicate, Invalid, NotFound, WrongState
from app.models import Enquiry, EnquiryChange, EnquiryStatus
from app.services import enquiries
from app.services.lookup import Page

router = Router(tags=["Enquiries"])

ALL = "/enquiries"
ONE = "/enquiries/{enquiry_id}"


@router.get(ALL, response_model=PageRead[EnquiryRead])
def list_enquiries(wanted: Annotated[EnquiryFilter, Query()], actor: ReadActor, db: ReadSession) -> Page[Enquiry]:
    """The latest first: your organisation's, those that your mission has to answer; to administrators, all."""
    filters = wanted.model_dump()
    return enquiries.page(db, actor, text=filters.pop("q"), **filters)


@router.post(
    ALL, status_code=status.HTTP_201_CREATED, response_model=EnquiryRead, responses=problems(Duplicate, Invalid)
)
def create_enquiry(body: EnquiryCreate, actor: WriteActor, db: WriteSession, tag: Tag) -> Enquiry:
    """Order partners by sector and region, have one verified, or ask for protection."""
    need = body.need.model_dump(mode="json")
    return tag.of(enquiries.create(db, actor, organisation_id=body.organisation_id, kind=body.kind, need=need))


@router.get(ONE, response_model=EnquiryRead, responses=problems(NotFound))
def get_enquiry(enquiry_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Enquiry:
    return tag.of(enquiries.get(db, actor, enquiry_id))


@router.put(ONE, response_model=EnquiryRead, responses=problems(NotFound, Duplicate, WrongState, Invalid))
def update_enquiry(enquiry_id: UUID, body: EnquiryInput, actor: WriteActor, db: WriteSession, edit: Edit) -> Enquiry:
    """As long as nobody has taken it on."""
    edit.check(enquiries.for_asker(db, actor, enquiry_id), EnquiryRead)
    need = body.need.model_dump(mode="json")
    return edit.of(enquiries.update(db, actor, enquiry_id, kind=body.kind, need=need))


@router.get(f"{ONE}/status-changes", response_model=PageRead[EnquiryChangeRead], responses=problems(NotFound))
def list_status_changes(enquiry_id: UUID, window: Paging, actor: ReadActor, db: ReadSession) -> Page[EnquiryChange]:
    """The latest first."""
    return enquiries.changes(db, actor, enquiry_id, limit=window.limit, cursor=window.cursor)


@router.post(
    f"{ONE}/status-changes",
    status_code=status.HTTP_201_CREATED,
    response_model=EnquiryRead,
    responses=problems(NotFound, WrongState, Invalid),
)
def change_status(
    enquiry_id: UUID, body: EnquiryChangeInput, actor: WriteActor, db: WriteSession, edit: Edit
) -> Enquiry:
    """Assign it to a mission, answer, close, decline, withdraw, or refuse what is unfit for an open system."""
    edit.check(enquiries.for_step(db, actor, enquiry_id, EnquiryStatus(body.status)), EnquiryRead)
    return edit.of(enquiries.take(db, actor, enquiry_id, **body.model_dump()))
