"""Reading what holds for the sides of a session."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from app.models import ConferenceSession, Delegation, SideRule
from app.queries.sessions import by_id
from app.queries.sight import Sight


def with_session(session_id: UUID, sight: Sight) -> Select[ConferenceSession]:
    """The session with the rules of its sides."""
    return by_id(session_id, sight).options(selectinload(ConferenceSession.side_rules))


def of_session(session_id: UUID) -> Select[SideRule]:
    return select(SideRule).where(SideRule.session_id == session_id)


def sides_of_conference(conference_id: UUID) -> Select[str]:
    """The sides that have rules in one of its sessions."""
    return (
        select(SideRule.side)
        .join(ConferenceSession, ConferenceSession.id == SideRule.session_id)
        .where(ConferenceSession.conference_id == conference_id)
        .distinct()
    )


def of_delegation(session_id: UUID, delegation_id: UUID) -> Select[SideRule]:
    """That of the delegation's side."""
    return (
        select(SideRule)
        .join(Delegation, Delegation.side == SideRule.side)
        .where(SideRule.session_id == session_id, Delegation.id == delegation_id)
    )
