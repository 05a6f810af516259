"""From a session's rows to the instance of a timetable."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.errors import OwnTablesClash
from app.matching.scheduling.problem import Goal, Meeting, Party, Policy, Problem, Resource, Slot, Spot, Table
from app.matching.scoring.ranks import FIRST
from app.models import ConferenceSession, Delegation, DelegationMode, MeetingTable, Pin, Wish, WishKind
from app.queries import planning as queries
from app.queries import wishes as wish_queries
from app.services.planning.names import Names, names_of
from app.services.planning.values import Fits, Pair, points_for_ranks

VIDEO_LINKS = "video-links"
DEFAULT_POLICY: Mapping[str, Any] = {
    "goals": (Goal.REQUIRED, Goal.FLOORS, Goal.WELFARE, Goal.BREAKS),
    "bonus": {"province": [200, 120, 80, 50, 30], "mission": [60, 40, 20]},
    "max_break_spread": None,
    "zone_gap": 0,
}

_log = logging.getLogger(__name__)


def problem_of(db: Session, session: ConferenceSession) -> Problem:
    """The instance of a session as it is now; equal rows give equal instances.

    Its meetings are the pairs that either side wishes, that must meet, that are pinned or whose value is given, but
    for those where one does not want to meet the other. Raises `OwnTablesClash` if two of them have nowhere to meet.
    """
    db.flush()
    session = db.scalars(queries.session(session.id)).one()
    delegations = db.scalars(queries.delegations(session.conference_id)).all()
    parties, meetings = _parties(session, delegations), _Meetings(db, session, delegations).all()
    _check_own_tables(parties, meetings)
    return Problem(
        name=session.code,
        slots=_slots(session),
        tables=tuple(_table(table) for table in session.tables),
        parties=parties,
        meetings=tuple(meetings),
        resources=_resources(session),
        policy=_policy(session),
    )


def _slots(session: ConferenceSession) -> tuple[Slot, ...]:
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


def _table(table: MeetingTable) -> Table:
    return Table(id=table.code, features=tuple(table.features), zone=table.zone)


def _parties(session: ConferenceSession, delegations: Sequence[Delegation]) -> tuple[Party, ...]:
    ids = names_of(delegations).parties
    return tuple(_party(ids[delegation.id], session, delegation) for delegation in delegations)


def _party(party_id: str, session: ConferenceSession, delegation: Delegation) -> Party:
    missed = {unavailability.slot_id for unavailability in delegation.unavailabilities}
    own = tuple(table.code for table in session.tables if table.delegation_id == delegation.id)
    return Party(
        id=party_id,
        side=delegation.side,
        teams=delegation.teams,
        unavailable=tuple(slot.code for slot in session.slots if slot.id in missed),
        min_meetings=delegation.min_meetings,
        max_meetings=delegation.max_meetings,
        max_consecutive=delegation.max_consecutive,
        tables=own or None,
    )


def _check_own_tables(parties: Sequence[Party], meetings: Sequence[Meeting]) -> None:
    """A table is one delegation's own, so two that both have some share none."""
    owners = {party.id for party in parties if party.tables}
    for meeting in meetings:
        if owners.issuperset(meeting.parties):
            one, other = meeting.parties
            raise OwnTablesClash(
                "{one} and {other} are to meet, but each has own tables: take those of one of them away.",
                one=one,
                other=other,
            )


def _resources(session: ConferenceSession) -> tuple[Resource, ...]:
    if session.online_links is None:
        return ()
    return (Resource(id=VIDEO_LINKS, capacity=session.online_links),)


def _policy(session: ConferenceSession) -> Policy:
    policy = {**DEFAULT_POLICY, **session.policy}
    return Policy(
        goals=tuple(Goal(goal) for goal in policy["goals"]),
        bonus={side: tuple(points) for side, points in policy["bonus"].items()},
        max_break_spread=policy["max_break_spread"],
        zone_gap=policy["zone_gap"],
    )


class _Meetings:
    """Who meets whom in a session, for what, and what was fixed beforehand."""

    def __init__(self, db: Session, session: ConferenceSession, delegations: Sequence[Delegation]) -> None:
        self._order = {delegation.id: position for position, delegation in enumerate(delegations)}
        self._online = {delegation.id for delegation in delegations if delegation.mode is DelegationMode.ONLINE}
        self._limited = session.online_links is not None
        self._names: Names = names_of(delegations)
        self._fits = Fits(db, delegations)
        wishes = db.scalars(wish_queries.of_session(session.id)).all()
        self._points = points_for_ranks(wishes, self._pair)
        self._unwanted = self._pairs_not_to_meet(wishes)
        self._required = {self._pair(row.a_id, row.b_id) for row in db.scalars(queries.must_meets(session.id))}
        self._given = {self._pair(row.a_id, row.b_id): row for row in db.scalars(queries.meeting_values(session.id))}
        self._given_ids = {row.code for row in self._given.values() if row.code}
        pins = db.scalars(queries.pins(session.id)).all()
        self._pins = {self._pair(pin.a_id, pin.b_id): _spot(session, pin) for pin in pins}

    def all(self) -> list[Meeting]:
        """In the order of their ids, which does not change with the order of the rows."""
        asked_for = {*self._points, *self._required, *self._given, *self._pins}
        self._warn_of_contradictions()
        return sorted((self._meeting(pair) for pair in asked_for - self._unwanted), key=lambda meeting: meeting.id)

    def _meeting(self, pair: Pair) -> Meeting:
        online = self._limited and not self._online.isdisjoint(pair)
        return Meeting(
            id=self._id(pair),
            parties=tuple(self._names.parties[delegation_id] for delegation_id in pair),
            value=self._value(pair),
            required=pair in self._required,
            pin=self._pins.get(pair),
            resources=(VIDEO_LINKS,) if online else (),
        )

    def _id(self, pair: Pair) -> str:
        given = self._given.get(pair)
        return given.code if given and given.code else self._names.meeting(*pair, taken=self._given_ids)

    def _value(self, pair: Pair) -> int:
        """As given; else by ranks and fit, where a meeting that must be and nobody wished counts as a first wish."""
        if pair in self._given:
            return self._given[pair].value
        unwished = FIRST if pair in self._required else 0
        return self._points.get(pair, unwished) + self._fits.points(*pair)

    def _pair(self, one: UUID, other: UUID) -> Pair:
        """In the order of the delegations, whoever wished."""
        return (one, other) if self._order[one] < self._order[other] else (other, one)

    def _pairs_not_to_meet(self, wishes: Sequence[Wish]) -> set[Pair]:
        unwanted = [wish for wish in wishes if wish.kind is WishKind.DO_NOT_MEET]
        return {self._pair(wish.delegation_id, wish.target_id) for wish in unwanted}

    def _warn_of_contradictions(self) -> None:
        """The services refuse to insist on a meeting that one side refuses; rows from elsewhere may still do."""
        for pair in sorted(({*self._required, *self._pins}) & self._unwanted, key=self._id):
            _log.warning("%s must meet but one side does not want to: left out", self._id(pair))


def _spot(session: ConferenceSession, pin: Pin) -> Spot:
    slot = next(slot.code for slot in session.slots if slot.id == pin.slot_id)
    return Spot(slot=slot, table=next((table.code for table in session.tables if table.id == pin.table_id), None))
