"""Organisations: finding them by what people type, adding and correcting them."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotFound
from app.models import Conference, CountryRole, Organisation, OrganisationCountry, OrganisationKind
from app.queries import organisations
from app.services import codes, lookup
from app.services.folding import has_words, words
from app.services.lookup import Page
from app.services.permissions import Actor, require_administrator, require_editor_somewhere


def page(
    db: Session,
    actor: Actor,
    *,
    text: str | None = None,
    kind: OrganisationKind | None = None,
    scheme: str | None = None,
    valid_on: date | None = None,
    limit: int,
    cursor: str | None,
) -> Page[Organisation]:
    """Those that the actor sees and that fit every filter given; names and code have each word of `text`."""
    ids = None if text is None else ids_named(db, text)
    query = organisations.visible(actor.sight, kind=kind, scheme=scheme, valid_on=valid_on, ids=ids)
    return lookup.page(db, query, limit=limit, cursor=cursor)


def absent(db: Session, conference: Conference) -> Sequence[Organisation]:
    """Those that are valid on the first day of the conference and have no delegation there, by kind."""
    return db.scalars(organisations.absent(conference.id, valid_on=conference.starts_on)).all()


def get(db: Session, actor: Actor, organisation_id: UUID) -> Organisation:
    query = organisations.by_id(organisation_id).where(organisations.visible_to(actor.sight))
    return lookup.one(db, query, NotFound("No such organisation."))


def for_administrator(db: Session, actor: Actor, organisation_id: UUID) -> Organisation:
    """The same to be changed, for administrators only: it is the same organisation at every conference."""
    organisation = get(db, actor, organisation_id)
    require_administrator(actor)
    return organisation


def create(db: Session, actor: Actor, *, values: dict[str, Any]) -> Organisation:
    """Raises `Forbidden` but to editors of some conference, `Duplicate` for scheme and code together, and `Invalid`."""
    require_editor_somewhere(actor)
    organisation = Organisation()
    with lookup.refused_as(db, _taken(values)):
        _fill(db, organisation, values)
        db.add(organisation)
    return lookup.reloaded(db, organisations.by_id(organisation.id))


def update(db: Session, actor: Actor, organisation_id: UUID, *, values: dict[str, Any]) -> Organisation:
    """Raises as `for_administrator` and as `create`."""
    organisation = for_administrator(db, actor, organisation_id)
    with lookup.refused_as(db, _taken(values)):
        _fill(db, organisation, values)
    return lookup.reloaded(db, organisations.by_id(organisation.id))


def ids_named(db: Session, text: str) -> list[UUID]:
    """Those whose names and code have each word of `text`, accents and case aside."""
    # Folding is done here and not in SQL: the two databases do it differently, and organisations are hundreds.
    wanted = words(text)
    return [row.id for row in db.execute(organisations.names()) if has_words(wanted, *row[1:])]


def _fill(db: Session, organisation: Organisation, values: dict[str, Any]) -> None:
    roles: dict[str, CountryRole] = {country["country_iso2"]: country["role"] for country in values.pop("countries")}
    lookup.together(
        partial(codes.countries, db, list(roles), pointer="/countries"),
        partial(codes.region, db, values["region_code"], pointer="/region_code"),
    )
    if values["successor_id"] is not None:
        _check_successor(db, organisation, values["successor_id"])
    lookup.change(organisation, values)
    kept = {country.country_iso2: country for country in organisation.countries}
    organisation.countries = [kept.get(iso2) or OrganisationCountry(country_iso2=iso2) for iso2 in roles]
    for country in organisation.countries:
        country.role = roles[country.country_iso2]


def _check_successor(db: Session, organisation: Organisation, successor_id: UUID) -> None:
    if successor_id == organisation.id:
        raise lookup.invalid("/successor_id", "An organisation does not succeed itself.")
    if db.scalars(organisations.by_id(successor_id)).one_or_none() is None:
        raise lookup.invalid("/successor_id", "No such organisation.")


def _taken(values: dict[str, Any]) -> Duplicate:
    named = {name: values[name] for name in ("code", "scheme")}
    return Duplicate("There is an organisation {code} in the scheme {scheme} already.", **named)
