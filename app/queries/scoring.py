"""Reading what scores are made of besides needs and offerings: weights, dismissals, what regions stand for."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.models import (
    Country,
    CountryRole,
    Delegation,
    Dismissal,
    Organisation,
    OrganisationCountry,
    ScoringWeights,
)
from app.queries.sight import Sight


def weights(conference_id: UUID) -> Select[ScoringWeights]:
    """Those that a conference has of its own, if it has."""
    return select(ScoringWeights).where(ScoringWeights.conference_id == conference_id)


def regions_of_countries() -> Select[str, str]:
    return select(Country.iso2, Country.region_code)


def revisions_of_organisations(conference_id: UUID) -> Select[UUID, int, str | None, CountryRole | None]:
    """What tells whether the delegations of a conference, or for whom these speak, have changed."""
    return (
        select(Organisation.id, Organisation.revision, OrganisationCountry.country_iso2, OrganisationCountry.role)
        .join(Delegation, Delegation.organisation_id == Organisation.id)
        .outerjoin(OrganisationCountry, OrganisationCountry.organisation_id == Organisation.id)
        .where(Delegation.conference_id == conference_id)
    )


def dismissed(conference_id: UUID) -> Select[UUID, UUID]:
    """Need and offering of all that any delegation of a conference has dismissed."""
    return (
        select(Dismissal.need_id, Dismissal.offering_id)
        .join(Delegation, Delegation.id == Dismissal.delegation_id)
        .where(Delegation.conference_id == conference_id)
        .distinct()
    )


def dismissals(delegation_id: UUID) -> Select[Dismissal]:
    """The latest first."""
    return (
        select(Dismissal)
        .where(Dismissal.delegation_id == delegation_id)
        .order_by(Dismissal.created_at.desc(), Dismissal.id)
    )


def dismissal(dismissal_id: UUID, sight: Sight) -> Select[Dismissal]:
    """With its delegation."""
    return (
        select(Dismissal)
        .where(Dismissal.id == dismissal_id, sight.shares_delegation(Dismissal.delegation_id))
        .options(joinedload(Dismissal.delegation))
    )
