"""Reading needs."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.models import Need
from app.queries.sight import Sight


def of_delegation(delegation_id: UUID, sight: Sight) -> Select[Need]:
    """The most pressing first."""
    return _visible(sight).where(Need.delegation_id == delegation_id).order_by(Need.priority, Need.code)


def by_id(need_id: UUID, sight: Sight) -> Select[Need]:
    """With its delegation."""
    return _visible(sight).where(Need.id == need_id).options(joinedload(Need.delegation))


def _visible(sight: Sight) -> Select[Need]:
    return (
        select(Need)
        .where(sight.shares_delegation(Need.delegation_id))
        .options(selectinload(Need.sectors), selectinload(Need.countries), selectinload(Need.regions))
    )
