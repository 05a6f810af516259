"""From a session's rows to the instance of a timetable."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app import models
from app.matching.scheduling.problem import Goal, Interpreter, MeetingId, Party, Policy, Problem, Resource, Slot
from app.models import ConferenceSession, Delegation, SideRule
from app.queries import planning as queries
from app.services.planning import elsewhere, interpreting, lines, staffing
from app.services.planning.lines import Lines
from app.services.planning.meetings import VIDEO_LINKS, Meetings
from app.services.planning.names import names_of
from app.services.planning.room import Room

DEFAULT_POLICY: Mapping[str, Any] = {
    "goals": (Goal.REQUIRED, Goal.FLOORS, Goal.WELFARE, Goal.BREAKS),
    "bonus": {"province": [200, 120, 80, 50, 30], "mission": [60, 40, 20]},
    "max_break_spread": None,
    "zone_gap": 0,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """The instance of a session, and why its meetings are worth what they are, by their ids."""

    problem: Problem
    scores: dict[str, Any]


def problem_of(db: Session, session: ConferenceSession) -> Problem:
    """The instance of a session as it is now; see `draft_of`."""
    return draft_of(db, session).problem


def unscored_problem_of(db: Session, session: ConferenceSession) -> Problem:
    """The same for those who ask what is possible, not what is best: meetings whose value nobody gave have none."""
    return draft_of(db, session, scored=False).problem


def wanted_meetings(db: Session, session: ConferenceSession) -> frozenset[MeetingId]:
    """Those that the instance of a session would have now, for those who ask nothing else: it takes half the time.

    Raises `OwnTablesClash` if two have nowhere to meet.
    """
    db.flush()
    session = db.scalars(queries.session(session.id)).one()
    delegations = db.scalars(queries.delegations(session.conference_id)).all()
    return frozenset(each.id for each in Meetings(db, session, delegations, scored=False).all())


def draft_of(db: Session, session: ConferenceSession, *, scored: bool = True) -> Draft:
    """The instance of a session as it is now; equal rows give equal instances.

    Its meetings are the pairs that either side wishes, that agreed or must meet, that are pinned or whose value is
    given; but not those where one does not want to meet the other, or declined what the other alone wishes; and the
    groups to which enough have agreed. No delegation holds more of them at once than its people can, nor any where all
    of them are in other sessions of the conference; nor on line where these use all of its lines. Raises
    `OwnTablesClash` if two have nowhere to meet.
    """
    db.flush()
    session = db.scalars(queries.session(session.id)).one()
    delegations = db.scalars(queries.delegations(session.conference_id)).all()
    meetings = Meetings(db, session, delegations, scored=scored)
    online = lines.left(db, session, delegations)
    ids = names_of(delegations).parties
    problem = Problem(
        name=session.code,
        slots=slots_of(session),
        tables=meetings.room.tables(),
        parties=_parties(session, delegations, meetings.room, _away(db, session, delegations, online)),
        meetings=tuple(
            interpreting.equipped(meetings.all(), {ids[each.id]: each for each in delegations}, session.interpreters)
        ),
        interpreters=tuple(_interpreter(session, each) for each in session.interpreters),
        resources=() if online.at_once is None else (Resource(id=VIDEO_LINKS, capacity=online.at_once),),
        policy=policy_of(session),
    )
    return Draft(problem, meetings.scores())


def slots_of(session: ConferenceSession) -> tuple[Slot, ...]:
    """By the clock of the conference."""
    clock = ZoneInfo(session.conference.timezone)
    return tuple(
        Slot(
            id=slot.code,
            start=slot.starts_at.astimezone(clock),
            end=slot.ends_at.astimezone(clock),
            period=slot.period,
        )
        for slot in session.slots
    )


def _parties(
    session: ConferenceSession, delegations: Sequence[Delegation], room: Room, away: Mapping[UUID, Collection[UUID]]
) -> tuple[Party, ...]:
    ids = names_of(delegations).parties
    return tuple(
        party_of(ids[each.id], session, each, tables=room.own(each.id), away=away.get(each.id, ()))
        for each in delegations
    )


def _away(
    db: Session, session: ConferenceSession, delegations: Sequence[Delegation], online: Lines
) -> Mapping[UUID, Collection[UUID]]:
    """By delegation, the slots of the session that other sessions leave it no part in."""
    elsewhere_then = elsewhere.absences(db, session, delegations)
    return {each.id: {*elsewhere_then.get(each.id, ()), *online.without(each)} for each in delegations}


def party_of(
    party_id: str,
    session: ConferenceSession,
    delegation: Delegation,
    *,
    tables: tuple[str, ...] | None,
    away: Collection[UUID] = (),
) -> Party:
    """The delegation as a party, with what the rules of its side add.

    `tables` are its own; in the slots `away` it is in other sessions.
    """
    missed = {unavailability.slot_id for unavailability in delegation.unavailabilities}.union(away)
    rule = next((rule for rule in session.side_rules if rule.side == delegation.side), SideRule(min_meetings=0))
    return Party(
        id=party_id,
        side=delegation.side,
        teams=staffing.at_once(delegation, delegation.delegates),
        unavailable=tuple(slot.code for slot in session.slots if slot.id in missed),
        min_meetings=_floor(delegation, rule),
        max_meetings=_first(delegation.max_meetings, rule.max_meetings),
        max_consecutive=_first(delegation.max_consecutive, rule.max_consecutive),
        tables=tables,
    )


def _interpreter(session: ConferenceSession, interpreter: models.Interpreter) -> Interpreter:
    missed = {unavailability.slot_id for unavailability in interpreter.unavailabilities}
    return Interpreter(
        id=interpreter.code,
        languages=tuple(interpreter.languages),
        unavailable=tuple(slot.code for slot in session.slots if slot.id in missed),
        max_meetings=interpreter.max_meetings,
        max_consecutive=interpreter.max_consecutive,
    )


def _floor(delegation: Delegation, rule: SideRule) -> int:
    """That of the side, but nobody is promised more than it can hold unless it is promised that itself."""
    of_side = rule.min_meetings if delegation.max_meetings is None else min(rule.min_meetings, delegation.max_meetings)
    return max(delegation.min_meetings, of_side)


def _first(own: int | None, of_side: int | None) -> int | None:
    return of_side if own is None else own


def policy_of(session: ConferenceSession) -> Policy:
    policy = {**DEFAULT_POLICY, **session.policy}
    return Policy(
        goals=tuple(Goal(goal) for goal in policy["goals"]),
        bonus={side: tuple(points) for side, points in policy["bonus"].items()},
        max_break_spread=policy["max_break_spread"],
        zone_gap=policy["zone_gap"],
    )
