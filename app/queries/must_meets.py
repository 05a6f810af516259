"""Reading must-meets."""

from uuid import UUID

from sqlalchemy import Select, select

from app.models import MustMeet
from app.queries.sight import Sight


def of_session(session_id: UUID) -> Select[MustMeet]:
    return select(MustMeet).where(MustMeet.session_id == session_id).order_by(MustMeet.a_id, MustMeet.b_id)


def by_id(must_meet_id: UUID, sight: Sight) -> Select[MustMeet]:
    return select(MustMeet).where(MustMeet.id == must_meet_id, sight.organises_session(MustMeet.session_id))


def of_pair(session_id: UUID, a_id: UUID, b_id: UUID) -> Select[MustMeet]:
    """The row of two delegations, in whatever order they are named."""
    return of_session(session_id).where(MustMeet.a_id == min(a_id, b_id), MustMeet.b_id == max(a_id, b_id))
