"""Forgetting the people of what was long ago: each conference says how long they are kept, a setting of enquiries."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Conference, EnquiryStatus
from app.queries import accounts, documents, enquiry_documents, interest_history, memberships, retention

OPEN = (EnquiryStatus.SENT, EnquiryStatus.ASSIGNED)
"""Somebody still has to do something about these, however long they take."""


def due(db: Session, *, today: date) -> Sequence[Conference]:
    """Conferences whose people are to be forgotten by now, the oldest first."""
    past = db.scalars(retention.kept(ended_before=today))
    return [each for each in past if each.ends_on + timedelta(days=each.retention_days) < today]


def erase(db: Session, conference: Conference) -> None:
    """Forget who came, who was invited, who did what, and documents; what was submitted and who met whom stays.

    Who came has a role less, and is signed out; whoever has no other one has no account any more.
    """
    people = db.scalars(memberships.people_of_delegations(conference.id)).all()
    for statement in (
        retention.forget_delegates(conference.id),
        retention.unname_interpreters(conference.id),
        retention.forget_invitations(conference.id),
        accounts.end_sign_ins(*people),
        retention.end_memberships_of_delegations(conference.id),
        retention.forget_accounts(people),
        retention.unname_entries(conference.id),
        *interest_history.forget_people(conference.id),
        *documents.forget_all(conference.id),
    ):
        db.execute(statement)
    conference.personal_data_erased_at = datetime.now(UTC)


def due_enquiries(db: Session, *, now: datetime, days: int) -> Sequence[UUID]:
    """Enquiries that are over or answered, and whose last step was so long ago, the oldest first."""
    over = [status for status in EnquiryStatus if status not in OPEN]
    return db.scalars(retention.quiet_enquiries(over, since=now - timedelta(days=days))).all()


def erase_enquiry(db: Session, enquiry_id: UUID) -> None:
    """Forget who asked and answered, and documents; what was asked and answered stays."""
    for statement in (
        retention.unname_changes(enquiry_id),
        retention.unname_entries_of_enquiry(enquiry_id),
        enquiry_documents.forget(enquiry_id),
    ):
        db.execute(statement)
