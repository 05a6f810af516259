"""What wishes, requests, must-meets and pins have in common: two delegations at the conference of a session."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.models import ConferenceSession
from app.queries import delegations
from app.services import lookup


def check(db: Session, session: ConferenceSession, first: tuple[str, UUID], second: tuple[str, UUID]) -> None:
    """Raises `Invalid`, at the field that is named with an id, if it is not at the conference or both are the same."""
    present = {row.id for row in db.scalars(delegations.among(session.conference_id, [first[1], second[1]]))}
    for field, delegation_id in (first, second):
        if delegation_id not in present:
            raise lookup.invalid(f"/{field}", "No such delegation at this conference.")
    if first[1] == second[1]:
        raise lookup.invalid(f"/{second[0]}", "A delegation does not meet itself.")
