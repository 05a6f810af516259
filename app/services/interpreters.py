"""Interpreters of a session: whom they can serve, and when. `planning.interpreting` says which meetings need one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, InUse, NotFound
from app.models import Interpreter, InterpreterUnavailability, Role
from app.queries import interpreters as queries
from app.queries import sessions as session_queries
from app.services import frame_impacts, impact_checks, likeness, lookup, sessions
from app.services.impacts import Impact
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser

Values = dict[str, Any]


def page(db: Session, actor: Actor, session_id: UUID, *, limit: int, cursor: str | None) -> Page[Interpreter]:
    """For organisers. Raises `Forbidden` to delegations."""
    session = sessions.plain(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    return lookup.page(db, queries.of_session(session.id), limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, interpreter_id: UUID) -> Interpreter:
    return lookup.one(db, queries.by_id(interpreter_id, actor.sight), NotFound("No such interpreter."))


def for_editor(db: Session, actor: Actor, interpreter_id: UUID) -> Interpreter:
    """The same to be changed. Raises `Forbidden` but to editors."""
    interpreter = get(db, actor, interpreter_id)
    require_organiser(actor, interpreter.session.conference_id, Role.EDITOR)
    return interpreter


def create(db: Session, actor: Actor, session_id: UUID, *, values: Values) -> Interpreter:
    """The last of the list.

    Raises `Forbidden` but to editors, `Duplicate` for the code, `Invalid` for a slot of another session.
    """
    session = sessions.locked_for_editor(db, actor, session_id)
    interpreter = Interpreter(session_id=session.id, position=db.scalars(queries.next_position(session.id)).one())
    _store(db, interpreter, values)
    return lookup.reloaded(db, queries.by_id(interpreter.id, actor.sight))


def update(db: Session, actor: Actor, interpreter_id: UUID, *, values: Values, accept_impact: bool) -> Interpreter:
    """Change an interpreter.

    Raises as `create`, `InUse` for another code if a timetable names them by the old one, and `WouldInvalidate` if they
    can serve less than before and have meetings.
    """
    interpreter = get(db, actor, interpreter_id)
    sessions.locked_for_editor(db, actor, interpreter.session_id)
    impact_checks.check(db, _impact(db, interpreter, values), accepted=accept_impact)
    _store(db, interpreter, values)
    return lookup.reloaded(db, queries.by_id(interpreter.id, actor.sight))


def delete(db: Session, actor: Actor, interpreter_id: UUID) -> None:
    """Raises `Forbidden` but to editors, `InUse` if a timetable has a meeting with them."""
    interpreter = get(db, actor, interpreter_id)
    sessions.locked_for_editor(db, actor, interpreter.session_id)
    impact_checks.check(db, frame_impacts.of_interpreter(db, interpreter, is_removed=True), accepted=False)
    lookup.delete(db, interpreter, unless=InUse("This interpreter has meetings in a timetable."))


def _impact(db: Session, interpreter: Interpreter, values: Values) -> Impact:
    """What they serve is in question where they are away, and all of it where they know or can do less."""
    missed = {row.slot_id for row in interpreter.unavailabilities}
    return frame_impacts.of_interpreter(
        db,
        interpreter,
        is_renamed=interpreter.code != values["code"],
        is_changed=not set(interpreter.languages) <= set(values["languages"])
        or _is_less(values["max_meetings"], interpreter.max_meetings)
        or _is_less(values["max_consecutive"], interpreter.max_consecutive),
        away=set(values["unavailable_slot_ids"]) - missed,
    )


def _is_less(limit: int | None, before: int | None) -> bool:
    return limit is not None and (before is None or limit < before)


def _store(db: Session, interpreter: Interpreter, values: Values) -> None:
    slot_ids: Sequence[UUID] = values["unavailable_slot_ids"]
    _check_slots(db, interpreter.session_id, slot_ids)
    likeness.check_free(db, Interpreter, interpreter.session_id, values["code"], _taken, before=interpreter.code)
    kept = {row.slot_id: row for row in interpreter.unavailabilities}
    with lookup.refused_as(db, _taken(values["code"])):
        lookup.change(interpreter, {name: value for name, value in values.items() if name != "unavailable_slot_ids"})
        interpreter.unavailabilities = [
            kept.get(slot_id) or InterpreterUnavailability(slot_id=slot_id) for slot_id in slot_ids
        ]
        db.add(interpreter)


def _taken(code: str) -> Duplicate:
    return Duplicate("There is an interpreter with the code {code} already.", code=code)


def _check_slots(db: Session, session_id: UUID, slot_ids: Sequence[UUID]) -> None:
    known = {slot.id for slot in db.scalars(session_queries.slots(session_id))}
    for i, slot_id in enumerate(slot_ids):
        if slot_id not in known:
            raise lookup.invalid(f"/unavailable_slot_ids/{i}", "No such slot in this session.")
