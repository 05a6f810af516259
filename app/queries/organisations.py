"""Reading organisations."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import selectinload

from app.models import Delegation, Organisation, OrganisationKind
from app.queries import enquiries
from app.queries.sight import Sight


def visible(
    sight: Sight,
    *,
    kind: OrganisationKind | None = None,
    scheme: str | None = None,
    valid_on: date | None = None,
    ids: Collection[UUID] | None = None,
) -> Select[Organisation]:
    """As `matching`, of those that somebody may see."""
    return matching(kind=kind, scheme=scheme, valid_on=valid_on, ids=ids).where(visible_to(sight))


def matching(
    *,
    kind: OrganisationKind | None = None,
    scheme: str | None = None,
    valid_on: date | None = None,
    ids: Collection[UUID] | None = None,
) -> Select[Organisation]:
    """Organisations that fit every filter given, with their countries."""
    query = select(Organisation).options(selectinload(Organisation.countries))
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    if scheme is not None:
        query = query.where(Organisation.scheme == scheme)
    if valid_on is not None:
        query = query.where(
            or_(Organisation.valid_from.is_(None), Organisation.valid_from <= valid_on),
            or_(Organisation.valid_to.is_(None), Organisation.valid_to >= valid_on),
        )
    if ids is not None:
        query = query.where(Organisation.id.in_(ids))
    return query.order_by(Organisation.scheme, Organisation.code)


def absent(conference_id: UUID, *, valid_on: date) -> Select[Organisation]:
    """Those of that day that have no delegation at the conference, by kind."""
    present = select(Delegation.organisation_id).where(Delegation.conference_id == conference_id)
    return (
        matching(valid_on=valid_on)
        .where(Organisation.id.not_in(present))
        .order_by(None)
        .order_by(Organisation.kind, Organisation.scheme, Organisation.code)
    )


def by_id(organisation_id: UUID) -> Select[Organisation]:
    return select(Organisation).where(Organisation.id == organisation_id).options(selectinload(Organisation.countries))


def visible_to(sight: Sight) -> ColumnElement[bool]:
    """All for organisers, who invite them; else who comes to the same conferences, or has to do with an enquiry."""
    if sight.everything or sight.organised:
        return true()
    there = select(Delegation.organisation_id).where(sight.attends(Delegation.conference_id))
    return or_(Organisation.id.in_(there), Organisation.id.in_(enquiries.parties(sight)))


def by_codes(scheme: str, codes: Collection[str]) -> Select[Organisation]:
    return select(Organisation).where(Organisation.scheme == scheme, Organisation.code.in_(codes))


def names() -> Select[UUID, str, str, str, str, str]:
    """What organisations are called, for a search that no database can do alike."""
    return select(
        Organisation.id,
        Organisation.code,
        Organisation.name_vi,
        Organisation.name_en,
        Organisation.label_vi,
        Organisation.label_en,
    )
