"""Counting what the delegations of a session have asked and wished for."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from app.models import Delegation, GroupMember, MeetingGroup, MeetingRequest, MemberState, Wish, WishKind
from app.queries.meeting_requests import is_live


def requests(session_id: UUID, ids: Collection[UUID], *, now: datetime) -> Select[UUID, int]:
    """How many requests each of the delegations has sent that wait or are accepted; without those that have none."""
    return (
        select(MeetingRequest.requester_id, func.count())
        .where(MeetingRequest.session_id == session_id, MeetingRequest.requester_id.in_(ids), is_live(now))
        .group_by(MeetingRequest.requester_id)
    )


def invitations(session_id: UUID, ids: Collection[UUID]) -> Select[UUID, int]:
    """How many of other sides each of the delegations has asked into its groups that did not decline."""
    convener, asked = aliased(Delegation), aliased(Delegation)
    return (
        select(convener.id, func.count())
        .join(MeetingGroup, MeetingGroup.convener_id == convener.id)
        .join(GroupMember, GroupMember.group_id == MeetingGroup.id)
        .join(asked, asked.id == GroupMember.delegation_id)
        .where(MeetingGroup.session_id == session_id, convener.id.in_(ids))
        .where(GroupMember.state != MemberState.DECLINED, asked.side != convener.side)
        .group_by(convener.id)
    )


def wishes(session_id: UUID, ids: Collection[UUID], kind: WishKind) -> Select[UUID, int]:
    """How many wishes of a kind each of the delegations has; without those that have none."""
    return (
        select(Wish.delegation_id, func.count())
        .where(Wish.session_id == session_id, Wish.delegation_id.in_(ids), Wish.kind == kind)
        .group_by(Wish.delegation_id)
    )
