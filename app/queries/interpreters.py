"""Reading interpreters."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.models import Interpreter
from app.queries.sight import Sight


def of_session(session_id: UUID) -> Select[Interpreter]:
    """In order, with the slots in which they cannot serve."""
    return (
        select(Interpreter)
        .where(Interpreter.session_id == session_id)
        .options(selectinload(Interpreter.unavailabilities))
        .order_by(Interpreter.position)
    )


def sessions_with_any(session_ids: Collection[UUID]) -> Select[UUID]:
    """Those of the sessions that have interpreters."""
    return select(Interpreter.session_id).where(Interpreter.session_id.in_(session_ids)).distinct()


def next_position(session_id: UUID) -> Select[int]:
    """Behind all others."""
    return select(func.coalesce(func.max(Interpreter.position) + 1, 0)).where(Interpreter.session_id == session_id)


def by_id(interpreter_id: UUID, sight: Sight) -> Select[Interpreter]:
    """For organisers: with the session, and the slots in which they cannot serve."""
    return (
        select(Interpreter)
        .where(Interpreter.id == interpreter_id, sight.organises_session(Interpreter.session_id))
        .options(joinedload(Interpreter.session), selectinload(Interpreter.unavailabilities))
    )
