"""Counting what a delegation has done for its conference."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from app.models import (
    ConferenceSession,
    GroupMember,
    Interest,
    InterestState,
    MeetingGroup,
    MeetingRequest,
    MemberState,
    RequestStatus,
    SignOffState,
    Wish,
    WishKind,
)
from app.queries.meeting_requests import current_status, seen_by
from app.queries.sight import Sight


def interests(kind: type[Interest], delegation_id: UUID) -> Select[InterestState, int]:
    """How many are in each state."""
    return select(kind.state, func.count()).where(kind.delegation_id == delegation_id).group_by(kind.state)


def to_approve(delegation_id: UUID, states: Collection[InterestState]) -> Select[Interest]:
    """What its head is asked to approve, in the order of the list."""
    asked = (Interest.sign_off == SignOffState.ASKED, Interest.state.in_(states))
    return (
        select(Interest)
        .where(Interest.delegation_id == delegation_id, *asked)
        .order_by(Interest.kind, Interest.priority, Interest.code)
    )


def invited(delegation_id: UUID) -> Select[UUID]:
    """The session of each group that waits for its answer."""
    return (
        select(MeetingGroup.session_id)
        .join(GroupMember, GroupMember.group_id == MeetingGroup.id)
        .join(ConferenceSession, ConferenceSession.id == MeetingGroup.session_id)
        .where(GroupMember.delegation_id == delegation_id, GroupMember.state == MemberState.INVITED)
        .order_by(ConferenceSession.code, MeetingGroup.code)
    )


def ranked_wishes(delegation_id: UUID) -> Select[int]:
    return select(func.count()).where(Wish.delegation_id == delegation_id, Wish.kind == WishKind.RANKED)


def waiting(delegation_id: UUID, sight: Sight, *, now: datetime) -> Select[MeetingRequest]:
    """Requests of others that wait for the delegation's answer: what has to be answered first is first."""
    return (
        seen_by(sight)
        .where(
            or_(MeetingRequest.a_id == delegation_id, MeetingRequest.b_id == delegation_id),
            MeetingRequest.requester_id != delegation_id,
            current_status(now) == RequestStatus.SENT,
        )
        .order_by(MeetingRequest.expires_at.is_(None), MeetingRequest.expires_at, MeetingRequest.id)
    )
