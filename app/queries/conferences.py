"""Reading conferences."""

from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased, selectinload

from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    GroupMember,
    MeetingRequest,
    MeetingTable,
    Need,
    Offering,
    Run,
    RunStatus,
    TimetableStatus,
    TimetableVersion,
    Wish,
)
from app.queries.sight import Sight


def visible(sight: Sight) -> Select[Conference]:
    """The latest first."""
    return select(Conference).where(sight.attends(Conference.id)).order_by(Conference.starts_on.desc(), Conference.code)


def names(sight: Sight) -> Select[UUID, str, str, str, str]:
    """By what the same are found."""
    columns = (Conference.id, Conference.code, Conference.name_vi, Conference.name_en, Conference.city)
    return select(*columns).where(sight.attends(Conference.id))


def with_sessions(sight: Sight) -> Select[Conference]:
    """With their sessions, the latest first."""
    return visible(sight).options(selectinload(Conference.sessions))


def by_id(conference_id: UUID, sight: Sight) -> Select[Conference]:
    return visible(sight).where(Conference.id == conference_id)


def locked(conference_id: UUID, *, alone: bool) -> Select[Conference]:
    """The row as it is now, which nobody changes until the end of the transaction, or nobody else even locks."""
    query = select(Conference).where(Conference.id == conference_id).with_for_update(read=not alone)
    return query.execution_options(populate_existing=True)


def whole(conference_id: UUID, sight: Sight) -> Select[Conference]:
    """With its delegations, and its sessions with slots, tables and their absences, interpreters and rules."""
    sessions = selectinload(Conference.sessions)
    return by_id(conference_id, sight).options(
        sessions.selectinload(ConferenceSession.slots),
        sessions.selectinload(ConferenceSession.tables).selectinload(MeetingTable.unavailabilities),
        sessions.selectinload(ConferenceSession.interpreters),
        sessions.selectinload(ConferenceSession.side_rules),
        selectinload(Conference.delegations),
    )


def has_submissions(conference_id: UUID) -> Select[bool]:
    """Whether any delegation has said what it needs or brings, or whom it wants to meet."""
    of_delegations = (
        exists().where(whose == Delegation.id, Delegation.conference_id == conference_id)
        for whose in (
            Need.delegation_id,
            Offering.delegation_id,
            Wish.delegation_id,
            MeetingRequest.requester_id,
            GroupMember.delegation_id,
        )
    )
    return select(or_(*of_delegations))


def has_unfinished_runs(conference_id: UUID) -> Select[bool]:
    return select(
        exists().where(
            Run.session_id == ConferenceSession.id,
            ConferenceSession.conference_id == conference_id,
            Run.status.in_((RunStatus.QUEUED, RunStatus.RUNNING)),
        )
    )


def has_later_runs(conference_id: UUID) -> Select[bool]:
    """Whether there are timetables, or runs, of a later conference at which any organisation of this one is again."""
    then, later = aliased(Conference), aliased(Conference)
    once, again = aliased(Delegation), aliased(Delegation)
    return select(
        exists()
        .where(Run.session_id == ConferenceSession.id, ConferenceSession.conference_id == later.id)
        .where(then.id == conference_id, later.starts_on > then.ends_on)
        .where(once.conference_id == then.id, again.conference_id == later.id)
        .where(again.organisation_id == once.organisation_id)
    )


def sessions_with_timetables(conference_id: UUID) -> Select[str, str, bool]:
    """The names of each session, in Vietnamese and in English, and whether a timetable was made that can be held."""
    made = exists().where(
        TimetableVersion.session_id == ConferenceSession.id, TimetableVersion.status != TimetableStatus.INFEASIBLE
    )
    return (
        select(ConferenceSession.name_vi, ConferenceSession.name_en, made)
        .where(ConferenceSession.conference_id == conference_id)
        .order_by(ConferenceSession.code)
    )
