"""Counting what the delegations of a session have asked and wished for."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from app.models import MeetingRequest, Wish, WishKind
from app.queries.meeting_requests import is_live


def requests(session_id: UUID, ids: Collection[UUID], *, now: datetime) -> Select[UUID, int]:
    """How many requests each of the delegations has sent that wait or are accepted; without those that have none."""
    return (
        select(MeetingRequest.requester_id, func.count())
        .where(MeetingRequest.session_id == session_id, MeetingRequest.requester_id.in_(ids), is_live(now))
        .group_by(MeetingRequest.requester_id)
    )


def wishes(session_id: UUID, ids: Collection[UUID], kind: WishKind) -> Select[UUID, int]:
    """How many wishes of a kind each of the delegations has; without those that have none."""
    return (
        select(Wish.delegation_id, func.count())
        .where(Wish.session_id == session_id, Wish.delegation_id.in_(ids), Wish.kind == kind)
        .group_by(Wish.delegation_id)
    )
