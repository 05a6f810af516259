"""Reading delegations."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from app.models import Delegation, MeetingTable, Organisation
from app.queries.sight import Sight


def in_order() -> tuple[InstrumentedAttribute[Any] | ColumnElement[str], ...]:
    """The order of protocol, side by side; by the codes of the organisations where nobody has said who comes first."""
    code = select(Organisation.code).where(Organisation.id == Delegation.organisation_id).correlate(Delegation)
    return (Delegation.side, Delegation.position, code.scalar_subquery(), Delegation.id)


def of_conference(
    conference_id: UUID, *, side: str | None = None, organisation_ids: Collection[UUID] | None = None
) -> Select[Delegation]:
    """In the order of protocol, with organisation and unavailable slots."""
    query = _loaded().where(Delegation.conference_id == conference_id)
    if side is not None:
        query = query.where(Delegation.side == side)
    if organisation_ids is not None:
        query = query.where(Delegation.organisation_id.in_(organisation_ids))
    return query.order_by(*in_order())


def known(conference_id: UUID, sight: Sight) -> Select[Delegation]:
    """Those of whose own affairs somebody is told, in the order of protocol, with nothing else."""
    return (
        select(Delegation)
        .where(Delegation.conference_id == conference_id, sight.shares_delegation(Delegation.id))
        .order_by(*in_order())
    )


def by_id(delegation_id: UUID, sight: Sight) -> Select[Delegation]:
    query = _loaded().where(Delegation.id == delegation_id, sight.attends(Delegation.conference_id))
    return query.options(joinedload(Delegation.conference))


def row(delegation_id: UUID, sight: Sight) -> Select[Delegation]:
    """With nothing else, so that it can be locked."""
    return select(Delegation).where(Delegation.id == delegation_id, sight.attends(Delegation.conference_id))


def named(delegation_id: UUID) -> Select[Delegation]:
    """With its organisation, for whoever was told of it by a secret link."""
    return select(Delegation).where(Delegation.id == delegation_id).options(joinedload(Delegation.organisation))


def all_named(ids: Collection[UUID]) -> Select[Delegation]:
    """With their organisations."""
    return select(Delegation).where(Delegation.id.in_(ids)).options(joinedload(Delegation.organisation))


def of_organisations(organisation_ids: Collection[UUID]) -> Select[UUID]:
    """The ids of theirs, at all conferences."""
    return select(Delegation.id).where(Delegation.organisation_id.in_(organisation_ids))


def languages(ids: Collection[UUID]) -> Select[UUID, list[str]]:
    """What each of them has named, without what its delegates speak."""
    return select(Delegation.id, Delegation.languages).where(Delegation.id.in_(ids))


def named_of_conference(conference_id: UUID, *, side: str | None = None) -> Select[Delegation]:
    """As `of_conference`, with their organisations alone."""
    query = select(Delegation).where(Delegation.conference_id == conference_id)
    if side is not None:
        query = query.where(Delegation.side == side)
    ordered = query.order_by(*in_order())
    return ordered.options(joinedload(Delegation.organisation))


def among(conference_id: UUID, ids: Collection[UUID]) -> Select[Delegation]:
    """Those of these delegations that are at the conference."""
    return select(Delegation).where(Delegation.conference_id == conference_id, Delegation.id.in_(ids))


def with_own_tables(session_id: UUID) -> Select[Delegation]:
    """With their organisations, in the order of the tables; once for each table."""
    return (
        select(Delegation)
        .join(MeetingTable, MeetingTable.delegation_id == Delegation.id)
        .where(MeetingTable.session_id == session_id)
        .options(joinedload(Delegation.organisation))
        .order_by(MeetingTable.position)
    )


def sessions_with_own_tables(delegation_id: UUID) -> Select[UUID]:
    """The sessions in which the delegation has tables of its own."""
    return select(MeetingTable.session_id).where(MeetingTable.delegation_id == delegation_id).distinct()


def _loaded() -> Select[Delegation]:
    return select(Delegation).options(joinedload(Delegation.organisation), selectinload(Delegation.unavailabilities))
