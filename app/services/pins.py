"""Pins: meetings that the organiser has put into a slot, whatever the solver thinks."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotFound
from app.models import Pin, Role
from app.queries import pins
from app.services import contradictions, lookup, pairs, sessions, stages
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser


def page(db: Session, actor: Actor, session_id: UUID, *, limit: int, cursor: str | None) -> Page[Pin]:
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    return lookup.page(db, pins.of_session(session.id), limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, pin_id: UUID) -> Pin:
    return lookup.one(db, pins.by_id(pin_id, actor.sight), NotFound("No such pin."))


def create(
    db: Session, actor: Actor, session_id: UUID, *, a_id: UUID, b_id: UUID, slot_id: UUID, table_id: UUID | None
) -> Pin:
    """Pin a meeting.

    Raises `Invalid` for a delegation, slot or table from elsewhere, `ContradictsDoNotMeet`,
    `ContradictsAlternative`, and `Duplicate`.
    """
    session = sessions.locked_for_editor(db, actor, session_id)
    pairs.check(db, session, ("a_id", a_id), ("b_id", b_id))
    contradictions.check_willing(db, session.id, a_id, b_id)
    contradictions.check_not_excluded(db, session.id, a_id, b_id)
    sessions.check_spot(db, actor, session_id, slot_id=slot_id, table_id=table_id)
    pin = Pin(session_id=session.id, a_id=a_id, b_id=b_id, slot_id=slot_id, table_id=table_id)
    with lookup.refused_as(db, Duplicate("The meeting of these two is pinned already.")):
        db.add(pin)
    return pin


def delete(db: Session, actor: Actor, pin_id: UUID) -> None:
    pin = get(db, actor, pin_id)
    session = sessions.get(db, actor, pin.session_id)
    stages.require_editor(db, actor, session.conference_id)
    db.delete(pin)
