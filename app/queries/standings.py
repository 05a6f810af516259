"""Counting what a delegation has done for its conference."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from app.models import Interest, InterestState, MeetingRequest, RequestStatus, Wish, WishKind
from app.queries.meeting_requests import current_status, seen_by
from app.queries.sight import Sight


def interests(kind: type[Interest], delegation_id: UUID) -> Select[InterestState, int]:
    """How many are in each state."""
    return select(kind.state, func.count()).where(kind.delegation_id == delegation_id).group_by(kind.state)


def ranked_wishes(delegation_id: UUID) -> Select[int]:
    return select(func.count()).where(Wish.delegation_id == delegation_id, Wish.kind == WishKind.RANKED)


def waiting(delegation_id: UUID, sight: Sight, *, now: datetime) -> Select[MeetingRequest]:
    """Requests of others that wait for the delegation's answer."""
    return seen_by(sight).where(
        or_(MeetingRequest.a_id == delegation_id, MeetingRequest.b_id == delegation_id),
        MeetingRequest.requester_id != delegation_id,
        current_status(now) == RequestStatus.SENT,
    )
