"""Reading what is fixed in the sessions of a conference, whose hours may be the same."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.models import ConferenceSession, MeetingGroup, Pin, Placement, TimetableVersion
from app.queries.timetables import is_newest


def placements(conference_id: UUID, *, but: UUID | None = None) -> Select[Placement]:
    """The meetings of the newest timetables of its sessions, `but` of one, with their slots and parties."""
    return (
        select(Placement)
        .join(Placement.version)
        .join(TimetableVersion.session)
        .join(Placement.slot)
        .where(_is_of(conference_id, but), is_newest())
        .options(contains_eager(Placement.slot), selectinload(Placement.parties))
    )


def pins(conference_id: UUID, *, but: UUID | None = None) -> Select[Pin]:
    """With their slots."""
    return (
        select(Pin)
        .join(ConferenceSession, ConferenceSession.id == Pin.session_id)
        .where(_is_of(conference_id, but))
        .options(joinedload(Pin.slot))
    )


def groups(conference_id: UUID, *, but: UUID | None = None) -> Select[MeetingGroup]:
    """The groups that are pinned, with their slots and members."""
    return (
        select(MeetingGroup)
        .join(ConferenceSession, ConferenceSession.id == MeetingGroup.session_id)
        .join(MeetingGroup.slot)
        .where(_is_of(conference_id, but))
        .options(contains_eager(MeetingGroup.slot), selectinload(MeetingGroup.members))
    )


def _is_of(conference_id: UUID, but: UUID | None) -> ColumnElement[bool]:
    other = true() if but is None else ConferenceSession.id != but
    return and_(ConferenceSession.conference_id == conference_id, other)
