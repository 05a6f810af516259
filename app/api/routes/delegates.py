"""The `delegates` resource."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.delegates import DelegateFilter, DelegateInput, DelegateOrder, DelegateRead
from app.api.schemas.delegations import DelegationRead
from app.api.schemas.fields import PageRead
from app.api.schemas.impacts import Accepting
from app.errors import Duplicate, Invalid, NotFound, TooManyDelegates, WouldInvalidate, WrongStage
from app.services import delegates, delegations
from app.services.delegates import SeenDelegate
from app.services.lookup import Page

router = Router(tags=["Delegates"])

OF_DELEGATION = "/delegations/{delegation_id}/delegates"
ONE = "/delegates/{delegate_id}"


@router.get(OF_DELEGATION, response_model=PageRead[DelegateRead], responses=problems(NotFound))
def list_delegates(
    delegation_id: UUID, wanted: Annotated[DelegateFilter, Query()], actor: ReadActor, db: ReadSession
) -> Page[SeenDelegate]:
    """In the order of protocol."""
    return delegates.page(db, actor, delegation_id, text=wanted.q, limit=wanted.limit, cursor=wanted.cursor)


@router.post(
    OF_DELEGATION,
    status_code=status.HTTP_201_CREATED,
    response_model=DelegateRead,
    responses=problems(NotFound, Duplicate, TooManyDelegates, Invalid, WouldInvalidate, WrongStage),
)
def create_delegate(
    *, delegation_id: UUID, body: DelegateInput, accepting: Accepting, actor: WriteActor, db: WriteSession, tag: Tag
) -> SeenDelegate:
    """Added at the end of the order of protocol; a language that nobody interprets at its meetings is told first."""
    return tag.of(
        delegates.create(db, actor, delegation_id, values=body.values(), accept_impact=accepting.accept_impact)
    )


@router.put(
    "/delegations/{delegation_id}/delegate-order",
    response_model=PageRead[DelegateRead],
    responses=problems(NotFound, Invalid, WrongStage),
)
def order_delegates(
    delegation_id: UUID, body: DelegateOrder, actor: WriteActor, db: WriteSession, edit: Edit
) -> Page[SeenDelegate]:
    """Give all delegates their places in the order of protocol; `If-Match` names the delegation's revision."""
    edit.check(delegations.for_submitter(db, actor, delegation_id), DelegationRead)
    ordered = delegates.put_in_order(db, actor, delegation_id, body.delegate_ids)
    edit.of(delegations.get(db, actor, delegation_id))
    return ordered


@router.get(ONE, response_model=DelegateRead, responses=problems(NotFound))
def get_delegate(delegate_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> SeenDelegate:
    return tag.of(delegates.get(db, actor, delegate_id))


@router.put(
    ONE,
    response_model=DelegateRead,
    responses=problems(NotFound, Duplicate, Invalid, WouldInvalidate, WrongStage),
)
def update_delegate(
    *, delegate_id: UUID, body: DelegateInput, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit
) -> SeenDelegate:
    """What no longer goes with the meetings at which somebody sits, or is interpreted for, is told first."""
    edit.check(delegates.for_submitter(db, actor, delegate_id), DelegateRead)
    changed = delegates.update(db, actor, delegate_id, values=body.values(), accept_impact=accepting.accept_impact)
    return edit.of(changed)


@router.delete(
    ONE,
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, WouldInvalidate, WrongStage),
)
def delete_delegate(delegate_id: UUID, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit) -> None:
    """The meetings at which the delegate sits are told first."""
    edit.check(delegates.for_submitter(db, actor, delegate_id), DelegateRead)
    delegates.delete(db, actor, delegate_id, accept_impact=accepting.accept_impact)
