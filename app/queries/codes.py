"""Reading reference data by its codes, and which codes the parts of a session have."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, select

from app.models import Country, Interpreter, MeetingGroup, MeetingTable, Objective, Region, Sector, Slot


def countries(codes: Collection[str]) -> Select[Country]:
    return select(Country).where(Country.iso2.in_(codes))


def objectives(codes: Collection[str]) -> Select[Objective]:
    return select(Objective).where(Objective.code.in_(codes))


def regions(codes: Collection[str]) -> Select[Region]:
    return select(Region).where(Region.code.in_(codes))


def sectors(codes: Collection[str]) -> Select[Sector]:
    return select(Sector).where(Sector.code.in_(codes))


def of_parts(part: type[Slot | MeetingTable | Interpreter | MeetingGroup], session_id: UUID) -> Select[str]:
    """Those of the slots, the tables, the interpreters or the groups of a session, as they are stored now."""
    return select(part.code).where(part.session_id == session_id).order_by(part.code)
