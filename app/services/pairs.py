"""What wishes, requests, must-meets and pins have in common: two delegations at the conference of a session."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import ConferenceSession, Delegation
from app.queries import delegations
from app.services import lookup


def check(db: Session, session: ConferenceSession, first: tuple[str, UUID], second: tuple[str, UUID]) -> None:
    """Raises `Invalid`, at the field that is named with an id, if it is not at the conference or both are the same."""
    check_among(present(db, session, {first[1], second[1]}), first, second)


def present(db: Session, session: ConferenceSession, ids: Collection[UUID]) -> dict[UUID, Delegation]:
    """Those of these delegations that are at the conference of the session."""
    return {row.id: row for row in db.scalars(delegations.among(session.conference_id, ids))}


def check_among(known: Collection[UUID], first: tuple[str, UUID], second: tuple[str, UUID]) -> None:
    """As `check`, of delegations that are known to be there."""
    for field, delegation_id in (first, second):
        if delegation_id not in known:
            raise lookup.invalid(f"/{field}", "No such delegation at this conference.")
    if first[1] == second[1]:
        raise lookup.invalid(f"/{second[0]}", "A delegation does not meet itself.")
