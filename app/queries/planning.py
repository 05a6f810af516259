"""Reading all that a session's instance is made of, in a number of statements that does not grow with it."""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    Interpreter,
    MeetingTable,
    MeetingValue,
    MustMeet,
    Need,
    Offering,
    Organisation,
    Pin,
    Sector,
    TimetableVersion,
)
from app.queries import interests


def session(session_id: UUID) -> Select[ConferenceSession]:
    """The session with its conference, slots, tables, interpreters and rules, as they are now."""
    return (
        select(ConferenceSession)
        .where(ConferenceSession.id == session_id)
        .options(
            joinedload(ConferenceSession.conference),
            selectinload(ConferenceSession.slots),
            selectinload(ConferenceSession.tables).selectinload(MeetingTable.unavailabilities),
            selectinload(ConferenceSession.side_rules),
            selectinload(ConferenceSession.interpreters).selectinload(Interpreter.unavailabilities),
        )
        .execution_options(populate_existing=True)
    )


def delegations(conference_id: UUID) -> Select[Delegation]:
    """In the order of protocol, with what counts of what they look for and bring, whom they speak for, who comes."""
    organisation = joinedload(Delegation.organisation).selectinload(Organisation.countries)
    needs = selectinload(Delegation.needs.and_(interests.counting())).options(
        selectinload(Need.sectors), selectinload(Need.countries), selectinload(Need.regions), joinedload(Need.meaning)
    )
    offerings = selectinload(Delegation.offerings.and_(interests.counting())).options(
        selectinload(Offering.sectors), selectinload(Offering.countries), joinedload(Offering.meaning)
    )
    return (
        select(Delegation)
        .join(Delegation.organisation)
        .where(Delegation.conference_id == conference_id)
        .options(organisation, needs, offerings)
        .options(selectinload(Delegation.unavailabilities), selectinload(Delegation.delegates))
        .order_by(Delegation.position, Delegation.side, Organisation.scheme, Organisation.code)
        .execution_options(populate_existing=True)
    )


def named_delegations(conference_id: UUID) -> Select[Delegation]:
    """With no more than their organisations."""
    return (
        select(Delegation).where(Delegation.conference_id == conference_id).options(joinedload(Delegation.organisation))
    )


def present(conference_id: UUID) -> Select[Delegation]:
    """With their organisations, when they are away and who comes."""
    return named_delegations(conference_id).options(
        selectinload(Delegation.unavailabilities), selectinload(Delegation.delegates)
    )


def must_meets(session_id: UUID) -> Select[MustMeet]:
    return select(MustMeet).where(MustMeet.session_id == session_id)


def meeting_values(session_id: UUID) -> Select[MeetingValue]:
    return select(MeetingValue).where(MeetingValue.session_id == session_id)


def pins(session_id: UUID) -> Select[Pin]:
    return select(Pin).where(Pin.session_id == session_id)


def parents() -> Select[str, str | None]:
    """Each sub-sector with its top sector."""
    return select(Sector.code, Sector.parent_code).where(Sector.parent_code.is_not(None))


def last_number(session_id: UUID) -> Select[int]:
    """The highest number of a timetable version; 0 if there is none."""
    return select(func.coalesce(func.max(TimetableVersion.number), 0)).where(TimetableVersion.session_id == session_id)


def held_conference(session_id: UUID) -> Select[UUID]:
    """That of a session, with which nobody goes a stage further until this transaction ends."""
    query = select(Conference.id).join(Conference.sessions).where(ConferenceSession.id == session_id)
    return query.with_for_update(read=True, of=Conference)


def conference(code: str) -> Select[Conference]:
    """The conference of this code with its sessions."""
    return select(Conference).where(Conference.code == code).options(selectinload(Conference.sessions))
