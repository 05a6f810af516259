"""Counting what a conference has been set up with, in a number of statements that does not grow with it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.models import ConferenceSession, Delegation, Interpreter, Invitation, MeetingTable, Membership, SideRule, Slot

Part = type[Slot] | type[MeetingTable] | type[SideRule] | type[Interpreter]


def sessions(conference_id: UUID) -> Select[ConferenceSession, int, int, int, int]:
    """Each session with the numbers of its slots, tables, rules of sides, and interpreters."""
    return (
        select(ConferenceSession, _number(Slot), _number(MeetingTable), _number(SideRule), _number(Interpreter))
        .where(ConferenceSession.conference_id == conference_id)
        .order_by(ConferenceSession.code)
    )


def sides(conference_id: UUID) -> Select[str, int]:
    """How many delegations each side has."""
    return (
        select(Delegation.side, func.count())
        .where(Delegation.conference_id == conference_id)
        .group_by(Delegation.side)
        .order_by(Delegation.side)
    )


def reached(conference_id: UUID, *, now: datetime) -> Select[int]:
    """How many delegations have somebody who has joined, or can still accept an invitation."""
    return (
        select(func.count())
        .select_from(Delegation)
        .where(
            Delegation.conference_id == conference_id,
            or_(
                Delegation.id.in_(select(Membership.delegation_id).where(Membership.delegation_id.is_not(None))),
                Delegation.id.in_(select(Invitation.delegation_id).where(_open(now), _of_delegations())),
            ),
        )
    )


def organisers(conference_id: UUID, *, now: datetime) -> Select[int, int]:
    """How many people organise it, and how many are invited to."""
    joined = and_(Membership.conference_id == conference_id, Membership.delegation_id.is_(None))
    asked = and_(Invitation.conference_id == conference_id, Invitation.delegation_id.is_(None))
    return select(
        select(func.count()).select_from(Membership).where(joined).scalar_subquery(),
        select(func.count()).select_from(Invitation).where(asked, _open(now)).scalar_subquery(),
    )


def _number(part: Part) -> ColumnElement[int]:
    query = select(func.count()).select_from(part).where(part.session_id == ConferenceSession.id)
    return query.correlate(ConferenceSession).scalar_subquery()


def _open(now: datetime) -> ColumnElement[bool]:
    return and_(Invitation.accepted_at.is_(None), Invitation.expires_at > now)


def _of_delegations() -> ColumnElement[bool]:
    return Invitation.delegation_id.is_not(None)
