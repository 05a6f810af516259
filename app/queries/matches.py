"""Which delegations are matched with which, for what is shown to matched ones only: the one place that says so."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased

from app.models import DelegationPair, GroupMember, MeetingRequest, MemberState, MustMeet, Wish, WishKind
from app.queries import meeting_requests
from app.queries.sight import Key


def of(own: Collection[UUID], other_id: Key) -> ColumnElement[bool]:
    """Whether one of the own delegations is matched with the other one, in any session.

    It is if either wishes to meet the other or has asked it, if both have agreed to one group, or the organiser insists
    that they meet. That one does not want to meet the other changes nothing: what is shown would else tell of it.
    """
    ranked = Wish.kind == WishKind.RANKED
    return or_(
        other_id.in_(select(Wish.target_id).where(ranked, Wish.delegation_id.in_(own))),
        other_id.in_(select(Wish.delegation_id).where(ranked, Wish.target_id.in_(own))),
        _paired(MeetingRequest, own, other_id, meeting_requests.is_live(datetime.now(UTC))),
        _paired(MustMeet, own, other_id),
        other_id.in_(_in_one_group(own)),
    )


def _in_one_group(own: Collection[UUID]) -> Select[UUID]:
    """Who agreed to groups to which one of the own delegations did."""
    mine, other = aliased(GroupMember), aliased(GroupMember)
    return (
        select(other.delegation_id)
        .join(mine, mine.group_id == other.group_id)
        .where(mine.delegation_id.in_(own), mine.state == MemberState.AGREED, other.state == MemberState.AGREED)
    )


def _paired(
    pair: type[DelegationPair], own: Collection[UUID], other_id: Key, *where: ColumnElement[bool]
) -> ColumnElement[bool]:
    return or_(
        other_id.in_(select(pair.b_id).where(pair.a_id.in_(own), *where)),
        other_id.in_(select(pair.a_id).where(pair.b_id.in_(own), *where)),
    )
