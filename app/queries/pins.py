"""Reading pins."""

from uuid import UUID

from sqlalchemy import Select, select

from app.models import Pin, Slot
from app.queries.sight import Sight


def of_session(session_id: UUID) -> Select[Pin]:
    """In the order of the programme."""
    return select(Pin).join(Pin.slot).where(Pin.session_id == session_id).order_by(Slot.position, Pin.a_id, Pin.b_id)


def by_id(pin_id: UUID, sight: Sight) -> Select[Pin]:
    return select(Pin).where(Pin.id == pin_id, sight.organises_session(Pin.session_id))


def of_pair(session_id: UUID, a_id: UUID, b_id: UUID) -> Select[Pin]:
    """The pin of two delegations, in whatever order they are named."""
    return select(Pin).where(Pin.session_id == session_id, Pin.a_id == min(a_id, b_id), Pin.b_id == max(a_id, b_id))
