"""Needs and offerings: what delegations look for, and what they bring."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotFound
from app.i18n.messages import mark
from app.models import Interest, Need, Offering
from app.queries import interests
from app.services import codes, delegations, lookup, stages
from app.services.disclosure import Shown, shown
from app.services.lookup import Page
from app.services.permissions import Actor, require_submitter
from app.services.stage_rules import Activity

Kind = TypeVar("Kind", bound=Interest)

MISSING: Mapping[type[Interest], str] = {Need: mark("No such need."), Offering: mark("No such offering.")}
TAKEN: Mapping[type[Interest], str] = {
    Need: mark("This delegation has a need with the code {code} already."),
    Offering: mark("This delegation has an offering with the code {code} already."),
}
LINKS: Sequence[tuple[str, str, Callable[..., object]]] = (
    ("sector_codes", "sectors", codes.sectors),
    ("country_codes", "countries", codes.countries),
    ("region_codes", "regions", codes.regions),
)


def page(
    db: Session, actor: Actor, kind: type[Kind], delegation_id: UUID, *, limit: int, cursor: str | None
) -> Page[Shown[Kind]]:
    delegation = delegations.alone(db, actor, delegation_id)
    query = interests.of_delegation(kind, delegation.id, actor.sight)
    return lookup.page(db, query, limit=limit, cursor=cursor).with_each(partial(shown, actor))


def get(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID) -> Shown[Kind]:
    return shown(actor, _one(db, actor, kind, interest_id))


def create(db: Session, actor: Actor, kind: type[Kind], delegation_id: UUID, *, values: dict[str, Any]) -> Shown[Kind]:
    """Raises `Duplicate` if the delegation has used the code, `Invalid` for an unknown sector, country or objective."""
    delegation = delegations.alone(db, actor, delegation_id)
    require_submitter(actor, delegation)
    stages.require(db, actor, delegation.conference_id, Activity.SUBMIT)
    interest = kind(delegation_id=delegation.id)
    _store(db, interest, values)
    return _reloaded(db, actor, kind, interest)


def update(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID, *, values: dict[str, Any]) -> Shown[Kind]:
    """As `create`."""
    interest = _one(db, actor, kind, interest_id)
    require_submitter(actor, interest.delegation)
    stages.require(db, actor, interest.delegation.conference_id, Activity.SUBMIT)
    _store(db, interest, values)
    return _reloaded(db, actor, kind, interest)


def delete(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID) -> None:
    interest = _one(db, actor, kind, interest_id)
    require_submitter(actor, interest.delegation)
    stages.require(db, actor, interest.delegation.conference_id, Activity.SUBMIT)
    db.delete(interest)


def _one(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID) -> Kind:
    return lookup.one(db, interests.by_id(kind, interest_id, actor.sight), NotFound(MISSING[kind]))


def _reloaded(db: Session, actor: Actor, kind: type[Kind], interest: Kind) -> Shown[Kind]:
    return shown(actor, lookup.reloaded(db, interests.by_id(kind, interest.id, actor.sight)))


def _store(db: Session, interest: Interest, values: dict[str, Any]) -> None:
    links = {row: find(db, values.pop(name), pointer=f"/{name}") for name, row, find in LINKS if name in values}
    codes.objective(db, values["objective_code"], pointer="/objective_code")
    codes.country(db, values.get("partner_country_code"), pointer="/partner_country_code")
    codes.currency(values["size_currency"], pointer="/size_currency")
    with lookup.refused_as(db, Duplicate(TAKEN[type(interest)], code=values["code"])):
        lookup.change(interest, values | links)
        db.add(interest)
