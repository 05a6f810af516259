"""A session whose best timetable nobody can prove in the time that a test takes, on however fast a machine."""

from uuid import UUID

from sqlalchemy import update

from app.db import SessionFactory, unit_of_work
from app.models import MeetingTable
from app.services import scenarios

GOALS = ["required", "floors", "welfare", "breaks", "moves"]


def an_endless_session(factory: SessionFactory) -> UUID:
    """The scenario of 2026 where moves count and nobody has a table of its own: who could sit where is boundless."""
    with unit_of_work(factory, write=True) as db:
        session = scenarios.load(db, "session-2026")
        of_session = MeetingTable.session_id == session.id
        db.execute(update(MeetingTable).where(of_session).values(delegation_id=None))
        session.policy = session.policy | {"goals": GOALS}
        return session.id
