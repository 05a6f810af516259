"""What somebody more on line would mean for the lines of a conference and its sessions, told before it is so."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Conference
from app.queries import sessions
from app.services import frame_impacts, impact_checks
from app.services.impacts import Impact


@contextmanager
def told_first(db: Session, conference_id: UUID, *, accepted: bool) -> Iterator[None]:
    """Do the change inside; nothing of it is done, and `WouldInvalidate` raised, where it harms and is not `accepted`.

    That is where more meetings would be on line at once than there are lines. What was so before is not told.
    """
    before = set(_crowded(db, conference_id).meetings)
    with db.begin_nested():
        yield
        db.flush()
        after = _crowded(db, conference_id)
        meetings = [each for each in after.meetings if each not in before]
        impact_checks.check(db, replace(after, meetings=meetings), accepted=accepted)


def _crowded(db: Session, conference_id: UUID) -> Impact:
    """The meetings that are on line at once with more than their session, or the conference, has lines for."""
    found = Impact(timetables=(), meetings=())
    for session in db.scalars(sessions.of_conference(conference_id)).all():
        if session.online_links is not None:
            found = _together(found, frame_impacts.of_online_links(db, session.id, session.online_links))
    conference = db.get_one(Conference, conference_id)
    if conference.online_links is None:
        return found
    return frame_impacts.of_conference_links(db, conference, conference.online_links, besides=found)


def _together(one: Impact, other: Impact) -> Impact:
    return Impact(timetables=[*one.timetables, *other.timetables], meetings=[*one.meetings, *other.meetings])
