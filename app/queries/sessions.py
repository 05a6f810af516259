"""Reading conference sessions with their programme and room."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, Update, select, update
from sqlalchemy.orm import joinedload, selectinload

from app.models import ConferenceSession, MeetingTable, Slot
from app.queries.sight import Sight

FAR = 1_000_000


def of_conference(conference_id: UUID) -> Select[ConferenceSession]:
    return (
        select(ConferenceSession)
        .where(ConferenceSession.conference_id == conference_id)
        .order_by(ConferenceSession.code)
    )


def of_conference_with_slots(conference_id: UUID) -> Select[ConferenceSession]:
    """With their programmes."""
    return of_conference(conference_id).options(selectinload(ConferenceSession.slots))


def by_id(session_id: UUID, sight: Sight) -> Select[ConferenceSession]:
    return select(ConferenceSession).where(
        ConferenceSession.id == session_id, sight.attends(ConferenceSession.conference_id)
    )


def with_conference(session_id: UUID, sight: Sight) -> Select[ConferenceSession]:
    return by_id(session_id, sight).options(joinedload(ConferenceSession.conference))


def with_room(session_id: UUID, sight: Sight) -> Select[ConferenceSession]:
    """The session with its slots and tables."""
    return by_id(session_id, sight).options(
        joinedload(ConferenceSession.conference),
        selectinload(ConferenceSession.slots),
        selectinload(ConferenceSession.tables).selectinload(MeetingTable.unavailabilities),
    )


def slots(session_id: UUID) -> Select[Slot]:
    """The programme, in order."""
    return select(Slot).where(Slot.session_id == session_id).order_by(Slot.position)


def put_aside(slot_ids: Collection[UUID]) -> Update:
    """Behind all that have a position, so that others can take those; no two may have the same at any time."""
    return update(Slot).where(Slot.id.in_(slot_ids)).values(position=Slot.position + FAR)


def slot(slot_id: UUID, sight: Sight) -> Select[Slot]:
    """With its session, and by whose clock it is."""
    return (
        select(Slot)
        .where(Slot.id == slot_id, sight.attends_session(Slot.session_id))
        .options(joinedload(Slot.session).joinedload(ConferenceSession.conference))
    )


def slots_of_conference(conference_id: UUID) -> Select[Slot]:
    """The slots of all sessions of a conference."""
    return select(Slot).join(Slot.session).where(ConferenceSession.conference_id == conference_id)


def programme(conference_id: UUID) -> Select[Slot]:
    """The slots of all sessions of a conference, one session after the other."""
    return slots_of_conference(conference_id).order_by(ConferenceSession.code, Slot.position)


def own_tables(delegation_id: UUID) -> Select[MeetingTable]:
    """The tables at which a delegation sits alone, one session after the other."""
    return (
        select(MeetingTable)
        .join(MeetingTable.session)
        .where(MeetingTable.delegation_id == delegation_id)
        .order_by(ConferenceSession.code, MeetingTable.position)
    )


def tables(session_id: UUID) -> Select[MeetingTable]:
    """The room, in order."""
    return select(MeetingTable).where(MeetingTable.session_id == session_id).order_by(MeetingTable.position)


def tables_among(session_id: UUID, ids: Collection[UUID]) -> Select[MeetingTable]:
    """Those of these tables that are in the room, in its order, with when they are out of use."""
    return tables(session_id).where(MeetingTable.id.in_(ids)).options(selectinload(MeetingTable.unavailabilities))


def table(table_id: UUID, sight: Sight) -> Select[MeetingTable]:
    """With its session."""
    return (
        select(MeetingTable)
        .where(MeetingTable.id == table_id, sight.attends_session(MeetingTable.session_id))
        .options(joinedload(MeetingTable.session), selectinload(MeetingTable.unavailabilities))
    )
