"""Conference sessions: the sitting itself, with its programme and its room when it is made."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, InUse, NotFound
from app.models import ConferenceSession, Role, SideRule
from app.queries import sessions
from app.services import (
    conferences,
    endings,
    formats,
    frame_impacts,
    impact_checks,
    layouts,
    likeness,
    lookup,
    own_tables,
    rule_impacts,
    slot_grids,
    stages,
)
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser
from app.services.planning.problem import policy_of
from app.services.slot_grids import SlotGrid

HARD = ("max_break_spread", "zone_gap")
"""What of a policy is a rule of the timetable, and no goal."""


def page(db: Session, actor: Actor, conference_id: UUID, *, limit: int, cursor: str | None) -> Page[ConferenceSession]:
    conference = conferences.get(db, actor, conference_id)
    return lookup.page(db, sessions.of_conference(conference.id), limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, session_id: UUID) -> ConferenceSession:
    """The session with its slots and tables."""
    return lookup.one(db, sessions.with_room(session_id, actor.sight), NotFound("No such session."))


def for_editor(db: Session, actor: Actor, session_id: UUID) -> ConferenceSession:
    """The same to be changed. Raises `Forbidden` but to editors, before anybody asks which revision they have seen."""
    session = get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.EDITOR)
    return session


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


def held(db: Session, session_id: UUID) -> ConferenceSession:
    """The session as it was seen, and until this transaction ends nobody else changes it.

    Raises `StaleDataError` if somebody has. It is for those who read it anew, by whatever query, before they change it.
    """
    # Unlike a query, this fails if somebody has changed meanwhile what the actor has seen.
    return db.get_one(ConferenceSession, session_id, with_for_update=True)


def awaited_for_editor(db: Session, actor: Actor, session_id: UUID) -> ConferenceSession:
    """As `locked_for_editor`, and as others have left it while this waited: for what doesn't build on what it was."""
    session = locked_for_editor(db, actor, session_id)
    db.refresh(session)
    return session


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
    likeness.check_list([slot["code"] for slot in slots], "/slots")
    likeness.check_list([table["code"] for table in tables], "/tables")
    template = _template(values)
    rules = template.pop("side_rules", [])
    session = ConferenceSession(conference_id=conference.id, **template)
    with lookup.refused_as(db, _code_taken(values)):
        db.add(session)
    db.add_all(SideRule(session_id=session.id, **rule) for rule in rules)
    layouts.add_slots(db, session, slots)
    for position, table in enumerate(tables):
        table["zone"] = likeness.spelt(table["zone"], (earlier["zone"] for earlier in tables[:position]))
        layouts.add_table(db, session, table, position=position, pointer=f"/tables/{position}")
    own_tables.check_session(db, session)
    return lookup.reloaded(db, sessions.with_room(session.id, actor.sight))


def update(
    db: Session, actor: Actor, session_id: UUID, *, values: dict[str, Any], accept_impact: bool
) -> ConferenceSession:
    """Change the session itself.

    Raises `Forbidden` but to editors, `Duplicate` if the code is taken, and `WouldInvalidate` if more meetings are on
    line at once than it would let be, or meetings would break its policy.
    """
    session = get(db, actor, session_id)
    stages.require_editor(db, actor, session.conference_id)
    links, before = values["online_links"], session.online_links
    if links is not None and (before is None or links < before):
        impact_checks.check(db, frame_impacts.of_online_links(db, session.id, links), accepted=accept_impact)
    is_ruled = any(values["policy"].get(name) != session.policy.get(name) for name in HARD)
    ruled = [held(db, session.id).id] if is_ruled else []
    with rule_impacts.told_first(db, ruled, accepted=accept_impact), lookup.refused_as(db, _code_taken(values)):
        lookup.change(session, values)
    return session


def put_bonus(db: Session, actor: Actor, session_id: UUID, *, side: str, points: Sequence[int]) -> None:
    """What the first meetings of each delegation of a side are worth besides; none is nothing. `Forbidden` as above."""
    session = locked_for_editor(db, actor, session_id)
    known = {each: list(worth) for each, worth in policy_of(session).bonus.items()}
    bonus = {each: worth for each, worth in (known | {side: list(points)}).items() if worth}
    if bonus != known:
        session.policy = session.policy | {"bonus": bonus}


def delete(db: Session, actor: Actor, session_id: UUID, *, accept_impact: bool) -> None:
    """Takes along all that delegations and organisers have said of it.

    Raises `Forbidden` but to editors, `InUse` if the session has a run or a timetable, and `WouldInvalidate` if there
    is something to take along.
    """
    session = get(db, actor, session_id)
    stages.require_editor(db, actor, session.conference_id)
    unless = InUse("This session has runs or timetables.")
    endings.delete(db, session, unless=unless, accepted=accept_impact)


def check_spot(db: Session, actor: Actor, session_id: UUID, *, slot_id: UUID | None, table_id: UUID | None) -> None:
    """Raises `Invalid` for a slot or a table that is not of the session."""
    room = get(db, actor, session_id)
    if slot_id is not None and slot_id not in {slot.id for slot in room.slots}:
        raise lookup.invalid("/slot_id", "No such slot in this session.")
    if table_id is not None and table_id not in {table.id for table in room.tables}:
        raise lookup.invalid("/table_id", "No such table in this session.")


def _template(values: dict[str, Any]) -> dict[str, Any]:
    """The values, with what the format gives where they have nothing; key by key in the policy."""
    if values["format_code"] is None:
        return values
    template = dict(formats.of_meetings(values["format_code"], pointer="/format_code").template or {})
    return template | values | {"policy": template["policy"] | values["policy"]}


def _code_taken(values: dict[str, Any]) -> Duplicate:
    return Duplicate("This conference has a session with the code {code} already.", code=values["code"])
