"""What delegations said is no match: it is neither suggested nor counted again."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotFound
from app.matching.scoring import organisations
from app.matching.scoring.organisations import NOTHING_DISMISSED, Party
from app.models import Dismissal, Interest, Need, Offering
from app.queries import interests, scoring
from app.services import delegations, lookup, stages
from app.services.interest_access import MISSING
from app.services.lookup import Page
from app.services.permissions import Actor, require_knowing, require_submitter
from app.services.stage_rules import Activity

Kind = TypeVar("Kind", bound=Interest)


class Dismissed:
    """All that is dismissed at a conference, by need and offering."""

    def __init__(self, pairs: Iterable[tuple[UUID, UUID]]) -> None:
        self._offerings: dict[str, set[str]] = defaultdict(set)
        for need, offering in pairs:
            self._offerings[str(need)].add(str(offering))

    def holds(self, need_id: UUID, offering_id: UUID) -> bool:
        return str(offering_id) in self._offerings.get(str(need_id), ())

    def between(self, one: Party, other: Party) -> organisations.Dismissed:
        """What is dismissed of two organisations."""
        if not self._offerings:
            return NOTHING_DISMISSED
        sides = ((one, other), (other, one))
        return frozenset(
            (need, offering)
            for seeker, bringer in sides
            for need in seeker.needs.keys() & self._offerings.keys()
            for offering in self._offerings[need] & bringer.offerings.keys()
        )


def of_conference(db: Session, conference_id: UUID) -> Dismissed:
    return Dismissed(db.execute(scoring.dismissed(conference_id)))


def page(db: Session, actor: Actor, delegation_id: UUID, *, limit: int, cursor: str | None) -> Page[Dismissal]:
    """Raises `Forbidden` to other delegations."""
    delegation = delegations.alone(db, actor, delegation_id)
    require_knowing(actor, delegation)
    return lookup.page(db, scoring.dismissals(delegation.id), limit=limit, cursor=cursor)


def create(db: Session, actor: Actor, delegation_id: UUID, *, need_id: UUID, offering_id: UUID) -> Dismissal:
    """Say for a delegation that an offering is nothing for a need, one of which is its own.

    Raises `Invalid` for one that the actor doesn't see, or if neither is its own; `Duplicate` if that was said before.
    """
    delegation = delegations.alone(db, actor, delegation_id)
    require_submitter(actor, delegation)
    stages.require(db, actor, delegation.conference_id, Activity.REQUEST)
    need = _seen(db, actor, Need, need_id, "/need_id")
    offering = _seen(db, actor, Offering, offering_id, "/offering_id")
    if delegation.id not in {need.delegation_id, offering.delegation_id}:
        raise lookup.invalid("/need_id", "Neither the need nor the offering is of this delegation.")
    dismissal = Dismissal(delegation_id=delegation.id, need_id=need.id, offering_id=offering.id)
    with lookup.refused_as(db, Duplicate("This offering was dismissed for this need before.")):
        db.add(dismissal)
    return dismissal


def delete(db: Session, actor: Actor, dismissal_id: UUID) -> None:
    """Take it back."""
    dismissal = lookup.one(db, scoring.dismissal(dismissal_id, actor.sight), NotFound("No such dismissal."))
    require_submitter(actor, dismissal.delegation)
    stages.require(db, actor, dismissal.delegation.conference_id, Activity.REQUEST)
    db.delete(dismissal)


def _seen(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID, pointer: str) -> Kind:
    found = db.scalars(interests.with_owner(kind, interest_id, actor.sight)).one_or_none()
    if found is None:
        raise lookup.invalid(pointer, MISSING[kind])
    return found
