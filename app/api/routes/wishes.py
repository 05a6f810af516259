"""The `wishes` resource."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.api.deps import Paging, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.wishes import MutualWishRead, WishCreate, WishFilter, WishRead, WishUpdate
from app.errors import (
    ContradictsGroup,
    ContradictsMeetingRequest,
    ContradictsMustMeet,
    Duplicate,
    Invalid,
    MayNotAsk,
    NotFound,
    QuotaUsed,
    RequestsClosed,
    WrongStage,
)
from app.models import Wish
from app.services import mutual_wishes, wishes
from app.services.lookup import Page
from app.services.mutual_wishes import MutualWish

router = Router(tags=["Wishes"])

OF_SESSION = "/sessions/{session_id}/wishes"
ONE = "/wishes/{wish_id}"


@router.get(OF_SESSION, response_model=PageRead[WishRead], responses=problems(NotFound))
def list_wishes(
    session_id: UUID, wanted: Annotated[WishFilter, Query()], actor: ReadActor, db: ReadSession
) -> Page[Wish]:
    """Each delegation's by rank; those not to be met come last."""
    filters = wanted.model_dump()
    return wishes.page(db, actor, session_id, text=filters.pop("q"), **filters)


@router.get(
    "/sessions/{session_id}/mutual-wishes", response_model=PageRead[MutualWishRead], responses=problems(NotFound)
)
def list_mutual_wishes(session_id: UUID, window: Paging, actor: ReadActor, db: ReadSession) -> Page[MutualWish]:
    """The pairs that wish for each other, for organisers."""
    return mutual_wishes.page(db, actor, session_id, limit=window.limit, cursor=window.cursor)


@router.post(
    OF_SESSION,
    status_code=status.HTTP_201_CREATED,
    response_model=WishRead,
    responses=problems(
        NotFound,
        Duplicate,
        ContradictsMustMeet,
        ContradictsMeetingRequest,
        ContradictsGroup,
        Invalid,
        RequestsClosed,
        WrongStage,
        MayNotAsk,
    ),
)
def create_wish(session_id: UUID, body: WishCreate, actor: WriteActor, db: WriteSession, tag: Tag) -> Wish:
    """One delegation's word about another; never about itself, and once only."""
    return tag.of(wishes.create(db, actor, session_id, values=body.model_dump()))


@router.get(ONE, response_model=WishRead, responses=problems(NotFound))
def get_wish(wish_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Wish:
    return tag.of(wishes.get(db, actor, wish_id))


@router.put(
    ONE,
    response_model=WishRead,
    responses=problems(
        NotFound,
        Duplicate,
        ContradictsMustMeet,
        ContradictsMeetingRequest,
        ContradictsGroup,
        RequestsClosed,
        WrongStage,
        MayNotAsk,
        QuotaUsed,
    ),
)
def update_wish(wish_id: UUID, body: WishUpdate, actor: WriteActor, db: WriteSession, edit: Edit) -> Wish:
    """Change the rank, or the mind."""
    edit.check(wishes.for_submitter(db, actor, wish_id), WishRead)
    return edit.of(wishes.update(db, actor, wish_id, values=body.model_dump()))


@router.delete(ONE, status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, RequestsClosed, WrongStage))
def delete_wish(wish_id: UUID, actor: WriteActor, db: WriteSession, edit: Edit) -> None:
    edit.check(wishes.for_submitter(db, actor, wish_id), WishRead)
    wishes.delete(db, actor, wish_id)
