"""Reading offerings."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from app.models import Offering


def of_delegation(delegation_id: UUID) -> Select[Offering]:
    """The most pressing first."""
    return _loaded().where(Offering.delegation_id == delegation_id).order_by(Offering.priority, Offering.code)


def by_id(offering_id: UUID) -> Select[Offering]:
    return _loaded().where(Offering.id == offering_id)


def _loaded() -> Select[Offering]:
    return select(Offering).options(selectinload(Offering.sectors), selectinload(Offering.countries))
