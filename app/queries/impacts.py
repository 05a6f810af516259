"""Reading what hangs on slots, tables and interpreters of a session: meetings, pins, absences."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from app.models import (
    Delegation,
    DelegationMode,
    InterpreterUnavailability,
    MeetingGroup,
    MeetingTable,
    Pin,
    Placement,
    PlacementInterpreter,
    PlacementParty,
    Slot,
    TimetableStatus,
    TimetableVersion,
    Unavailability,
)

Ids = Collection[UUID]
Where = ColumnElement[bool]


def latest(session_id: UUID) -> Select[TimetableVersion]:
    """The latest timetable that can be held, by its id and number."""
    return (
        select(TimetableVersion)
        .where(TimetableVersion.session_id == session_id, TimetableVersion.status != TimetableStatus.INFEASIBLE)
        .order_by(TimetableVersion.number.desc())
        .limit(1)
        .options(load_only(TimetableVersion.id, TimetableVersion.number, raiseload=True))
    )


def meetings(version_id: UUID, where: Where) -> Select[Placement]:
    """Those of a timetable, in the order of the programme."""
    return (
        select(Placement)
        .join(Placement.slot)
        .join(Placement.table)
        .where(Placement.version_id == version_id, where)
        .options(joinedload(Placement.slot), joinedload(Placement.table), selectinload(Placement.parties))
        .order_by(Slot.position, MeetingTable.position)
    )


def numbers(where: Where) -> Select[int]:
    """The timetables that have such meetings."""
    return (
        select(TimetableVersion.number)
        .join(TimetableVersion.placements)
        .where(where)
        .distinct()
        .order_by(TimetableVersion.number)
    )


def pins(where: Where) -> Select[Pin]:
    return select(Pin).where(where).order_by(Pin.a_id, Pin.b_id)


def groups(where: Where) -> Select[MeetingGroup]:
    return select(MeetingGroup).where(where).order_by(MeetingGroup.code)


def absences(slots: Ids) -> Select[Unavailability]:
    """Who has said that it cannot meet in these slots."""
    return (
        select(Unavailability)
        .where(Unavailability.slot_id.in_(slots))
        .order_by(Unavailability.slot_id, Unavailability.delegation_id)
    )


def interpreters_away(slots: Ids) -> Select[InterpreterUnavailability]:
    """Who cannot interpret in these slots."""
    return (
        select(InterpreterUnavailability)
        .where(InterpreterUnavailability.slot_id.in_(slots))
        .order_by(InterpreterUnavailability.slot_id, InterpreterUnavailability.interpreter_id)
    )


def there(row: type[Placement | Pin | MeetingGroup], *, slots: Ids = (), tables: Ids = ()) -> Where:
    """Meetings in these slots and at these tables."""
    return or_(row.slot_id.in_(slots), row.table_id.in_(tables))


def online() -> Where:
    """Meetings with somebody who is on line."""
    is_online = PlacementParty.delegation.has(Delegation.mode == DelegationMode.ONLINE)
    return Placement.parties.any(is_online)


def served(interpreter_id: UUID, *, slots: Ids | None = None) -> Where:
    """Meetings with an interpreter; only those in these slots, if some are named."""
    serves = Placement.interpreters.any(PlacementInterpreter.interpreter_id == interpreter_id)
    return serves if slots is None else and_(serves, Placement.slot_id.in_(slots))
