"""The life of needs and offerings: submitting, withdrawing, validating, returning, and refusing."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import SignOffNeeded, WrongState
from app.i18n.messages import Term, mark
from app.models import (
    Conference,
    HappeningKind,
    Interest,
    InterestKind,
    InterestState,
    Role,
    SignOffState,
    StateChange,
)
from app.queries import interest_history
from app.services import happenings, interest_access, lookup, removals, revisions, stages
from app.services.disclosure import Shown, shown
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser, require_submitter
from app.services.stage_rules import Activity
from app.services.state_rules import EDITABLE, STEPS

Kind = TypeVar("Kind", bound=Interest)

NAMES: Mapping[InterestState, Term] = {
    InterestState.DRAFT: Term(mark("not submitted")),
    InterestState.SUBMITTED: Term(mark("submitted")),
    InterestState.VALIDATED: Term(mark("validated")),
    InterestState.RETURNED: Term(mark("returned")),
    InterestState.WITHDRAWN: Term(mark("withdrawn")),
    InterestState.REFUSED: Term(mark("refused")),
}

STAYS = mark(
    "It is {state} and stays as it is. To change it, the delegation withdraws it first, or organisers return it."
)

TOLD: Mapping[tuple[InterestKind, InterestState], HappeningKind] = {
    (InterestKind.NEED, InterestState.RETURNED): HappeningKind.NEED_RETURNED,
    (InterestKind.NEED, InterestState.VALIDATED): HappeningKind.NEED_VALIDATED,
    (InterestKind.NEED, InterestState.REFUSED): HappeningKind.NEED_REFUSED,
    (InterestKind.OFFERING, InterestState.RETURNED): HappeningKind.OFFERING_RETURNED,
    (InterestKind.OFFERING, InterestState.VALIDATED): HappeningKind.OFFERING_VALIDATED,
    (InterestKind.OFFERING, InterestState.REFUSED): HappeningKind.OFFERING_REFUSED,
}


def page(
    db: Session, actor: Actor, kind: type[Interest], interest_id: UUID, *, limit: int, cursor: str | None
) -> Page[StateChange]:
    """The latest first."""
    interest = interest_access.inside(db, actor, kind, interest_id)
    return lookup.page(db, interest_history.state_changes(interest.id), limit=limit, cursor=cursor)


def for_step(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID, state: InterestState) -> Shown[Kind]:
    """What is to be taken to this state. Raises `Forbidden` to those whose step this is not."""
    interest = interest_access.inside(db, actor, kind, interest_id)
    _require_turn(actor, interest, state)
    return shown(actor, interest)


def create(
    db: Session, actor: Actor, kind: type[Interest], interest_id: UUID, *, state: InterestState, comment: str | None
) -> StateChange:
    """Take it to another state.

    Raises `Forbidden` to those whose step this is not, `WrongState` where it does not lead there, `SignOffNeeded` for
    what the delegation has to approve first, `Invalid` without a comment that it takes, `PreconditionFailed`, and as
    `stages.require`.
    """
    seen = interest_access.inside(db, actor, kind, interest_id)
    _require_turn(actor, seen, state)
    _require_time(db, actor, seen, state)
    if STEPS[state].takes_a_comment and comment is None:
        raise lookup.invalid("/comment", "Say why: the delegation is told.")
    interest = interest_access.held(db, actor, seen)
    if interest.state not in STEPS[state].sources:
        raise WrongState("It is {state} now.", state=NAMES[interest.state])
    return _change(db, actor, interest, state, comment)


def require_editable(interest: Interest) -> None:
    """Raises `WrongState` for what stays as it is until it is returned or withdrawn, or for good."""
    if interest.state in STEPS[InterestState.RETURNED].sources:
        raise WrongState(STAYS, state=NAMES[interest.state])
    if interest.state not in EDITABLE:
        raise WrongState("It is {state} now.", state=NAMES[interest.state])


def _require_turn(actor: Actor, interest: Interest, state: InterestState) -> None:
    if STEPS[state].by_organisers:
        require_organiser(actor, interest.delegation.conference_id, Role.EDITOR)
    elif state is InterestState.SUBMITTED:
        interest_access.require_author(actor, interest)
    else:
        require_submitter(actor, interest.delegation)


def _require_time(db: Session, actor: Actor, interest: Interest, state: InterestState) -> None:
    if STEPS[state].by_organisers:
        stages.require(db, actor, interest.delegation.conference_id, Activity.ORGANISE)
    else:
        interest_access.require_time(db, actor, interest)


def _require_sign_off(db: Session, interest: Interest) -> None:
    conference = db.get_one(Conference, interest.delegation.conference_id)
    if conference.requires_sign_off and interest.sign_off is not SignOffState.APPROVED:
        raise SignOffNeeded("The head of the delegation, or an official letter, has to approve this version first.")


def _change(db: Session, actor: Actor, interest: Interest, state: InterestState, comment: str | None) -> StateChange:
    # All is read before anything is changed, so that it is one change.
    now, number = datetime.now(UTC), db.scalars(interest_history.last_number(interest.id)).one() + 1
    if state is InterestState.SUBMITTED:
        _require_sign_off(db, interest)
        revisions.disclose(db, actor, interest, now)
        interest.submitted_at = now
    previous, interest.state = interest.state, state
    if state is InterestState.REFUSED:
        removals.take_away(db, interest)
    for_delegation = not STEPS[state].by_organisers
    change = StateChange(
        interest_id=interest.id,
        number=number,
        at=now,
        account_id=actor.account.id,
        on_behalf=for_delegation and actor.of_delegation(interest.delegation_id) is None,
        previous=previous,
        state=state,
        comment=comment,
    )
    db.add(change)
    db.flush()
    if told := TOLD.get((interest.kind, state)):
        owner = interest.delegation
        happenings.tell_delegation(db, actor, owner.id, told, conference_id=owner.conference_id)
    # Not loaded anew: that would take from the account, which is the actor's, the memberships that it came with.
    return db.scalars(interest_history.state_change(change.id)).one()
