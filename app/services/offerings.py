"""Offerings: what delegations bring."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotFound
from app.models import Offering
from app.queries import offerings
from app.services import codes, delegations, lookup
from app.services.lookup import Page


def page(db: Session, delegation_id: UUID, *, limit: int, offset: int) -> Page[Offering]:
    delegation = delegations.get(db, delegation_id)
    return lookup.page(db, offerings.of_delegation(delegation.id), limit=limit, offset=offset)


def get(db: Session, offering_id: UUID) -> Offering:
    return lookup.one(db, offerings.by_id(offering_id), NotFound("No such offering."))


def create(db: Session, delegation_id: UUID, *, values: dict[str, Any]) -> Offering:
    """Raises `Duplicate` if the delegation has used the code, `Invalid` for an unknown sector, country or objective."""
    delegation = delegations.get(db, delegation_id)
    offering = Offering(delegation_id=delegation.id)
    _store(db, offering, values)
    return lookup.reloaded(db, offerings.by_id(offering.id))


def update(db: Session, offering_id: UUID, *, values: dict[str, Any]) -> Offering:
    """As `create`."""
    offering = get(db, offering_id)
    _store(db, offering, values)
    return lookup.reloaded(db, offerings.by_id(offering.id))


def delete(db: Session, offering_id: UUID) -> None:
    db.delete(get(db, offering_id))


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
