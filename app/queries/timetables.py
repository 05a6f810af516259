"""Reading timetable versions."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import defer, joinedload, selectinload

from app.models import Delegation, Placement, PlacementParty, TimetableVersion
from app.queries.sight import Sight


def of_session(session_id: UUID) -> Select[TimetableVersion]:
    """The newest first, without what they place."""
    return (
        select(TimetableVersion)
        .where(TimetableVersion.session_id == session_id)
        .order_by(TimetableVersion.number.desc())
        .options(defer(TimetableVersion.unplaced, raiseload=True))
    )


def by_id(version_id: UUID, sight: Sight) -> Select[TimetableVersion]:
    """One version with all it places, and the names of where and for whom."""
    party = selectinload(Placement.parties).joinedload(PlacementParty.delegation).joinedload(Delegation.organisation)
    places = selectinload(TimetableVersion.placements)
    return _one(version_id, sight).options(
        places.options(joinedload(Placement.slot), joinedload(Placement.table), party)
    )


def with_placements(version_id: UUID, sight: Sight) -> Select[TimetableVersion]:
    """One version with all it places, for those who know slots, tables and delegations by their ids."""
    return _one(version_id, sight).options(selectinload(TimetableVersion.placements).selectinload(Placement.parties))


def with_spots(version_id: UUID, sight: Sight) -> Select[TimetableVersion]:
    """One version with all it places and where, but not for whom."""
    places = selectinload(TimetableVersion.placements)
    return _one(version_id, sight).options(places.options(joinedload(Placement.slot), joinedload(Placement.table)))


def _one(version_id: UUID, sight: Sight) -> Select[TimetableVersion]:
    return select(TimetableVersion).where(
        TimetableVersion.id == version_id, sight.organises_session(TimetableVersion.session_id)
    )
