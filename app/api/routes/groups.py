"""The `groups` of a session: three parties or more in one meeting."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.groups import GroupCreate, GroupFilter, GroupPlanRead, GroupPlanUpdate, GroupRead, GroupUpdate
from app.api.schemas.impacts import Accepting
from app.errors import (
    ContradictsDoNotMeet,
    Duplicate,
    InUse,
    Invalid,
    MayNotAsk,
    NotFound,
    QuotaUsed,
    RequestsClosed,
    WouldInvalidate,
    WrongStage,
)
from app.models import MeetingGroup, Role
from app.services import groups
from app.services.lookup import Page

router = Router(tags=["Groups"])

OF_SESSION = "/sessions/{session_id}/groups"
ONE = "/groups/{group_id}"


@router.get(OF_SESSION, response_model=PageRead[GroupRead], responses=problems(NotFound))
def list_groups(
    session_id: UUID, wanted: Annotated[GroupFilter, Query()], actor: ReadActor, db: ReadSession
) -> Page[MeetingGroup]:
    """Those into which the own delegation was asked; to organisers, all."""
    return groups.page(db, actor, session_id, text=wanted.q, limit=wanted.limit, cursor=wanted.cursor)


@router.post(
    OF_SESSION,
    status_code=status.HTTP_201_CREATED,
    response_model=GroupRead,
    responses=problems(
        NotFound, Duplicate, ContradictsDoNotMeet, Invalid, RequestsClosed, WrongStage, MayNotAsk, QuotaUsed
    ),
)
def create_group(session_id: UUID, body: GroupCreate, actor: WriteActor, db: WriteSession, tag: Tag) -> MeetingGroup:
    """Ask several delegations into one meeting, around a theme or with one of them."""
    named = body.model_dump(include={"convener_id", "member_ids", "are_agreed"})
    values = body.model_dump(exclude={*named})
    return tag.of(groups.create(db, actor, session_id, values=values, **named))


@router.get(ONE, response_model=GroupRead, responses=problems(NotFound))
def get_group(group_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> MeetingGroup:
    return tag.of(groups.get(db, actor, group_id))


@router.put(ONE, response_model=GroupRead, responses=problems(NotFound, Invalid, RequestsClosed, WrongStage))
def update_group(group_id: UUID, body: GroupUpdate, actor: WriteActor, db: WriteSession, edit: Edit) -> MeetingGroup:
    """Theme and sizes, for the convener and for editors."""
    edit.check(groups.for_convener(db, actor, group_id), GroupRead)
    return edit.of(groups.update(db, actor, group_id, values=body.model_dump()))


@router.delete(
    ONE,
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, InUse, RequestsClosed, WouldInvalidate, WrongStage),
)
def delete_group(group_id: UUID, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit) -> None:
    """Once it must be held, is pinned or has a meeting, only by editors, who are to accept that."""
    edit.check(groups.for_convener(db, actor, group_id), GroupRead)
    groups.delete(db, actor, group_id, accept_impact=accepting.accept_impact)


@router.get(ONE + "/plan", response_model=GroupPlanRead, responses=problems(NotFound))
def get_group_plan(group_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> MeetingGroup:
    """What organisers have decided of its meeting, for organisers."""
    return tag.of(groups.get_plan(db, actor, group_id))


@router.put(ONE + "/plan", response_model=GroupPlanRead, responses=problems(NotFound, Invalid, WrongStage))
def update_group_plan(
    group_id: UUID, body: GroupPlanUpdate, actor: WriteActor, db: WriteSession, edit: Edit
) -> MeetingGroup:
    """Whether it has to be held, what it is worth and needs, and where it is pinned."""
    edit.check(groups.get_plan(db, actor, group_id, least=Role.EDITOR), GroupPlanRead)
    return edit.of(groups.update_plan(db, actor, group_id, values=body.model_dump()))
