"""Needs: what delegations look for."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotFound
from app.models import Need
from app.queries import needs
from app.services import codes, delegations, lookup, stages
from app.services.lookup import Page
from app.services.permissions import Actor, require_submitter
from app.services.stage_rules import Activity


def page(db: Session, actor: Actor, delegation_id: UUID, *, limit: int, cursor: str | None) -> Page[Need]:
    delegation = delegations.alone(db, actor, delegation_id)
    return lookup.page(db, needs.of_delegation(delegation.id, actor.sight), limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, need_id: UUID) -> Need:
    return lookup.one(db, needs.by_id(need_id, actor.sight), NotFound("No such need."))


def create(db: Session, actor: Actor, delegation_id: UUID, *, values: dict[str, Any]) -> Need:
    """Raises `Duplicate` if the delegation has used the code, `Invalid` for an unknown sector, country or objective."""
    delegation = delegations.alone(db, actor, delegation_id)
    require_submitter(actor, delegation)
    stages.require(db, actor, delegation.conference_id, Activity.SUBMIT)
    need = Need(delegation_id=delegation.id)
    _store(db, need, values)
    return lookup.reloaded(db, needs.by_id(need.id, actor.sight))


def update(db: Session, actor: Actor, need_id: UUID, *, values: dict[str, Any]) -> Need:
    """As `create`."""
    need = get(db, actor, need_id)
    require_submitter(actor, need.delegation)
    stages.require(db, actor, need.delegation.conference_id, Activity.SUBMIT)
    _store(db, need, values)
    return lookup.reloaded(db, needs.by_id(need.id, actor.sight))


def delete(db: Session, actor: Actor, need_id: UUID) -> None:
    need = get(db, actor, need_id)
    require_submitter(actor, need.delegation)
    stages.require(db, actor, need.delegation.conference_id, Activity.SUBMIT)
    db.delete(need)


def _store(db: Session, need: Need, values: dict[str, Any]) -> None:
    linked = {
        "sectors": codes.sectors(db, values.pop("sector_codes"), pointer="/sector_codes"),
        "countries": codes.countries(db, values.pop("country_codes"), pointer="/country_codes"),
        "regions": codes.regions(db, values.pop("region_codes"), pointer="/region_codes"),
    }
    codes.objective(db, values["objective_code"], pointer="/objective_code")
    taken = Duplicate("This delegation has a need with the code {code} already.", code=values["code"])
    with lookup.refused_as(db, taken):
        lookup.change(need, values | linked)
        db.add(need)
