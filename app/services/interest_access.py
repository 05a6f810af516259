"""Finding needs and offerings, and who may do what to them."""

from collections.abc import Mapping
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Forbidden, NotFound
from app.i18n.messages import mark
from app.models import Interest, InterestState, Need, Offering
from app.queries import interests
from app.services import lookup, stages
from app.services.disclosure import is_inside, is_open_to
from app.services.permissions import Actor, require_submitter
from app.services.stage_rules import Activity

Kind = TypeVar("Kind", bound=Interest)

MISSING: Mapping[type[Interest], str] = {Need: mark("No such need."), Offering: mark("No such offering.")}


def one(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID) -> Kind:
    """Raises `NotFound` if it is not there or not for the actor to know of."""
    return lookup.one(db, interests.by_id(kind, interest_id, actor.sight), NotFound(MISSING[kind]))


def inside(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID) -> Kind:
    """For its delegation and organisers. Raises `Forbidden` to others who see it."""
    interest = one(db, actor, kind, interest_id)
    if not is_inside(actor, interest):
        raise Forbidden("This is for the delegation and organisers.")
    return interest


def require_author(actor: Actor, interest: Interest) -> None:
    """Raises `Forbidden` but to the delegation, and to editors if they may read it."""
    require_submitter(actor, interest.delegation)
    if not is_open_to(actor, interest):
        raise Forbidden("The delegation has not submitted this; until then it is for the delegation alone.")


def require_time(db: Session, actor: Actor, interest: Interest) -> None:
    """What was returned may be corrected when nothing new is taken any more. Raises as `stages.require`."""
    activity = Activity.CORRECT if interest.state is InterestState.RETURNED else Activity.SUBMIT
    stages.require(db, actor, interest.delegation.conference_id, activity)


def held(db: Session, actor: Actor, seen: Kind) -> Kind:
    """As it was seen, and until this transaction ends nobody else changes it. Raises `PreconditionFailed`."""
    kind = type(seen)
    query = interests.by_id(kind, seen.id, actor.sight).with_for_update(of=kind)
    return lookup.held(db, query, seen, NotFound(MISSING[kind]))
