"""The queue of needs and offerings that organisers look through, one after the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Interest, InterestState, Organisation, Role
from app.queries import delegations, interests
from app.services import conferences
from app.services.disclosure import Shown
from app.services.permissions import Actor, require_organiser


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one is in the queue: the `number`-th of so many, and what comes before and after. Null is nothing."""

    number: int | None
    total: int
    previous: UUID | None
    following: UUID | None


def organisations(db: Session, found: Iterable[Shown[Any]]) -> dict[UUID, Organisation]:
    """By delegation, whose these are, for those who have been shown them."""
    ids = {each.interest.delegation_id for each in found}
    return {each.id: each.organisation for each in db.scalars(delegations.all_named(ids))}


def place(
    db: Session,
    actor: Actor,
    kind: type[Interest],
    conference_id: UUID,
    interest_id: UUID,
    *,
    state: InterestState | None = InterestState.SUBMITTED,
) -> Place:
    """For organisers. What is not in the queue any more stands before all that is."""
    conferences.get(db, actor, conference_id)
    require_organiser(actor, conference_id, Role.VIEWER)
    ids = list(db.scalars(interests.ids_of_conference(kind, conference_id, actor.sight, state=state)))
    at = ids.index(interest_id) if interest_id in ids else -1
    return Place(
        number=at + 1 or None,
        total=len(ids),
        previous=ids[at - 1] if at > 0 else None,
        following=ids[at + 1] if at + 1 < len(ids) else None,
    )
