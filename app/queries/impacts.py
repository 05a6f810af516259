"""Reading what hangs on slots, tables and interpreters of a session: meetings, pins, absences."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, load_only, selectinload

from app.models import (
    ConferenceSession,
    Delegation,
    DelegationMode,
    GroupMember,
    Interpreter,
    InterpreterUnavailability,
    MeetingGroup,
    MeetingTable,
    MemberState,
    Pin,
    Placement,
    PlacementInterpreter,
    PlacementParty,
    Slot,
    TableUnavailability,
    TimetableVersion,
    Unavailability,
)
from app.queries.timetables import is_newest, is_told

Ids = Collection[UUID]
Where = ColumnElement[bool]
ANYWHERE: Where = true()


def gone_by(session_ids: Ids) -> Select[TimetableVersion]:
    """Of each of the sessions the latest timetable that can be held, and the one that delegations know."""
    return (
        select(TimetableVersion)
        .join(TimetableVersion.session)
        .join(ConferenceSession.conference)
        .where(TimetableVersion.session_id.in_(session_ids), or_(is_newest(), is_told()))
        .options(load_only(TimetableVersion.id, TimetableVersion.session_id, TimetableVersion.number, raiseload=True))
        .order_by(ConferenceSession.code, TimetableVersion.number)
    )


def meetings(version_ids: Ids, where: Where = ANYWHERE) -> Select[Placement]:
    """Those of some timetables, each in the order of the programme."""
    return (
        select(Placement)
        .join(Placement.version)
        .join(TimetableVersion.session)
        .join(Placement.slot)
        .join(Placement.table)
        .where(Placement.version_id.in_(version_ids), where)
        .options(contains_eager(Placement.slot), contains_eager(Placement.table), selectinload(Placement.parties))
        .order_by(ConferenceSession.code, TimetableVersion.number, Slot.position, MeetingTable.position)
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


def tables_away(slots: Ids) -> Select[TableUnavailability]:
    """Which tables are out of use in these slots."""
    return (
        select(TableUnavailability)
        .where(TableUnavailability.slot_id.in_(slots))
        .order_by(TableUnavailability.slot_id, TableUnavailability.table_id)
    )


def at(row: type[Placement | Pin | MeetingGroup], *, slots: Ids, tables: Ids) -> Where:
    """Meetings in one of these slots and at one of these tables."""
    return and_(row.slot_id.in_(slots), row.table_id.in_(tables))


def there(row: type[Placement | Pin | MeetingGroup], *, slots: Ids = (), tables: Ids = ()) -> Where:
    """Meetings in these slots and at these tables."""
    return or_(row.slot_id.in_(slots), row.table_id.in_(tables))


def named(meetings: Collection[str]) -> Where:
    """Meetings with these ids."""
    return Placement.meeting.in_(meetings)


def of_party(delegation_id: UUID) -> Where:
    """Meetings of a delegation."""
    return Placement.parties.any(PlacementParty.delegation_id == delegation_id)


def convened_by(delegation_id: UUID) -> Where:
    """Groups of a delegation."""
    return MeetingGroup.convener_id == delegation_id


def agreed_to(delegation_id: UUID) -> Where:
    """Groups to which a delegation has agreed to come."""
    return MeetingGroup.members.any(
        and_(GroupMember.delegation_id == delegation_id, GroupMember.state == MemberState.AGREED)
    )


def own_tables(delegation_id: UUID) -> Select[MeetingTable]:
    """Those that are a delegation's alone, in all sessions."""
    return select(MeetingTable).where(MeetingTable.delegation_id == delegation_id).order_by(MeetingTable.code)


def online() -> Where:
    """Meetings with somebody who is on line."""
    is_online = PlacementParty.delegation.has(Delegation.mode == DelegationMode.ONLINE)
    return Placement.parties.any(is_online)


def served(interpreter_id: UUID, *, slots: Ids | None = None) -> Where:
    """Meetings with an interpreter; only those in these slots, if some are named."""
    serves = Placement.interpreters.any(PlacementInterpreter.interpreter_id == interpreter_id)
    return serves if slots is None else and_(serves, Placement.slot_id.in_(slots))


def slots_of(ids: Ids) -> Select[Slot]:
    """By the clock of their conference."""
    clocked = joinedload(Slot.session).joinedload(ConferenceSession.conference)
    return select(Slot).where(Slot.id.in_(ids)).options(clocked)


def tables_of(ids: Ids) -> Select[MeetingTable]:
    return select(MeetingTable).where(MeetingTable.id.in_(ids))


def interpreters_of(ids: Ids) -> Select[Interpreter]:
    return select(Interpreter).where(Interpreter.id.in_(ids))
