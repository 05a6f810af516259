"""What wishes, requests, must-meets and pins have in common: two delegations at the conference of a session."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import ContradictsDoNotMeet
from app.models import ConferenceSession
from app.queries import delegations, wishes
from app.services import lookup


def check(db: Session, session: ConferenceSession, first: tuple[str, UUID], second: tuple[str, UUID]) -> None:
    """Raises `Invalid`, at the field that is named with an id, if it is not at the conference or both are the same."""
    present = {row.id for row in db.scalars(delegations.among(session.conference_id, [first[1], second[1]]))}
    for field, delegation_id in (first, second):
        if delegation_id not in present:
            raise lookup.invalid(f"/{field}", "No such delegation at this conference.")
    if first[1] == second[1]:
        raise lookup.invalid(f"/{second[0]}", "A delegation does not meet itself.")


def check_willing(db: Session, session: ConferenceSession, a_id: UUID, b_id: UUID) -> None:
    """Raises `ContradictsDoNotMeet` if one of the two does not want to meet the other."""
    if db.scalars(wishes.do_not_meet(session.id, a_id, b_id)).first() is not None:
        raise ContradictsDoNotMeet("Withdraw the do-not-meet first; neither of the two gives way by itself.")


def check_own_mind(db: Session, session_id: UUID, delegation_id: UUID, other_id: UUID) -> None:
    """Raises `ContradictsDoNotMeet` if the one does not want to meet the other.

    What the other wants is its own affair: nobody learns from an answer whether another wants to meet it.
    """
    if db.scalars(wishes.refusal(session_id, delegation_id, other_id)).first() is not None:
        raise ContradictsDoNotMeet(
            "The delegation itself does not want to meet that one; it has to withdraw that first."
        )
