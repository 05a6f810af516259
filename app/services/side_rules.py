"""Rules for the sides of a session: whom they may ask and how often, and what their delegations are promised."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import MayNotAsk, NotFound
from app.models import ConferenceSession, Delegation, Role, SideRule
from app.queries import side_rules
from app.services import lookup, side_names
from app.services.permissions import Actor, require_organiser

NAMES = (
    "side",
    "may_ask",
    "max_requests",
    "max_wishes",
    "max_do_not_meets",
    "min_meetings",
    "max_meetings",
    "max_consecutive",
)
"""All that a rule says, of which side included."""


def get(db: Session, actor: Actor, session_id: UUID) -> ConferenceSession:
    """The session with its rules, for all at the conference: they say what each of them may do."""
    return lookup.one(db, side_rules.with_session(session_id, actor.sight), NotFound("No such session."))


def for_editor(db: Session, actor: Actor, session_id: UUID) -> ConferenceSession:
    """The same to be changed. Raises `Forbidden` but to editors."""
    session = get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.EDITOR)
    return session


def of_delegation(db: Session, session_id: UUID, delegation_id: UUID) -> SideRule | None:
    """What holds for the delegation's side; null is nothing."""
    return db.scalars(side_rules.of_delegation(session_id, delegation_id)).one_or_none()


def by_side(db: Session, session_id: UUID) -> dict[str, SideRule]:
    """All rules of the session."""
    return {rule.side: rule for rule in db.scalars(side_rules.of_session(session_id))}


def check_may_ask(db: Session, session_id: UUID, asking_id: UUID, asked_id: UUID) -> None:
    """Raises `MayNotAsk` if the one's side does not ask the other's for meetings."""
    _check_may_ask(of_delegation(db, session_id, asking_id), db.get_one(Delegation, asked_id))


def check_may_all_ask(db: Session, session_id: UUID, asked: Sequence[tuple[Delegation, Delegation]]) -> None:
    """As `check_may_ask`, for each that asks with whom it asks."""
    rules = by_side(db, session_id) if asked else {}
    for one, other in asked:
        _check_may_ask(rules.get(one.side), other)


def may_ask(rule: SideRule, asked: Delegation) -> bool:
    """Whether the side of a rule asks that of a delegation."""
    return rule.may_ask is None or asked.side in rule.may_ask


def _check_may_ask(rule: SideRule | None, asked: Delegation) -> None:
    if rule is not None and not may_ask(rule, asked):
        raise MayNotAsk(
            "In this session, delegations of the side “{asking}” do not ask those of “{asked}”.",
            asking=side_names.called(rule.side),
            asked=side_names.called(asked.side),
        )
