"""Sessions to and from instance files."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate
from app.matching.scheduling import problem as core
from app.matching.scheduling.io import instance_to_json, read_instance
from app.matching.scheduling.problem import Meeting, PartyId, Policy, Problem
from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    DelegationMode,
    GroupMember,
    Interpreter,
    InterpreterUnavailability,
    MeetingGroup,
    MeetingTable,
    MeetingValue,
    MemberState,
    MustMeet,
    Organisation,
    OrganisationKind,
    Pin,
    Slot,
    Stage,
    TableUnavailability,
    Unavailability,
)
from app.queries import organisations as organisation_queries
from app.services import lookup
from app.services.planning.holdings import PAIR, check_holdable, online_parties
from app.services.planning.meetings import VIDEO_LINKS
from app.services.planning.problem import problem_of

SCHEME = "instance"


def export(db: Session, session: ConferenceSession) -> dict[str, Any]:
    """The session as an instance file's JSON value."""
    return instance_to_json(problem_of(db, session))


def import_instance(db: Session, data: bytes, *, code: str) -> ConferenceSession:
    """A new conference of this code, with one session that gives the same instance again.

    Its parties become delegations of ad-hoc organisations. Raises `InputErrors` if the file is not an instance, or
    says anything that the service cannot hold; `Duplicate` if the code is taken.
    """
    problem = read_instance(data)
    check_holdable(problem)
    session = _add_session(db, problem, code)
    slots = _add_slots(db, session, problem)
    delegations = _add_delegations(db, session, problem, slots)
    tables = _add_tables(db, session, problem, delegations, slots)
    db.add_all(_interpreter(session, i, each, slots) for i, each in enumerate(problem.interpreters))
    db.add_all(row for meeting in problem.meetings for row in _meeting(session, meeting, delegations, slots, tables))
    db.flush()
    return session


def _add_session(db: Session, problem: Problem, code: str) -> ConferenceSession:
    names = {"name_vi": problem.name, "name_en": problem.name}
    first, last = problem.slots[0], problem.slots[-1]
    conference = Conference(
        code=code,
        city="",
        stage=Stage.SCHEDULING,  # There is nothing to collect any more.
        timezone=_zone(first.start.utcoffset()),
        starts_on=first.start.date(),
        ends_on=last.end.astimezone(first.start.tzinfo).date(),
        **names,
    )
    links = next((resource.capacity for resource in problem.resources if resource.id == VIDEO_LINKS), None)
    # The instance is named after the session's code.
    session = ConferenceSession(
        conference=conference, code=problem.name, online_links=links, policy=_policy(problem.policy), **names
    )
    with lookup.refused_as(db, Duplicate("There is a conference with the code {code} already.", code=code)):
        db.add(session)
    return session


def _zone(offset: timedelta | None) -> str:
    """The time zone of a whole-hour offset, which is all that an instance says of its place; UTC for the others."""
    hours, rest = divmod(offset or timedelta(), timedelta(hours=1))
    # In these names the sign is that of the offset turned round.
    return "UTC" if rest or not hours else f"Etc/GMT{-hours:+d}"


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "goals": [str(goal) for goal in policy.goals],
        "bonus": {side: list(points) for side, points in policy.bonus.items()},
        "max_break_spread": policy.max_break_spread,
        "zone_gap": policy.zone_gap,
    }


def _add_slots(db: Session, session: ConferenceSession, problem: Problem) -> dict[str, Slot]:
    slots = {
        slot.id: Slot(
            session_id=session.id,
            code=slot.id,
            position=position,
            starts_at=slot.start,
            ends_at=slot.end,
            period=slot.period,
        )
        for position, slot in enumerate(problem.slots)
    }
    db.add_all(slots.values())
    db.flush()
    return slots


def _add_delegations(
    db: Session, session: ConferenceSession, problem: Problem, slots: dict[str, Slot]
) -> dict[PartyId, Delegation]:
    organisations = _organisations(db, problem)
    online = online_parties(problem)
    delegations = {
        party.id: Delegation(
            conference_id=session.conference_id,
            organisation_id=organisations[party.id].id,
            side=party.side,
            position=position,
            mode=DelegationMode.ONLINE if party.id in online else DelegationMode.IN_PERSON,
            teams=party.teams,
            min_meetings=party.min_meetings,
            max_meetings=party.max_meetings,
            max_consecutive=party.max_consecutive,
            unavailabilities=[Unavailability(slot_id=slots[slot].id) for slot in party.unavailable],
        )
        for position, party in enumerate(problem.parties)
    }
    db.add_all(delegations.values())
    db.flush()
    return delegations


def _organisations(db: Session, problem: Problem) -> dict[PartyId, Organisation]:
    """Of the scheme `instance`; they are nothing but names, so files with the same ids share them."""
    ids = [party.id for party in problem.parties]
    known = {organisation.code: organisation for organisation in db.scalars(organisation_queries.by_codes(SCHEME, ids))}
    new = {
        name: Organisation(
            scheme=SCHEME,
            code=name,
            kind=OrganisationKind.OTHER,
            name_vi=name,
            name_en=name,
            label_vi=name,
            label_en=name,
        )
        for name in ids
        if name not in known
    }
    db.add_all(new.values())
    db.flush()
    return known | new


def _add_tables(
    db: Session,
    session: ConferenceSession,
    problem: Problem,
    delegations: dict[PartyId, Delegation],
    slots: dict[str, Slot],
) -> dict[str, MeetingTable]:
    owners = {table: delegations[party.id].id for party in problem.parties for table in party.tables or ()}
    tables = {
        table.id: MeetingTable(
            session_id=session.id,
            code=table.id,
            position=position,
            zone=table.zone,
            features=list(table.features),
            delegation_id=owners.get(table.id),
            unavailabilities=[TableUnavailability(slot_id=slots[slot].id) for slot in table.unavailable],
        )
        for position, table in enumerate(problem.tables)
    }
    db.add_all(tables.values())
    db.flush()
    return tables


def _interpreter(
    session: ConferenceSession, position: int, interpreter: core.Interpreter, slots: dict[str, Slot]
) -> Interpreter:
    return Interpreter(
        session_id=session.id,
        code=interpreter.id,
        position=position,
        languages=list(interpreter.languages),
        max_meetings=interpreter.max_meetings,
        max_consecutive=interpreter.max_consecutive,
        unavailabilities=[InterpreterUnavailability(slot_id=slots[slot].id) for slot in interpreter.unavailable],
    )


def _meeting(
    session: ConferenceSession,
    meeting: Meeting,
    delegations: dict[PartyId, Delegation],
    slots: dict[str, Slot],
    tables: dict[str, MeetingTable],
) -> Iterable[MeetingValue | MustMeet | Pin | MeetingGroup]:
    slot = None if meeting.pin is None else slots[meeting.pin.slot].id
    table = None if meeting.pin is None or meeting.pin.table is None else tables[meeting.pin.table].id
    given: dict[str, Any] = {"session_id": session.id, "code": meeting.id, "value": meeting.value}
    given |= {"alternative": meeting.alternative, "features": list(meeting.features)}
    ids = [delegations[party].id for party in meeting.parties]
    if len(ids) > PAIR:
        yield _group(ids, theme=meeting.id, must_meet=meeting.required, slot_id=slot, table_id=table, **given)
        return
    one, other = ids
    yield MeetingValue(a_id=one, b_id=other, **given)
    if meeting.required:
        yield MustMeet(session_id=session.id, a_id=one, b_id=other)
    if slot is not None:
        yield Pin(session_id=session.id, a_id=one, b_id=other, slot_id=slot, table_id=table)


def _group(ids: Iterable[UUID], **values: Any) -> MeetingGroup:
    """A group to which all have agreed."""
    agreed = {"state": MemberState.AGREED, "answered_at": datetime.now(UTC)}
    return MeetingGroup(members=[GroupMember(delegation_id=each, **agreed) for each in ids], **values)
