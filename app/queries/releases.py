"""Reading the timetables that a release is about: those that delegations know, and those that they would be told of."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, load_only

from app.models import ConferenceSession, Placement, TimetableStatus, TimetableVersion
from app.queries.timetables import PARTIES, is_newest

_JUDGED = (
    TimetableVersion.id,
    TimetableVersion.session_id,
    TimetableVersion.number,
    TimetableVersion.goals,
    TimetableVersion.run_data,
    TimetableVersion.instance_digest,
)
"""What says which version it is, how it came about, and how good it is."""


def versions(conference_id: UUID) -> Select[TimetableVersion]:
    """Of each session the newest that can be held, and the one that was told last, without what they place."""
    was_told = TimetableVersion.number == ConferenceSession.told_number
    return (
        select(TimetableVersion)
        .join(TimetableVersion.session)
        .where(ConferenceSession.conference_id == conference_id, or_(is_newest(), was_told))
        .options(load_only(*_JUDGED, raiseload=True))
        .order_by(TimetableVersion.number)
    )


def calculated(conference_id: UUID) -> Select[TimetableVersion]:
    """Of each session the newest that can be held and that a run has made, without what it places."""
    last = aliased(TimetableVersion)
    newest = (
        select(func.max(last.number))
        .where(
            last.session_id == TimetableVersion.session_id,
            last.run_id.is_not(None),
            last.status != TimetableStatus.INFEASIBLE,
        )
        .scalar_subquery()
    )
    return (
        select(TimetableVersion)
        .join(TimetableVersion.session)
        .where(ConferenceSession.conference_id == conference_id, TimetableVersion.number == newest)
        .options(load_only(*_JUDGED, raiseload=True))
    )


def placements(version_ids: Collection[UUID]) -> Select[Placement]:
    """All that some versions place, with where and for whom."""
    return (
        select(Placement)
        .where(Placement.version_id.in_(version_ids))
        .options(joinedload(Placement.slot), joinedload(Placement.table), PARTIES)
    )
