"""Counting how far a conference has come, in a number of statements that does not grow with it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, case, func, literal, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from app.models import (
    AuditEntry,
    ConferenceSession,
    Delegation,
    GroupMember,
    Interest,
    InterestKind,
    InterestState,
    Invitation,
    MeetingGroup,
    MeetingRequest,
    MeetingTable,
    MeetingValue,
    Membership,
    MemberState,
    MustMeet,
    Pin,
    RequestStatus,
    SignOffState,
    Wish,
    WishKind,
)
from app.queries import meeting_requests
from app.queries.delegations import in_order

GIVEN, MUST_MEET, PINNED = "given", "must_meet", "pinned"


def sessions(conference_id: UUID) -> Select[ConferenceSession]:
    """With their programme, their room and their rules."""
    return (
        select(ConferenceSession)
        .where(ConferenceSession.conference_id == conference_id)
        .options(
            selectinload(ConferenceSession.slots),
            selectinload(ConferenceSession.tables).selectinload(MeetingTable.unavailabilities),
            selectinload(ConferenceSession.side_rules),
        )
        .order_by(ConferenceSession.code)
    )


def delegations(conference_id: UUID) -> Select[Delegation]:
    """In the order of protocol, with who they are, when they can't meet, and who comes."""
    return (
        select(Delegation)
        .where(Delegation.conference_id == conference_id)
        .options(
            joinedload(Delegation.organisation),
            selectinload(Delegation.unavailabilities),
            selectinload(Delegation.delegates),
        )
        .order_by(*in_order())
    )


def interests(conference_id: UUID) -> Select[UUID, InterestKind, InterestState, int]:
    """How many needs and offerings in each state each delegation has."""
    grouped = (Interest.delegation_id, Interest.kind, Interest.state)
    return (
        select(*grouped, func.count())
        .join(Delegation, Delegation.id == Interest.delegation_id)
        .where(Delegation.conference_id == conference_id)
        .group_by(*grouped)
    )


def to_approve(conference_id: UUID, states: Collection[InterestState]) -> Select[UUID, int]:
    """How many needs and offerings in these states wait for the head of each delegation."""
    return (
        select(Interest.delegation_id, func.count())
        .join(Delegation, Delegation.id == Interest.delegation_id)
        .where(
            Delegation.conference_id == conference_id,
            Interest.sign_off == SignOffState.ASKED,
            Interest.state.in_(states),
        )
        .group_by(Interest.delegation_id)
    )


def asked_into_groups(conference_id: UUID) -> Select[UUID, int]:
    """How many groups wait for the answer of each delegation."""
    return (
        select(GroupMember.delegation_id, func.count())
        .join(Delegation, Delegation.id == GroupMember.delegation_id)
        .where(Delegation.conference_id == conference_id, GroupMember.state == MemberState.INVITED)
        .group_by(GroupMember.delegation_id)
    )


def requests(conference_id: UUID, *, now: datetime) -> Select[UUID, UUID, UUID, RequestStatus]:
    """Session, asker and asked of each meeting request, and what has become of it by now."""
    by_first = MeetingRequest.requester_id == MeetingRequest.a_id
    return (
        select(
            MeetingRequest.session_id,
            MeetingRequest.requester_id,
            case((by_first, MeetingRequest.b_id), else_=MeetingRequest.a_id),
            meeting_requests.current_status(now),
        )
        .join(ConferenceSession, ConferenceSession.id == MeetingRequest.session_id)
        .where(ConferenceSession.conference_id == conference_id)
    )


def wishes(conference_id: UUID) -> Select[UUID, UUID, UUID, WishKind]:
    """Session, wisher, whom it is about, and whether they are to meet."""
    return (
        select(Wish.session_id, Wish.delegation_id, Wish.target_id, Wish.kind)
        .join(ConferenceSession, ConferenceSession.id == Wish.session_id)
        .where(ConferenceSession.conference_id == conference_id)
    )


def insisted(conference_id: UUID) -> CompoundSelect[UUID, UUID, UUID, str]:
    """Session and both delegations of each pair that organisers fixed, and how."""
    return union_all(
        *(
            select(row.session_id, row.a_id, row.b_id, literal(kind))
            .join(ConferenceSession, ConferenceSession.id == row.session_id)
            .where(ConferenceSession.conference_id == conference_id)
            for row, kind in ((MustMeet, MUST_MEET), (Pin, PINNED), (MeetingValue, GIVEN))
        )
    )


def groups(conference_id: UUID) -> Select[UUID, UUID, int, UUID]:
    """Session, group and least size of each group, with one delegation that has agreed to it."""
    return (
        select(MeetingGroup.session_id, MeetingGroup.id, MeetingGroup.min_size, GroupMember.delegation_id)
        .join(GroupMember, GroupMember.group_id == MeetingGroup.id)
        .join(ConferenceSession, ConferenceSession.id == MeetingGroup.session_id)
        .where(ConferenceSession.conference_id == conference_id, GroupMember.state == MemberState.AGREED)
    )


def people(conference_id: UUID) -> Select[UUID | None, int]:
    """How many people each delegation has that can sign in for it; without those that have none."""
    return (
        select(Membership.delegation_id, func.count())
        .where(Membership.conference_id == conference_id, Membership.delegation_id.is_not(None))
        .group_by(Membership.delegation_id)
    )


def invited(conference_id: UUID, *, now: datetime) -> Select[UUID | None, int]:
    """How many invitations to each delegation can still be accepted."""
    return (
        select(Invitation.delegation_id, func.count())
        .where(
            Invitation.conference_id == conference_id,
            Invitation.delegation_id.is_not(None),
            Invitation.accepted_at.is_(None),
            Invitation.expires_at > now,
        )
        .group_by(Invitation.delegation_id)
    )


def reminders(conference_id: UUID, *, action: str) -> Select[UUID | None, datetime]:
    """When each delegation was last reminded."""
    return (
        select(AuditEntry.subject_id, func.max(AuditEntry.at))
        .where(AuditEntry.conference_id == conference_id, AuditEntry.action == action)
        .group_by(AuditEntry.subject_id)
    )
