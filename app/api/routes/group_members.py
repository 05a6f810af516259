"""The members of groups: asking in, answering, taking out."""

from uuid import UUID

from fastapi import status

from app.api.deps import WriteActor, WriteSession
from app.api.preconditions import Edit
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.groups import GroupMemberAnswer, GroupMemberCreate, GroupMemberRead, GroupRead
from app.api.schemas.impacts import Accepting
from app.errors import (
    ContradictsDoNotMeet,
    Duplicate,
    GroupFull,
    InUse,
    Invalid,
    MayNotAsk,
    NotFound,
    QuotaUsed,
    RequestDeclined,
    RequestsClosed,
    WouldInvalidate,
    WrongStage,
)
from app.models import GroupMember
from app.services import group_members

router = Router(tags=["Groups"])

ONE = "/group-members/{member_id}"


@router.post(
    "/groups/{group_id}/members",
    status_code=status.HTTP_201_CREATED,
    response_model=GroupMemberRead,
    responses=problems(
        NotFound,
        Duplicate,
        ContradictsDoNotMeet,
        Invalid,
        RequestDeclined,
        RequestsClosed,
        WrongStage,
        MayNotAsk,
        QuotaUsed,
    ),
)
def create_group_member(group_id: UUID, body: GroupMemberCreate, actor: WriteActor, db: WriteSession) -> GroupMember:
    """Ask one more delegation in, for the convener and for editors."""
    return group_members.create(db, actor, group_id, delegation_id=body.delegation_id)


@router.post(
    ONE + "/answers",
    response_model=GroupMemberRead,
    responses=problems(NotFound, GroupFull, ContradictsDoNotMeet, QuotaUsed, WrongStage),
)
def answer_for_group_member(
    member_id: UUID, body: GroupMemberAnswer, actor: WriteActor, db: WriteSession
) -> GroupMember:
    """Come in or stay out, for the delegation that was asked; it may change its mind."""
    return group_members.answer(db, actor, member_id, **body.model_dump())


@router.delete(
    ONE,
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, InUse, RequestDeclined, RequestsClosed, WouldInvalidate, WrongStage),
)
def delete_group_member(member_id: UUID, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit) -> None:
    """Take a delegation out, for the convener and for editors; the tag is that of the group."""
    edit.check(group_members.group_for_convener(db, actor, member_id), GroupRead)
    group_members.delete(db, actor, member_id, accept_impact=accepting.accept_impact)
