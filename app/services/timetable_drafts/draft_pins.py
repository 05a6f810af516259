"""Pins as the desk sets them: by the id of a meeting, which is that of two delegations or of a group."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import SessionChanged
from app.matching.scheduling.problem import MeetingId
from app.models import MeetingGroup, Pin
from app.queries import pins as pin_queries
from app.queries import timetable_drafts as queries
from app.services import contradictions, lookup, sessions
from app.services.permissions import Actor
from app.services.timetable_drafts.drafts import Desk

PAIR = 2

At = dict[str, str | None]


def put(db: Session, actor: Actor, desk: Desk, meeting: MeetingId, at: At | None) -> None:
    """Pin a meeting there, or nowhere.

    Raises `Invalid` for one that is not known, `SessionChanged` if it or the place is no longer there, and as
    `pins.create` what contradicts it.
    """
    known = desk.judged.problem.meeting_by_id.get(meeting)
    if known is None:
        raise lookup.invalid("/meeting", "No such meeting.")
    slot_id, table_id = _ids(db, actor, desk, at)
    group = db.scalars(queries.group(desk.session_id, meeting)).one_or_none()
    if group is not None:
        _put_group(group, slot_id, table_id)
    elif len(known.parties) == PAIR:
        _put_pair(db, desk, known.parties, slot_id, table_id)
    else:
        raise SessionChanged(
            "{name} was taken out of the session or renamed while its timetable was made.", name=meeting
        )
    db.flush()


def _put_group(group: MeetingGroup, slot_id: UUID | None, table_id: UUID | None) -> None:
    group.slot_id, group.table_id = slot_id, table_id


def _put_pair(db: Session, desk: Desk, parties: tuple[str, ...], slot_id: UUID | None, table_id: UUID | None) -> None:
    by_party = {party: delegation_id for delegation_id, party in desk.parties.items()}
    a_id, b_id = (by_party[party] for party in parties)
    pin = db.scalars(pin_queries.of_pair(desk.session_id, a_id, b_id)).one_or_none()
    if slot_id is None:
        if pin is not None:
            db.delete(pin)
    elif pin is not None:
        pin.slot_id, pin.table_id = slot_id, table_id
    else:
        contradictions.check_willing(db, desk.session_id, a_id, b_id)
        contradictions.check_not_excluded(db, desk.session_id, a_id, b_id)
        db.add(Pin(session_id=desk.session_id, a_id=a_id, b_id=b_id, slot_id=slot_id, table_id=table_id))


def _ids(db: Session, actor: Actor, desk: Desk, at: At | None) -> tuple[UUID | None, UUID | None]:
    if at is None:
        return None, None
    session = sessions.get(db, actor, desk.session_id)
    slots = {slot.code: slot.id for slot in session.slots}
    tables = {table.code: table.id for table in session.tables}
    return _still_there(slots, at["slot"]), None if at["table"] is None else _still_there(tables, at["table"])


def _still_there(ids: dict[str, UUID], code: str | None) -> UUID:
    if code not in ids:
        raise SessionChanged("{name} was taken out of the session or renamed while its timetable was made.", name=code)
    return ids[code]
