"""The `needs` resource."""

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
from app.api.schemas.needs import NeedInput, NeedRead
from app.errors import Duplicate, Invalid, NotFound, SubmissionsClosed, WrongStage, WrongState
from app.models import Need
from app.services import interests
from app.services.disclosure import Shown
from app.services.lookup import Page

router = Router(tags=["Needs"])

OF_CONFERENCE = "/conferences/{conference_id}/needs"
OF_DELEGATION = "/delegations/{delegation_id}/needs"
ONE = "/needs/{need_id}"


@router.get(OF_CONFERENCE, response_model=PageRead[NeedRead], responses=problems(NotFound))
def list_needs_of_conference(
    conference_id: UUID, wanted: Annotated[InterestFilter, Query()], actor: ReadActor, db: ReadSession
) -> Page[Shown[Need]]:
    """All that you may see, by the order of protocol; of a draft organisers see no more than that it is there."""
    filters = wanted.model_dump()
    return interests.page_of_conference(db, actor, Need, conference_id, text=filters.pop("q"), **filters)


@router.get(OF_DELEGATION, response_model=PageRead[NeedRead], responses=problems(NotFound))
def list_needs(delegation_id: UUID, window: Paging, actor: ReadActor, db: ReadSession) -> Page[Shown[Need]]:
    """The most pressing first."""
    return interests.page(db, actor, Need, delegation_id, limit=window.limit, cursor=window.cursor)


@router.post(
    OF_DELEGATION,
    status_code=status.HTTP_201_CREATED,
    response_model=NeedRead,
    responses=problems(NotFound, Duplicate, Invalid, SubmissionsClosed, WrongStage),
)
def create_need(delegation_id: UUID, body: NeedInput, actor: WriteActor, db: WriteSession, tag: Tag) -> Shown[Need]:
    """A draft; it counts once it is submitted."""
    return tag.of(interests.create(db, actor, Need, delegation_id, values=body.model_dump()))


@router.get(ONE, response_model=NeedRead, responses=problems(NotFound))
def get_need(need_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Shown[Need]:
    return tag.of(interests.get(db, actor, Need, need_id))


@router.put(
    ONE,
    response_model=NeedRead,
    responses=problems(NotFound, Duplicate, Invalid, SubmissionsClosed, WrongStage, WrongState),
)
def update_need(need_id: UUID, body: NeedInput, actor: WriteActor, db: WriteSession, edit: Edit) -> Shown[Need]:
    edit.check(interests.for_author(db, actor, Need, need_id), NeedRead)
    return edit.of(interests.update(db, actor, Need, need_id, values=body.model_dump()))


@router.delete(
    ONE,
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, SubmissionsClosed, WrongStage, WrongState),
)
def delete_need(need_id: UUID, actor: WriteActor, db: WriteSession, edit: Edit) -> None:
    edit.check(interests.for_author(db, actor, Need, need_id), NeedRead)
    interests.delete(db, actor, Need, need_id)


interest_history.add_to(router, Need, "need", NeedRead)
sign_offs.add_to(router, Need, "need", NeedRead)
documents.add_to(router, Need, "need")
