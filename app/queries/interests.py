"""Reading needs and offerings, and who may."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.models import Delegation, Interest, Need, Offering, Visibility
from app.queries import matches
from app.queries.sight import Sight

Kind = TypeVar("Kind", bound=Interest)


def of_delegation(kind: type[Kind], delegation_id: UUID, sight: Sight) -> Select[Kind]:
    """The most pressing first."""
    return _visible(kind, sight).where(kind.delegation_id == delegation_id).order_by(kind.priority, kind.code)


def of_conference(kind: type[Kind], conference_id: UUID, sight: Sight) -> Select[Kind]:
    """Those of whom somebody may know all, in the order of protocol."""
    return (
        _visible(kind, sight)
        .join(Delegation, Delegation.id == kind.delegation_id)
        .where(Delegation.conference_id == conference_id, sight.shares_delegation(kind.delegation_id))
        .order_by(Delegation.side, Delegation.position, Delegation.id, kind.priority, kind.code)
    )


def by_id(kind: type[Kind], interest_id: UUID, sight: Sight) -> Select[Kind]:
    return _visible(kind, sight).where(kind.id == interest_id)


def _visible(kind: type[Kind], sight: Sight) -> Select[Kind]:
    """With its delegation and all that it is linked to."""
    query = (
        select(kind)
        .where(or_(sight.shares_delegation(kind.delegation_id), _published(kind, sight)))
        .options(joinedload(kind.delegation), selectinload(kind.sectors), selectinload(kind.countries))
    )
    return query.options(selectinload(Need.regions)) if kind is Need else query


def _published(kind: type[Interest], sight: Sight) -> ColumnElement[bool]:
    """What others have put up for whoever asks."""
    if kind is Need:
        return false()
    return or_(
        and_(Offering.visibility == Visibility.ALL, sight.meets_delegation(Offering.delegation_id)),
        and_(Offering.visibility == Visibility.MATCHED, matches.of(sight.delegations, Offering.delegation_id)),
    )
