"""The programme of slots and the room of tables that a session is laid out with, and whether they fit."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate
from app.models import ConferenceSession, MeetingTable, Slot, TableUnavailability
from app.queries import delegations, sessions
from app.services import lookup


def add_slots(db: Session, session: ConferenceSession, values: Sequence[dict[str, Any]]) -> None:
    """Raises `Invalid` for a programme that is none, `Duplicate` for two slots of one code."""
    slots = [Slot(session_id=session.id, position=i, **slot) for i, slot in enumerate(values)]
    check_programme(slots, pointers=[f"/slots/{i}" for i in range(len(slots))])
    with lookup.refused_as(db, Duplicate("Two slots have the same code.")):
        db.add_all(slots)


def check_programme(slots: Sequence[Slot], *, pointers: Sequence[str]) -> None:
    """Slots follow each other in time, and those of a period follow each other in the list."""
    left: set[str] = set()
    for previous, slot, pointer in zip([None, *slots], slots, pointers, strict=False):
        if slot.ends_at <= slot.starts_at:
            raise lookup.invalid(f"{pointer}/ends_at", "A slot ends after it starts.")
        if previous is None:
            continue
        if slot.starts_at < previous.ends_at:
            raise lookup.invalid(f"{pointer}/starts_at", "A slot starts when the one before it has ended.")
        if slot.period != previous.period:
            left.add(previous.period)
        if slot.period in left:
            raise lookup.invalid(f"{pointer}/period", "The slots of a period follow each other.")


def add_table(
    db: Session, session: ConferenceSession, values: dict[str, Any], *, position: int, pointer: str = ""
) -> MeetingTable:
    """Raises `Invalid` for an unknown delegation, `Duplicate` for a table's code."""
    check_owner(db, session, values["delegation_id"], pointer=pointer)
    table = MeetingTable(session_id=session.id, position=position, unavailabilities=[], **values)
    with lookup.refused_as(db, table_taken(table.code)):
        db.add(table)
    return table


def put_out_of_use(db: Session, session_id: UUID, tables: Iterable[MeetingTable], slot_ids: Sequence[UUID]) -> None:
    """Tables of a session, in exactly these slots. Raises `Invalid` for one that is not of the session."""
    known = {slot.id for slot in db.scalars(sessions.slots(session_id))}
    for i, slot_id in enumerate(slot_ids):
        if slot_id not in known:
            raise lookup.invalid(f"/unavailable_slot_ids/{i}", "No such slot in this session.")
    for table in tables:
        kept = {row.slot_id: row for row in table.unavailabilities}
        table.unavailabilities = [kept.get(slot_id) or TableUnavailability(slot_id=slot_id) for slot_id in slot_ids]


def check_owner(db: Session, session: ConferenceSession, owner_id: UUID | None, *, pointer: str = "") -> None:
    """Raises `Invalid` for a delegation that is not at the conference."""
    if owner_id is not None and not db.scalars(delegations.among(session.conference_id, [owner_id])).all():
        raise lookup.invalid(f"{pointer}/delegation_id", "No such delegation at this conference.")


def table_taken(code: str) -> Duplicate:
    return Duplicate("There is a table with the code {code} already.", code=code)


def slot_taken(code: str) -> Duplicate:
    return Duplicate("There is a slot with the code {code} already.", code=code)


def revise(session: ConferenceSession) -> None:
    """What belongs to the session has changed, which makes it a new revision."""
    session.updated_at = datetime.now(UTC)
