"""Approving what a delegation will submit: by its head, or by an official letter."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Forbidden, WrongState
from app.models import Conference, Interest, Role, SignOff, SignOffBy, SignOffState
from app.queries import documents, sign_offs
from app.services import interest_access, lookup, revisions, state_changes
from app.services.disclosure import Shown, shown
from app.services.lookup import Page
from app.services.permissions import Actor

Kind = TypeVar("Kind", bound=Interest)

# Where a day begins first.
FURTHEST_EAST = timedelta(hours=14)


def page(
    db: Session, actor: Actor, kind: type[Interest], interest_id: UUID, *, limit: int, cursor: str | None
) -> Page[SignOff]:
    """The latest first: to the delegation all, to organisers those of what was submitted, and their own."""
    interest = interest_access.inside(db, actor, kind, interest_id)
    own = actor.of_delegation(interest.delegation_id) is not None
    return lookup.page(db, sign_offs.of_interest(interest.id, undisclosed=own), limit=limit, cursor=cursor)


def for_word(
    db: Session,
    actor: Actor,
    kind: type[Kind],
    interest_id: UUID,
    *,
    state: SignOffState,
    by_letter: bool,
) -> Shown[Kind]:
    """What this is to be said of. Raises `Forbidden` to those whose word this is not."""
    interest = interest_access.inside(db, actor, kind, interest_id)
    _require_word(actor, interest, state, by_letter=by_letter)
    return shown(actor, interest)


def create(
    db: Session,
    actor: Actor,
    kind: type[Interest],
    interest_id: UUID,
    *,
    state: SignOffState,
    letter: dict[str, Any] | None,
    comment: str | None,
) -> SignOff:
    """Put what it says now to the head, approve it, or send it back.

    Raises `Forbidden` to those whose word this is not, `WrongState` for what is not edited any more or is approved
    already, `Invalid` without a comment that it takes, `PreconditionFailed`, and as `stages.require`.
    """
    seen = interest_access.inside(db, actor, kind, interest_id)
    _require_word(actor, seen, state, by_letter=letter is not None)
    interest_access.require_time(db, actor, seen)
    if state is SignOffState.SENT_BACK and comment is None:
        raise lookup.invalid("/comment", "Say what is to be changed.")
    interest = interest_access.held(db, actor, seen)
    _check_letter(db, interest, letter)
    state_changes.require_editable(interest)
    if state is SignOffState.ASKED and interest.sign_off is SignOffState.APPROVED:
        raise WrongState("This version is approved already.")
    return _kept(db, actor, interest, _said(state, letter, comment))


def _require_word(actor: Actor, interest: Interest, state: SignOffState, *, by_letter: bool) -> None:
    interest_access.require_author(actor, interest)
    if state is not SignOffState.ASKED and not by_letter:
        require_head(actor, interest.delegation_id)


def require_head(actor: Actor, delegation_id: UUID) -> None:
    """Raises `Forbidden` to everybody else."""
    if actor.of_delegation(delegation_id) is not Role.HEAD:
        raise Forbidden("This is for the head of the delegation; others name the official letter that approves.")


def _check_letter(db: Session, interest: Interest, letter: dict[str, Any] | None) -> None:
    if letter and letter["on"] > (datetime.now(UTC) + FURTHEST_EAST).date():
        raise lookup.invalid("/letter/on", "A letter is not dated in the future.")
    document_id = letter and letter["document_id"]
    if letter and document_id is None and requires_scan(db, interest):
        raise lookup.invalid("/letter/document_id", "The conference asks for the scan of the letter.")
    if document_id and db.scalars(documents.letter(document_id, interest.id)).one_or_none() is None:
        raise lookup.invalid("/letter/document_id", "No such letter.")


def requires_scan(db: Session, interest: Interest) -> bool:
    """Whether a letter approves it with its scan only."""
    return db.get_one(Conference, interest.delegation.conference_id).requires_letter_scan


def _said(state: SignOffState, letter: dict[str, Any] | None, comment: str | None) -> dict[str, Any]:
    approved_by = SignOffBy.HEAD if letter is None else SignOffBy.LETTER
    return {
        "state": state,
        "approved_by": approved_by if state is SignOffState.APPROVED else None,
        "letter_number": letter["number"] if letter else None,
        "letter_on": letter["on"] if letter else None,
        "letter_document_id": letter["document_id"] if letter else None,
        "comment": comment,
    }


def _kept(db: Session, actor: Actor, interest: Interest, said: dict[str, Any]) -> SignOff:
    kept = SignOff(
        interest_id=interest.id,
        number=db.scalars(sign_offs.last_number(interest.id)).one() + 1,
        revision_number=revisions.current(db, actor, interest).number,
        at=datetime.now(UTC),
        account_id=actor.account.id,
        on_behalf=actor.of_delegation(interest.delegation_id) is None,
        **said,
    )
    interest.sign_off = kept.state
    db.add(kept)
    db.flush()
    # Not loaded anew: that would take from the account, which is the actor's, the memberships that it came with.
    return db.scalars(sign_offs.by_id(kept.id)).one()
