"""The `delegations` resource."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.delegations import DelegationCreate, DelegationFilter, DelegationRead, DelegationUpdate
from app.api.schemas.fields import PageRead
from app.api.schemas.impacts import Accepting
from app.errors import Duplicate, InUse, Invalid, NotFound, OwnTablesClash, WouldInvalidate, WrongStage
from app.models import Delegation
from app.services import delegation_changes, delegations
from app.services.lookup import Page

router = Router(tags=["Delegations"])

OF_CONFERENCE = "/conferences/{conference_id}/delegations"
ONE = "/delegations/{delegation_id}"


@router.get(OF_CONFERENCE, response_model=PageRead[DelegationRead], responses=problems(NotFound))
def list_delegations(
    conference_id: UUID, wanted: Annotated[DelegationFilter, Query()], actor: ReadActor, db: ReadSession
) -> Page[Delegation]:
    """By side, in the order of protocol."""
    filters = wanted.model_dump()
    return delegations.page(db, actor, conference_id, text=filters.pop("q"), **filters)


@router.post(
    OF_CONFERENCE,
    status_code=status.HTTP_201_CREATED,
    response_model=DelegationRead,
    responses=problems(NotFound, Duplicate, Invalid, WrongStage),
)
def create_delegation(
    conference_id: UUID, body: DelegationCreate, actor: WriteActor, db: WriteSession, tag: Tag
) -> Delegation:
    return tag.of(delegations.create(db, actor, conference_id, values=body.model_dump()))


@router.get(ONE, response_model=DelegationRead, responses=problems(NotFound))
def get_delegation(delegation_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Delegation:
    return tag.of(delegations.get(db, actor, delegation_id))


@router.put(
    ONE,
    response_model=DelegationRead,
    responses=problems(NotFound, OwnTablesClash, WouldInvalidate, Invalid, WrongStage),
)
def update_delegation(
    *,
    delegation_id: UUID,
    body: DelegationUpdate,
    accepting: Accepting,
    actor: WriteActor,
    db: WriteSession,
    edit: Edit,
) -> Delegation:
    """Another side, fewer teams and tighter limits are to be accepted if meetings or requests do not go with them."""
    edit.check(delegations.for_editor(db, actor, delegation_id), DelegationRead)
    accepted = accepting.accept_impact
    return edit.of(
        delegation_changes.update(db, actor, delegation_id, values=body.model_dump(), accept_impact=accepted)
    )


@router.delete(
    ONE,
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, InUse, WouldInvalidate, WrongStage),
)
def delete_delegation(
    delegation_id: UUID, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit
) -> None:
    """Takes along what it has and what is said of it, once that is accepted, but never a meeting in a timetable."""
    edit.check(delegations.for_editor(db, actor, delegation_id), DelegationRead)
    delegations.delete(db, actor, delegation_id, accept_impact=accepting.accept_impact)
