"""Must-meets: pairs of which the organiser, or both sides, insist that they meet."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotFound
from app.models import ConferenceSession, DelegationPair, MustMeet, Role
from app.queries import meeting_requests, must_meets
from app.services import contradictions, lookup, pairs, sessions, stages
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser


def page(db: Session, actor: Actor, session_id: UUID, *, limit: int, cursor: str | None) -> Page[MustMeet]:
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    return lookup.page(db, must_meets.of_session(session.id), limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, must_meet_id: UUID) -> MustMeet:
    return lookup.one(db, must_meets.by_id(must_meet_id, actor.sight), NotFound("No such must-meet."))


def insisted(db: Session, session: ConferenceSession) -> list[DelegationPair]:
    """The pairs that must meet: by the word of organisers, or because they agreed to where that is enough."""
    rows: list[DelegationPair] = list(db.scalars(must_meets.of_session(session.id)))
    if session.accepted_must_meet:
        known = {(row.a_id, row.b_id) for row in rows}
        agreed = db.scalars(meeting_requests.accepted(session.id))
        rows += [row for row in agreed if (row.a_id, row.b_id) not in known]
    return rows


def create(db: Session, actor: Actor, session_id: UUID, *, a_id: UUID, b_id: UUID) -> MustMeet:
    """Insist.

    Raises `Invalid` for an unknown delegation, `ContradictsDoNotMeet`, `ContradictsAlternative`, and `Duplicate` in
    either order.
    """
    session = sessions.locked_for_editor(db, actor, session_id)
    pairs.check(db, session, ("a_id", a_id), ("b_id", b_id))
    contradictions.check_willing(db, session.id, a_id, b_id)
    contradictions.check_not_excluded(db, session.id, a_id, b_id)
    must_meet = MustMeet(session_id=session.id, a_id=a_id, b_id=b_id)
    with lookup.refused_as(db, Duplicate("These two must meet already.")):
        db.add(must_meet)
    return must_meet


def delete(db: Session, actor: Actor, must_meet_id: UUID) -> None:
    must_meet = get(db, actor, must_meet_id)
    session = sessions.get(db, actor, must_meet.session_id)
    stages.require_editor(db, actor, session.conference_id)
    db.delete(must_meet)
