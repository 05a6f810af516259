"""Reading offerings."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.models import Offering
from app.queries.sight import Sight


def of_delegation(delegation_id: UUID, sight: Sight) -> Select[Offering]:
    """The most pressing first."""
    return _visible(sight).where(Offering.delegation_id == delegation_id).order_by(Offering.priority, Offering.code)


def by_id(offering_id: UUID, sight: Sight) -> Select[Offering]:
    """With its delegation."""
    return _visible(sight).where(Offering.id == offering_id).options(joinedload(Offering.delegation))


def _visible(sight: Sight) -> Select[Offering]:
    return (
        select(Offering)
        .where(sight.shares_delegation(Offering.delegation_id))
        .options(selectinload(Offering.sectors), selectinload(Offering.countries))
    )
