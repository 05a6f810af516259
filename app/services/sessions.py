"""Conference sessions: the sitting itself, its programme of slots and its room of tables."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, InUse, NotFound
from app.models import ConferenceSession, MeetingTable, SideRule, Slot
from app.queries import delegations, sessions
from app.services import conferences, formats, lookup, own_tables, slot_grids, stages
from app.services.lookup import Page
from app.services.permissions import Actor
from app.services.slot_grids import SlotGrid


def page(db: Session, actor: Actor, conference_id: UUID, *, limit: int, cursor: str | None) -> Page[ConferenceSession]:
    conference = conferences.get(db, actor, conference_id)
    return lookup.page(db, sessions.of_conference(conference.id), limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, session_id: UUID) -> ConferenceSession:
    """The session with its slots and tables."""
    return lookup.one(db, sessions.with_room(session_id, actor.sight), NotFound("No such session."))


def plain(db: Session, actor: Actor, session_id: UUID) -> ConferenceSession:
    """The session without its slots and tables."""
    return lookup.one(db, sessions.by_id(session_id, actor.sight), NotFound("No such session."))


def locked(db: Session, actor: Actor, session_id: UUID) -> ConferenceSession:
    """The session, on which nobody else decides who meets whom until this transaction ends."""
    return lookup.one(db, sessions.by_id(session_id, actor.sight).with_for_update(), NotFound("No such session."))


def locked_for_editor(db: Session, actor: Actor, session_id: UUID) -> ConferenceSession:
    """As `locked`. Raises `Forbidden` but to editors, and `WrongStage` where nothing changes any more."""
    session = plain(db, actor, session_id)
    # The conference first, as for those who delete it with its sessions: else two could wait for each other.
    stages.require_editor(db, actor, session.conference_id)
    return locked(db, actor, session_id)


def create(
    db: Session, actor: Actor, conference_id: UUID, *, values: dict[str, Any], grid: SlotGrid | None = None
) -> ConferenceSession:
    """With `slots` and `tables` in `values`; a `grid` gives the slots by rule. The format gives what is left out.

    Raises `Forbidden` but to editors, `Duplicate` if the code is taken, `Invalid` for a bad programme or an unknown
    format, and `OwnTablesClash`.
    """
    conference = conferences.get(db, actor, conference_id)
    stages.require_editor(db, actor, conference.id)
    slots, tables = values.pop("slots"), values.pop("tables")
    if grid is not None:
        slots = [slot._asdict() for slot in slot_grids.programme(conference, grid, pointer="/grid")]
    template = _template(values)
    rules = template.pop("side_rules", [])
    session = ConferenceSession(conference_id=conference.id, **template)
    with lookup.refused_as(db, _code_taken(values)):
        db.add(session)
    db.add_all(SideRule(session_id=session.id, **rule) for rule in rules)
    _add_slots(db, session, slots)
    for position, table in enumerate(tables):
        _add_table(db, session, table, position=position, pointer=f"/tables/{position}")
    own_tables.check_session(db, session)
    return lookup.reloaded(db, sessions.with_room(session.id, actor.sight))


def update(db: Session, actor: Actor, session_id: UUID, *, values: dict[str, Any]) -> ConferenceSession:
    """Raises `Forbidden` but to editors, `Duplicate` if the code is taken."""
    session = get(db, actor, session_id)
    stages.require_editor(db, actor, session.conference_id)
    with lookup.refused_as(db, _code_taken(values)):
        lookup.change(session, values)
    return session


def delete(db: Session, actor: Actor, session_id: UUID) -> None:
    """Raises `Forbidden` but to editors, `InUse` if the session has a run or a timetable."""
    session = get(db, actor, session_id)
    stages.require_editor(db, actor, session.conference_id)
    lookup.delete(db, session, unless=InUse("This session has runs or timetables."))


def append_slot(db: Session, actor: Actor, session_id: UUID, *, values: dict[str, Any]) -> Slot:
    """Add a slot at the end of the programme.

    Raises `Forbidden` but to editors, `Invalid` if it does not fit there, `Duplicate` for its code.
    """
    session = locked_for_editor(db, actor, session_id)
    earlier = db.scalars(sessions.slots(session.id)).all()
    slot = Slot(session_id=session.id, position=earlier[-1].position + 1 if earlier else 0, **values)
    _check_programme([*earlier, slot], pointers=[""] * (len(earlier) + 1))
    with lookup.refused_as(db, Duplicate("There is a slot with the code {code} already.", code=slot.code)):
        db.add(slot)
    return slot


def delete_slot(db: Session, actor: Actor, slot_id: UUID) -> None:
    """Raises `Forbidden` but to editors, `InUse` if a meeting is pinned or placed in the slot."""
    slot = lookup.one(db, sessions.slot(slot_id, actor.sight), NotFound("No such slot."))
    stages.require_editor(db, actor, slot.session.conference_id)
    lookup.delete(db, slot, unless=InUse("Meetings are pinned or placed in this slot."))


def append_table(db: Session, actor: Actor, session_id: UUID, *, values: dict[str, Any]) -> MeetingTable:
    """Add a table at the end of the room.

    Raises `Forbidden` but to editors, `Duplicate` for its code, `Invalid` for an unknown delegation, and
    `OwnTablesClash`.
    """
    session = locked_for_editor(db, actor, session_id)
    earlier = db.scalars(sessions.tables(session.id)).all()
    position = earlier[-1].position + 1 if earlier else 0
    table = _add_table(db, session, values, position=position)
    own_tables.check_session(db, session)
    return table


def delete_table(db: Session, actor: Actor, table_id: UUID) -> None:
    """Raises `Forbidden` but to editors, `InUse` if a meeting is pinned or placed at the table."""
    table = lookup.one(db, sessions.table(table_id, actor.sight), NotFound("No such table."))
    stages.require_editor(db, actor, table.session.conference_id)
    lookup.delete(db, table, unless=InUse("Meetings are pinned or placed at this table."))


def _template(values: dict[str, Any]) -> dict[str, Any]:
    """The values, with what the format gives where they have nothing; key by key in the policy."""
    if values["format_code"] is None:
        return values
    template = dict(formats.of_meetings(values["format_code"], pointer="/format_code").template or {})
    return template | values | {"policy": template["policy"] | values["policy"]}


def _add_slots(db: Session, session: ConferenceSession, values: Sequence[dict[str, Any]]) -> None:
    slots = [Slot(session_id=session.id, position=i, **slot) for i, slot in enumerate(values)]
    _check_programme(slots, pointers=[f"/slots/{i}" for i in range(len(slots))])
    with lookup.refused_as(db, Duplicate("Two slots have the same code.")):
        db.add_all(slots)


def _check_programme(slots: Sequence[Slot], *, pointers: Sequence[str]) -> None:
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


def _add_table(
    db: Session, session: ConferenceSession, values: dict[str, Any], *, position: int, pointer: str = ""
) -> MeetingTable:
    owner = values["delegation_id"]
    if owner is not None and not db.scalars(delegations.among(session.conference_id, [owner])).all():
        raise lookup.invalid(f"{pointer}/delegation_id", "No such delegation at this conference.")
    table = MeetingTable(session_id=session.id, position=position, **values)
    with lookup.refused_as(db, Duplicate("There is a table with the code {code} already.", code=table.code)):
        db.add(table)
    return table


def _code_taken(values: dict[str, Any]) -> Duplicate:
    return Duplicate("This conference has a session with the code {code} already.", code=values["code"])
