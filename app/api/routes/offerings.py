"""The `offerings` resource."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.api.deps import Paging, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routes import documents, interest_history, sign_offs
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.interests import InterestFilter
from app.api.schemas.offerings import OfferingInput, OfferingRead
from app.errors import Duplicate, Invalid, NotFound, SubmissionsClosed, WrongStage, WrongState
from app.models import Offering
from app.services import interests
from app.services.disclosure import Shown
from app.services.lookup import Page

router = Router(tags=["Offerings"])

OF_CONFERENCE = "/conferences/{conference_id}/offerings"
OF_DELEGATION = "/delegations/{delegation_id}/offerings"
ONE = "/offerings/{offering_id}"


@router.get(OF_CONFERENCE, response_model=PageRead[OfferingRead], responses=problems(NotFound))
def list_offerings_of_conference(
    conference_id: UUID, wanted: Annotated[InterestFilter, Query()], actor: ReadActor, db: ReadSession
) -> Page[Shown[Offering]]:
    """All that you may see, by the order of protocol; of a draft organisers see no more than that it is there."""
    filters = wanted.model_dump()
    return interests.page_of_conference(db, actor, Offering, conference_id, text=filters.pop("q"), **filters)


@router.get(OF_DELEGATION, response_model=PageRead[OfferingRead], responses=problems(NotFound))
def list_offerings(delegation_id: UUID, window: Paging, actor: ReadActor, db: ReadSession) -> Page[Shown[Offering]]:
    """The most pressing first."""
    return interests.page(db, actor, Offering, delegation_id, limit=window.limit, cursor=window.cursor)


@router.post(
    OF_DELEGATION,
    status_code=status.HTTP_201_CREATED,
    response_model=OfferingRead,
    responses=problems(NotFound, Duplicate, Invalid, SubmissionsClosed, WrongStage),
)
def create_offering(
    delegation_id: UUID, body: OfferingInput, actor: WriteActor, db: WriteSession, tag: Tag
) -> Shown[Offering]:
    """A draft; it counts once it is submitted."""
    return tag.of(interests.create(db, actor, Offering, delegation_id, values=body.model_dump()))


@router.get(ONE, response_model=OfferingRead, responses=problems(NotFound))
def get_offering(offering_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Shown[Offering]:
    return tag.of(interests.get(db, actor, Offering, offering_id))


@router.put(
    ONE,
    response_model=OfferingRead,
    responses=problems(NotFound, Duplicate, Invalid, SubmissionsClosed, WrongStage, WrongState),
)
def update_offering(
    offering_id: UUID, body: OfferingInput, actor: WriteActor, db: WriteSession, edit: Edit
) -> Shown[Offering]:
    edit.check(interests.for_author(db, actor, Offering, offering_id), OfferingRead)
    return edit.of(interests.update(db, actor, Offering, offering_id, values=body.model_dump()))


@router.delete(
    ONE,
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, SubmissionsClosed, WrongStage, WrongState),
)
def delete_offering(offering_id: UUID, actor: WriteActor, db: WriteSession, edit: Edit) -> None:
    edit.check(interests.for_author(db, actor, Offering, offering_id), OfferingRead)
    interests.delete(db, actor, Offering, offering_id)


interest_history.add_to(router, Offering, "offering", OfferingRead)
sign_offs.add_to(router, Offering, "offering", OfferingRead)
documents.add_to(router, Offering, "offering")
