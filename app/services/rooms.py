"""The room of a session: its tables."""

from collections.abc import Iterable, Sequence
from itertools import count, islice
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import InUse, NotFound
from app.models import ConferenceSession, MeetingTable, Role
from app.queries import sessions as queries
from app.services import frame_impacts, impact_checks, layouts, likeness, lookup, own_tables, sessions
from app.services.impacts import Impact
from app.services.permissions import Actor, require_organiser

Values = dict[str, Any]


def table(db: Session, actor: Actor, table_id: UUID) -> MeetingTable:
    """With its session."""
    return lookup.one(db, queries.table(table_id, actor.sight), NotFound("No such table."))


def table_for_editor(db: Session, actor: Actor, table_id: UUID) -> MeetingTable:
    """The same to be changed. Raises `Forbidden` but to editors."""
    found = table(db, actor, table_id)
    require_organiser(actor, found.session.conference_id, Role.EDITOR)
    return found


def append(db: Session, actor: Actor, session_id: UUID, *, values: Values) -> MeetingTable:
    """Add a table at the end of the room.

    Raises `Forbidden` but to editors, `Duplicate` for its code, `Invalid` for an unknown delegation, and
    `OwnTablesClash`.
    """
    session = sessions.awaited_for_editor(db, actor, session_id)
    slot_ids = values.pop("unavailable_slot_ids")
    earlier = db.scalars(queries.tables(session.id)).all()
    likeness.check_free(db, MeetingTable, session.id, values["code"], layouts.table_taken)
    values["zone"] = likeness.spelt(values["zone"], (each.zone for each in earlier))
    position = earlier[-1].position + 1 if earlier else 0
    new = layouts.add_table(db, session, values, position=position)
    layouts.put_out_of_use(db, session.id, [new], slot_ids)
    own_tables.check_session(db, session)
    layouts.revise(session)
    return lookup.reloaded(db, queries.table(new.id, actor.sight))


def extend(
    db: Session, actor: Actor, session_id: UUID, *, number: int, zone: str | None, features: Sequence[str]
) -> None:
    """Add so many tables alike, called T01, T02 and so on, without those codes that are taken. Raises as `append`."""
    session = sessions.awaited_for_editor(db, actor, session_id)
    taken = {each.code.casefold() for each in db.scalars(queries.tables(session.id))}
    free = (code for code in map("T{:02}".format, count(1)) if code.casefold() not in taken)
    for code in islice(free, number):
        alike = {"code": code, "zone": zone, "features": list(features), "delegation_id": None}
        alike["unavailable_slot_ids"] = []
        append(db, actor, session_id, values=alike)


def update(db: Session, actor: Actor, table_id: UUID, *, values: Values, accept_impact: bool) -> MeetingTable:
    """Change a table.

    Raises as `append`, `InUse` for another code if a timetable names it by the old one, and `WouldInvalidate` if it is
    to be elsewhere, somebody else's, less fit or out of use while meetings are placed or pinned there, or it is
    somebody's own.
    """
    slot_ids = values.pop("unavailable_slot_ids")
    changed = table(db, actor, table_id)
    session = sessions.locked_for_editor(db, actor, changed.session_id)
    layouts.check_owner(db, session, values["delegation_id"])
    likeness.check_free(db, MeetingTable, session.id, values["code"], layouts.table_taken, before=changed.code)
    others = db.scalars(queries.tables(session.id))
    values["zone"] = likeness.spelt(values["zone"], (each.zone for each in others if each is not changed))
    impact_checks.check(db, _impact(db, changed, values, slot_ids), accepted=accept_impact)
    layouts.put_out_of_use(db, session.id, [changed], slot_ids)
    if db.is_modified(changed) or any(getattr(changed, name) != value for name, value in values.items()):
        layouts.revise(session)
        with lookup.refused_as(db, layouts.table_taken(values["code"])):
            lookup.change(changed, values)
        own_tables.check_session(db, session)
    return lookup.reloaded(db, queries.table(table_id, actor.sight))


def rename_zone(db: Session, actor: Actor, session_id: UUID, *, zone: str | None, name: str) -> ConferenceSession:
    """Call a zone otherwise; it becomes one with another that is called so, which only makes ways shorter.

    Raises `Forbidden` but to editors, and `NotFound` if no table is in it.
    """
    session = sessions.awaited_for_editor(db, actor, session_id)
    every = db.scalars(queries.tables(session.id)).all()
    found = [each for each in every if each.zone == zone]
    if not found:
        raise NotFound("No such table.")
    name = likeness.spelt(name, (each.zone for each in every if each.zone != zone)) or name
    if name != zone:
        for each in found:
            each.zone = name
        layouts.revise(session)
    return session


def put_unavailable(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    table_ids: Sequence[UUID],
    slot_ids: Sequence[UUID],
    accept_impact: bool,
) -> ConferenceSession:
    """Replace for each of the tables the whole list of slots in which it is out of use.

    Raises `Forbidden` but to editors, `Invalid` for a table or a slot that is not of the session, and `WouldInvalidate`
    if meetings are placed or pinned there then.
    """
    session = sessions.locked_for_editor(db, actor, session_id)
    found = {each.id: each for each in db.scalars(queries.tables_among(session.id, table_ids))}
    for i, table_id in enumerate(table_ids):
        if table_id not in found:
            raise lookup.invalid(f"/table_ids/{i}", "No such table in this session.")
    new = {each.id: _newly_away(each, slot_ids) for each in found.values()}
    impact_checks.check(db, frame_impacts.of_tables_away(db, session.id, new), accepted=accept_impact)
    layouts.put_out_of_use(db, session.id, found.values(), slot_ids)
    if any(db.is_modified(each) for each in found.values()):
        layouts.revise(session)
    return lookup.reloaded(db, queries.with_room(session.id, actor.sight))


def delete(db: Session, actor: Actor, table_id: UUID, *, accept_impact: bool) -> None:
    """Raises `Forbidden` but to editors, `InUse` if a meeting is pinned or placed at it, and `WouldInvalidate`."""
    gone = table(db, actor, table_id)
    session = sessions.locked_for_editor(db, actor, gone.session_id)
    impact_checks.check(db, frame_impacts.of_table(db, gone, is_removed=True), accepted=accept_impact)
    lookup.delete(db, gone, unless=InUse("Meetings are pinned or placed at this table."))
    layouts.revise(session)


def _newly_away(changed: MeetingTable, slot_ids: Iterable[UUID]) -> set[UUID]:
    return set(slot_ids) - {each.slot_id for each in changed.unavailabilities}


def _impact(db: Session, changed: MeetingTable, values: Values, slot_ids: Sequence[UUID]) -> Impact:
    return frame_impacts.of_table(
        db,
        changed,
        is_renamed=changed.code != values["code"],
        is_changed=(changed.zone, changed.delegation_id) != (values["zone"], values["delegation_id"])
        or not set(changed.features) <= set(values["features"]),
        away=_newly_away(changed, slot_ids),
    )
