"""Offerings: what delegations bring."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotFound
from app.models import Offering
from app.queries import offerings
from app.services import codes, delegations, lookup, stages
from app.services.lookup import Page
from app.services.permissions import Actor, require_submitter
from app.services.stage_rules import Activity


def page(db: Session, actor: Actor, delegation_id: UUID, *, limit: int, cursor: str | None) -> Page[Offering]:
    delegation = delegations.alone(db, actor, delegation_id)
    return lookup.page(db, offerings.of_delegation(delegation.id, actor.sight), limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, offering_id: UUID) -> Offering:
    return lookup.one(db, offerings.by_id(offering_id, actor.sight), NotFound("No such offering."))


def create(db: Session, actor: Actor, delegation_id: UUID, *, values: dict[str, Any]) -> Offering:
    """Raises `Duplicate` if the delegation has used the code, `Invalid` for an unknown sector, country or objective."""
    delegation = delegations.alone(db, actor, delegation_id)
    require_submitter(actor, delegation)
    stages.require(db, actor, delegation.conference_id, Activity.SUBMIT)
    offering = Offering(delegation_id=delegation.id)
    _store(db, offering, values)
    return lookup.reloaded(db, offerings.by_id(offering.id, actor.sight))


def update(db: Session, actor: Actor, offering_id: UUID, *, values: dict[str, Any]) -> Offering:
    """As `create`."""
    offering = get(db, actor, offering_id)
    require_submitter(actor, offering.delegation)
    stages.require(db, actor, offering.delegation.conference_id, Activity.SUBMIT)
    _store(db, offering, values)
    return lookup.reloaded(db, offerings.by_id(offering.id, actor.sight))


def delete(db: Session, actor: Actor, offering_id: UUID) -> None:
    offering = get(db, actor, offering_id)
    require_submitter(actor, offering.delegation)
    stages.require(db, actor, offering.delegation.conference_id, Activity.SUBMIT)
    db.delete(offering)


def _store(db: Session, offering: Offering, values: dict[str, Any]) -> None:
    linked = {
        "sectors": codes.sectors(db, values.pop("sector_codes"), pointer="/sector_codes"),
        "countries": codes.countries(db, values.pop("country_codes"), pointer="/country_codes"),
    }
    codes.objective(db, values["objective_code"], pointer="/objective_code")
    taken = Duplicate("This delegation has an offering with the code {code} already.", code=values["code"])
    with lookup.refused_as(db, taken):
        lookup.change(offering, values | linked)
        db.add(offering)
