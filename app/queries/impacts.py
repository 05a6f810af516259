"""Reading what hangs on slots and tables of a session: meetings, pins, absences."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from app.models import (
    MeetingGroup,
    MeetingTable,
    Pin,
    Placement,
    Slot,
    TimetableStatus,
    TimetableVersion,
    Unavailability,
)

Ids = Collection[UUID]


def latest(session_id: UUID) -> Select[TimetableVersion]:
    """The latest timetable that can be held, by its id and number."""
    return (
        select(TimetableVersion)
        .where(TimetableVersion.session_id == session_id, TimetableVersion.status != TimetableStatus.INFEASIBLE)
        .order_by(TimetableVersion.number.desc())
        .limit(1)
        .options(load_only(TimetableVersion.id, TimetableVersion.number, raiseload=True))
    )


def meetings(version_id: UUID, *, slots: Ids, tables: Ids) -> Select[Placement]:
    """Those of a timetable in these slots and at these tables, in the order of the programme."""
    return (
        select(Placement)
        .join(Placement.slot)
        .join(Placement.table)
        .where(Placement.version_id == version_id, _there(Placement, slots, tables))
        .options(joinedload(Placement.slot), joinedload(Placement.table), selectinload(Placement.parties))
        .order_by(Slot.position, MeetingTable.position)
    )


def numbers(*, slots: Ids, tables: Ids) -> Select[int]:
    """The timetables that have meetings in these slots or at these tables."""
    return (
        select(TimetableVersion.number)
        .join(TimetableVersion.placements)
        .where(_there(Placement, slots, tables))
        .distinct()
        .order_by(TimetableVersion.number)
    )


def pins(*, slots: Ids, tables: Ids) -> Select[Pin]:
    return select(Pin).where(_there(Pin, slots, tables)).order_by(Pin.a_id, Pin.b_id)


def groups(*, slots: Ids, tables: Ids) -> Select[MeetingGroup]:
    """Those that are pinned there."""
    return select(MeetingGroup).where(_there(MeetingGroup, slots, tables)).order_by(MeetingGroup.code)


def absences(slots: Ids) -> Select[Unavailability]:
    """Who has said that it cannot meet in these slots."""
    return (
        select(Unavailability)
        .where(Unavailability.slot_id.in_(slots))
        .order_by(Unavailability.slot_id, Unavailability.delegation_id)
    )


def _there(row: type[Placement | Pin | MeetingGroup], slots: Ids, tables: Ids) -> ColumnElement[bool]:
    return or_(row.slot_id.in_(slots), row.table_id.in_(tables))
