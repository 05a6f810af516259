"""Reading needs."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from app.models import Need


def of_delegation(delegation_id: UUID) -> Select[Need]:
    """The most pressing first."""
    return _loaded().where(Need.delegation_id == delegation_id).order_by(Need.priority, Need.code)


def by_id(need_id: UUID) -> Select[Need]:
    return _loaded().where(Need.id == need_id)


def _loaded() -> Select[Need]:
    return select(Need).options(selectinload(Need.sectors), selectinload(Need.countries), selectinload(Need.regions))
