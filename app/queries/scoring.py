"""Reading what scores are made of besides needs and offerings: weights, dismissals, who has met whom, and more."""

from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.models import (
    Conference,
    ConferenceSession,
    Country,
    CountryRole,
    Delegation,
    Dismissal,
    Organisation,
    OrganisationCountry,
    Placement,
    PlacementParty,
    ScoringWeights,
    Stage,
    TimetableVersion,
)
from app.queries.sight import Sight

WERE_HELD = (Stage.HELD, Stage.ARCHIVED)


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


def known(conference_id: UUID, sight: Sight) -> Select[Delegation]:
    """Those of whom somebody may know what they speak, with their delegates."""
    return (
        select(Delegation)
        .where(Delegation.conference_id == conference_id, sight.shares_delegation(Delegation.id))
        .options(selectinload(Delegation.delegates))
    )


def met_before(conference_id: UUID) -> Select[UUID, UUID, int]:
    """How often two delegations' organisations met at conferences that were held before, either way round."""
    now, then = aliased(Conference), aliased(Conference)
    one, other, one_then, other_then = (aliased(Delegation) for _ in range(4))
    of_one, of_other = aliased(PlacementParty), aliased(PlacementParty)
    was_told = TimetableVersion.number == ConferenceSession.told_number
    return (
        select(one.id, other.id, func.count())
        .select_from(now)
        .join(one, one.conference_id == now.id)
        .join(one_then, one_then.organisation_id == one.organisation_id)
        .join(then, then.id == one_then.conference_id)
        .join(of_one, of_one.delegation_id == one_then.id)
        .join(Placement, Placement.id == of_one.placement_id)
        .join(TimetableVersion, TimetableVersion.id == Placement.version_id)
        .join(ConferenceSession, and_(ConferenceSession.id == TimetableVersion.session_id, was_told))
        .join(of_other, and_(of_other.placement_id == Placement.id, of_other.delegation_id != of_one.delegation_id))
        .join(other_then, other_then.id == of_other.delegation_id)
        .join(other, and_(other.organisation_id == other_then.organisation_id, other.conference_id == now.id))
        .where(now.id == conference_id, then.stage.in_(WERE_HELD), then.ends_on < now.starts_on)
        .group_by(one.id, other.id)
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
