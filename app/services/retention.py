"""Forgetting the people of conferences that were long ago: each conference says how long they are kept."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from app.models import Conference
from app.queries import accounts, documents, interest_history, memberships, retention


def due(db: Session, *, today: date) -> Sequence[Conference]:
    """Conferences whose people are to be forgotten by now, the oldest first."""
    past = db.scalars(retention.kept(ended_before=today))
    return [each for each in past if each.ends_on + timedelta(days=each.retention_days) < today]


def erase(db: Session, conference: Conference) -> None:
    """Forget who came, who was invited, who did what, and documents; what was submitted and who met whom stays.

    Who came has a role less, and is signed out.
    """
    people = db.scalars(memberships.people_of_delegations(conference.id)).all()
    for statement in (
        retention.forget_delegates(conference.id),
        retention.unname_interpreters(conference.id),
        retention.forget_invitations(conference.id),
        accounts.end_sign_ins(*people),
        retention.end_memberships_of_delegations(conference.id),
        retention.unname_entries(conference.id),
        *interest_history.forget_people(conference.id),
        *documents.forget_all(conference.id),
    ):
        db.execute(statement)
    conference.personal_data_erased_at = datetime.now(UTC)
