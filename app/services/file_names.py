"""What files are called that people take along: what it is, of which conference and session, from which day."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Conference, ConferenceSession
from app.queries import conferences, sessions, timetables
from app.services import enquiry_parties, lookup, runs
from app.services.permissions import Actor


def of_conference(db: Session, actor: Actor, conference_id: UUID, noun: str) -> str:
    """From today: `audit-HN2026-2026-12-08`; of a conference that is gone, whose record stays, by its id."""
    conference = db.scalars(conferences.by_id(conference_id, actor.sight)).one_or_none()
    if conference is None:
        return _name(noun, str(conference_id))
    return _name(noun, conference.code, _day(conference))


def of_no_conference(noun: str) -> str:
    """From today, in Việt Nam: `audit-2026-12-08`."""
    return _name(noun, str(enquiry_parties.today()))


def of_session(db: Session, actor: Actor, session_id: UUID, noun: str, *, at: datetime | None = None) -> str:
    """From that moment, or today: `instance-HN2026-S1-2026-12-08`."""
    session = lookup.one(db, sessions.with_conference(session_id, actor.sight), NotFound("No such session."))
    return _name(noun, *_codes(session), _day(session.conference, at))


def of_run(db: Session, actor: Actor, run_id: UUID, noun: str) -> str:
    """From when it was asked for."""
    run = runs.get(db, actor, run_id)
    return of_session(db, actor, run.session_id, noun, at=run.queued_at)


def of_timetable(db: Session, actor: Actor, timetable_id: UUID, noun: str) -> str:
    """With its number, from when it was made: `timetable-HN2026-S1-3-2026-12-08`."""
    version = lookup.one(db, timetables.named(timetable_id, actor.sight), NotFound("No such timetable."))
    day = _day(version.session.conference, version.created_at)
    return _name(noun, *_codes(version.session), str(version.number), day)


def _codes(session: ConferenceSession) -> tuple[str, str]:
    return session.conference.code, session.code


def _day(conference: Conference, at: datetime | None = None) -> str:
    return str(conference.by_its_clock(at or datetime.now(UTC)).date())


def _name(*parts: str) -> str:
    return "-".join(parts)
