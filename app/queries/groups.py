"""Reading groups: they are for those who are asked into them, and for organisers."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select, tuple_
from sqlalchemy.orm import aliased, selectinload

from app.models import GroupMember, MeetingGroup, MeetingValue, MemberState, Placement
from app.queries.sight import Sight


def of_session(session_id: UUID) -> Select[MeetingGroup]:
    """With their members, by code."""
    return _loaded().where(MeetingGroup.session_id == session_id).order_by(MeetingGroup.code)


def visible(session_id: UUID, sight: Sight) -> Select[MeetingGroup]:
    return of_session(session_id).where(_is_seen(sight))


def names(session_id: UUID) -> Select[UUID, str, str]:
    """By what those of the session are found."""
    return select(MeetingGroup.id, MeetingGroup.code, MeetingGroup.theme).where(MeetingGroup.session_id == session_id)


def by_id(group_id: UUID, sight: Sight) -> Select[MeetingGroup]:
    return _loaded().where(MeetingGroup.id == group_id, _is_seen(sight))


def of_member(member_id: UUID, sight: Sight) -> Select[MeetingGroup]:
    """The group of one of its members."""
    is_in = exists().where(GroupMember.group_id == MeetingGroup.id, GroupMember.id == member_id)
    return _loaded().where(is_in, _is_seen(sight))


def agreed_with(session_id: UUID, delegation_id: UUID, other_id: UUID) -> Select[MeetingGroup]:
    """Into which the one has agreed to go, and where the other is or may come."""
    own, others = aliased(GroupMember), aliased(GroupMember)
    return (
        select(MeetingGroup)
        .join(own, own.group_id == MeetingGroup.id)
        .join(others, others.group_id == MeetingGroup.id)
        .where(
            MeetingGroup.session_id == session_id,
            own.delegation_id == delegation_id,
            own.state == MemberState.AGREED,
            others.delegation_id == other_id,
            others.state != MemberState.DECLINED,
        )
    )


def behind(placements: Collection[Placement]) -> Select[MeetingGroup]:
    """Those that meet in these placements, which are loaded with their versions."""
    keys = {(placement.version.session_id, placement.meeting) for placement in placements}
    return select(MeetingGroup).where(tuple_(MeetingGroup.session_id, MeetingGroup.code).in_([*keys]))


def given_values(session_id: UUID, code: str) -> Select[MeetingValue]:
    """The meeting of two that has this code as its id."""
    return select(MeetingValue).where(MeetingValue.session_id == session_id, MeetingValue.code == code)


def _loaded() -> Select[MeetingGroup]:
    return select(MeetingGroup).options(selectinload(MeetingGroup.members))


def _is_seen(sight: Sight) -> ColumnElement[bool]:
    asked = aliased(GroupMember)
    own = exists().where(asked.group_id == MeetingGroup.id, sight.is_of(asked.delegation_id))
    return or_(sight.organises_session(MeetingGroup.session_id), own)
