"""What somebody more on line would mean for the lines of a conference and its sessions, told before it is so."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Conference
from app.queries import sessions
from app.services import frame_impacts
from app.services.impact_checks import After
from app.services.impacts import Impact, together


def begin(db: Session, conference_id: UUID) -> list[After]:
    """Look before somebody goes on line: it harms where more meetings would be on line at once than there are lines.

    What was so before is not told.
    """
    before = set(_crowded(db, conference_id).meetings)

    def after() -> Impact:
        found = _crowded(db, conference_id)
        return replace(found, meetings=[each for each in found.meetings if each not in before])

    return [after]


def _crowded(db: Session, conference_id: UUID) -> Impact:
    """The meetings that are on line at once with more than their session, or the conference, has lines for."""
    found = Impact(timetables=(), meetings=())
    for session in db.scalars(sessions.of_conference(conference_id)).all():
        if session.online_links is not None:
            found = together(found, frame_impacts.of_online_links(db, session.id, session.online_links))
    conference = db.get_one(Conference, conference_id)
    if conference.online_links is None:
        return found
    return frame_impacts.of_conference_links(db, conference, conference.online_links, besides=found)
