"""Needs: what delegations look for."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotFound
from app.models import Need
from app.queries import needs
from app.services import codes, delegations, lookup
from app.services.lookup import Page


def page(db: Session, delegation_id: UUID, *, limit: int, offset: int) -> Page[Need]:
    delegation = delegations.get(db, delegation_id)
    return lookup.page(db, needs.of_delegation(delegation.id), limit=limit, offset=offset)


def get(db: Session, need_id: UUID) -> Need:
    return lookup.one(db, needs.by_id(need_id), NotFound("No such need."))


def create(db: Session, delegation_id: UUID, *, values: dict[str, Any]) -> Need:
    """Raises `Duplicate` if the delegation has used the code, `Invalid` for an unknown sector, country or objective."""
    delegation = delegations.get(db, delegation_id)
    need = Need(delegation_id=delegation.id)
    _store(db, need, values)
    return lookup.reloaded(db, needs.by_id(need.id))


def update(db: Session, need_id: UUID, *, values: dict[str, Any]) -> Need:
    """As `create`."""
    need = get(db, need_id)
    _store(db, need, values)
    return lookup.reloaded(db, needs.by_id(need.id))


def delete(db: Session, need_id: UUID) -> None:
    db.delete(get(db, need_id))


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
