"""The programme of a session: its slots, one by one or as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import InUse, NotFound
from app.models import ConferenceSession, Role, Slot
from app.queries import sessions as queries
from app.services import conferences, frame_impacts, impact_checks, layouts, likeness, lookup, sessions, slot_grids
from app.services.impacts import Impact
from app.services.permissions import Actor, require_organiser
from app.services.slot_grids import SlotGrid

Values = dict[str, Any]


def slot(db: Session, actor: Actor, slot_id: UUID) -> Slot:
    """With its session."""
    return lookup.one(db, queries.slot(slot_id, actor.sight), NotFound("No such slot."))


def slot_for_editor(db: Session, actor: Actor, slot_id: UUID) -> Slot:
    """The same to be changed. Raises `Forbidden` but to editors."""
    found = slot(db, actor, slot_id)
    require_organiser(actor, found.session.conference_id, Role.EDITOR)
    return found


def append(db: Session, actor: Actor, session_id: UUID, *, values: Values) -> Slot:
    """Add a slot at the end of the programme.

    Raises `Forbidden` but to editors, `Invalid` if it does not fit there, `Duplicate` for its code.
    """
    session = sessions.awaited_for_editor(db, actor, session_id)
    earlier = db.scalars(queries.slots(session.id)).all()
    new = Slot(session_id=session.id, position=earlier[-1].position + 1 if earlier else 0, **values)
    layouts.check_programme([*earlier, new], pointers=[""] * (len(earlier) + 1))
    likeness.check_free(db, Slot, session.id, new.code, layouts.slot_taken)
    with lookup.refused_as(db, layouts.slot_taken(new.code)):
        db.add(new)
    layouts.revise(session)
    return lookup.reloaded(db, queries.slot(new.id, actor.sight))


def update(db: Session, actor: Actor, slot_id: UUID, *, values: Values, accept_impact: bool) -> Slot:
    """Change a slot.

    Raises `Forbidden` but to editors, `Invalid` if it does not fit, `Duplicate` for its code, `InUse` for another code
    if a timetable names it by the old one, and `WouldInvalidate` for other times by which somebody goes.
    """
    changed = slot(db, actor, slot_id)
    session = sessions.locked_for_editor(db, actor, changed.session_id)
    every = db.scalars(queries.slots(session.id)).all()
    candidates = [Slot(**values) if each is changed else each for each in every]
    layouts.check_programme(candidates, pointers=[""] * len(every))
    likeness.check_free(db, Slot, session.id, values["code"], layouts.slot_taken, before=changed.code)
    impact_checks.check(db, _impact_of_one(db, changed, values), accepted=accept_impact)
    if any(getattr(changed, name) != value for name, value in values.items()):
        layouts.revise(session)
        with lookup.refused_as(db, layouts.slot_taken(values["code"])):
            lookup.change(changed, values)
    return lookup.reloaded(db, queries.slot(slot_id, actor.sight))


def delete(db: Session, actor: Actor, slot_id: UUID, *, accept_impact: bool) -> None:
    """Raises `Forbidden` but to editors, `InUse` if a meeting is pinned or placed in it, and `WouldInvalidate`."""
    gone = slot(db, actor, slot_id)
    session = sessions.locked_for_editor(db, actor, gone.session_id)
    impact_checks.check(db, frame_impacts.of_slots(db, session.id, removed={gone.id}), accepted=accept_impact)
    _take_away(db, [gone])
    layouts.revise(session)


def put(
    db: Session, actor: Actor, session_id: UUID, *, wanted: Sequence[Values], accept_impact: bool
) -> ConferenceSession:
    """Replace the programme; slots whose codes stay are the same ones at other times.

    Raises `Forbidden` but to editors, `Invalid` if the slots do not follow each other, `InUse` if meetings are pinned
    or placed in one that goes, and `WouldInvalidate` for other times by which somebody goes.
    """
    session = sessions.locked_for_editor(db, actor, session_id)
    layouts.check_programme([Slot(**values) for values in wanted], pointers=[f"/slots/{i}" for i in range(len(wanted))])
    known = {each.code: each for each in db.scalars(queries.slots(session.id))}
    likeness.check_list([values["code"] for values in wanted], "/slots", known=known)
    impact_checks.check(db, _impact_of_all(db, session.id, known, wanted), accepted=accept_impact)
    is_other = [_values(each) for each in known.values()] != list(wanted)
    _take_away(db, [each for code, each in known.items() if code not in {values["code"] for values in wanted}])
    places = {values["code"]: position for position, values in enumerate(wanted)}
    db.execute(
        queries.put_aside([each.id for code, each in known.items() if places.get(code, each.position) != each.position])
    )
    for position, values in enumerate(wanted):
        row = known.get(values["code"]) or Slot(session_id=session.id)
        lookup.change(row, {**values, "position": position})
        db.add(row)
    if is_other:
        layouts.revise(session)
    return lookup.reloaded(db, queries.with_room(session_id, actor.sight))


def wanted(
    db: Session, actor: Actor, session_id: UUID, *, slots: Sequence[Values] | None, rule: SlotGrid | None
) -> Sequence[Values]:
    """The slots, or those of the rule, which has the session's format unless it names another.

    Raises `Invalid`, below `/grid`, for a rule that does not fit.
    """
    if rule is None:
        return slots or ()
    session = sessions.plain(db, actor, session_id)
    conference = conferences.get(db, actor, session.conference_id)
    rule = replace(rule, format_code=rule.format_code or session.format_code)
    return [each._asdict() for each in slot_grids.programme(conference, rule, pointer="/grid")]


def _take_away(db: Session, slots: Sequence[Slot]) -> None:
    # The check has found nothing there; the database has the last word.
    with lookup.refused_as(db, InUse("Meetings are pinned or placed in this slot.")):
        for each in slots:
            db.delete(each)


def _impact_of_one(db: Session, changed: Slot, values: Values) -> Impact:
    return frame_impacts.of_slots(
        db,
        changed.session_id,
        moved={changed.id} if _is_moved(changed, values) else (),
        renamed={changed.id} if changed.code != values["code"] else (),
    )


def _impact_of_all(db: Session, session_id: UUID, known: Mapping[str, Slot], wanted: Sequence[Values]) -> Impact:
    new = {values["code"]: values for values in wanted}
    kept = {code: each for code, each in known.items() if code in new}
    return frame_impacts.of_slots(
        db,
        session_id,
        removed={each.id for code, each in known.items() if code not in new},
        moved={each.id for code, each in kept.items() if _is_moved(each, new[code])},
    )


def _values(known: Slot) -> Values:
    return {"code": known.code, "starts_at": known.starts_at, "ends_at": known.ends_at, "period": known.period}


def _is_moved(known: Slot, values: Values) -> bool:
    return (known.starts_at, known.ends_at) != (values["starts_at"], values["ends_at"])
