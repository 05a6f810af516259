"""Which delegations are matched with which, for what is shown to matched ones only: the one place that says so."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.models import (
    DelegationPair,
    GroupMember,
    MeetingGroup,
    MeetingRequest,
    MemberState,
    MustMeet,
    RequestStatus,
    Wish,
    WishKind,
)
from app.queries import meeting_requests
from app.queries.sight import Key


def of(own: Collection[UUID], other_id: Key) -> ColumnElement[bool]:
    """Whether the other delegation is matched with one of the own ones, in any session.

    It is if each wishes to meet the other, if it asks one of them or either has accepted, if both have agreed to one
    group, or the organiser insists that they meet. A wish or a request of one's own is no match: it takes the other, or
    anybody could open what is for matched ones. Nor is that it wishes alone: what is shown would tell of it.

    Nothing matches those of whom one does not want to meet the other in that session. What is shown does not tell who
    that is: one's own word one knows, and the other can't say it before it has taken back what matched the two.
    """
    live = meeting_requests.is_live(datetime.now(UTC))
    willing = or_(MeetingRequest.status == RequestStatus.ACCEPTED, MeetingRequest.requester_id == other_id)
    return or_(
        other_id.in_(_wishing_back(own)),
        _paired(MeetingRequest, own, other_id, live, willing),
        _paired(MustMeet, own, other_id),
        other_id.in_(_in_one_group(own)),
    )


def _wishing_back(own: Collection[UUID]) -> Select[UUID]:
    """Who wishes to meet one of the own delegations that wishes to meet them in that session, too."""
    mine, theirs = aliased(Wish), aliased(Wish)
    back = and_(
        theirs.session_id == mine.session_id,
        theirs.delegation_id == mine.target_id,
        theirs.target_id == mine.delegation_id,
    )
    return (
        select(theirs.delegation_id)
        .join(mine, back)
        .where(mine.delegation_id.in_(own), mine.kind == WishKind.RANKED, theirs.kind == WishKind.RANKED)
    )


def _in_one_group(own: Collection[UUID]) -> Select[UUID]:
    """Who agreed to groups to which one of the own delegations did."""
    mine, other = aliased(GroupMember), aliased(GroupMember)
    return (
        select(other.delegation_id)
        .join(mine, mine.group_id == other.group_id)
        .join(MeetingGroup, MeetingGroup.id == mine.group_id)
        .where(mine.delegation_id.in_(own), mine.state == MemberState.AGREED, other.state == MemberState.AGREED)
        .where(~_refused(MeetingGroup.session_id, mine.delegation_id, other.delegation_id))
    )


def _paired(
    pair: type[DelegationPair], own: Collection[UUID], other_id: Key, *where: ColumnElement[bool]
) -> ColumnElement[bool]:
    willing = ~_refused(pair.session_id, pair.a_id, pair.b_id)
    return or_(
        other_id.in_(select(pair.b_id).where(pair.a_id.in_(own), willing, *where)),
        other_id.in_(select(pair.a_id).where(pair.b_id.in_(own), willing, *where)),
    )


def _refused(session_id: Key, one_id: Key, other_id: Key) -> ColumnElement[bool]:
    """Whether one of the two does not want to meet the other."""
    return exists().where(
        Wish.session_id == session_id,
        Wish.kind == WishKind.DO_NOT_MEET,
        or_(
            and_(Wish.delegation_id == one_id, Wish.target_id == other_id),
            and_(Wish.delegation_id == other_id, Wish.target_id == one_id),
        ),
    )
