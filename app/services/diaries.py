"""The own meetings of a delegation, and who of it sits at each.

People are seated whenever somebody looks, by who comes and may sit where at that moment: a timetable names nobody, so
that it has nothing to forget, and whoever falls ill is replaced at once.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.models import Delegate, Delegation, DelegationMode, Interpreter, MeetingTable, Need, Offering, Placement, Slot
from app.queries import delegates, groups, interests, timetables
from app.queries import planning as queries
from app.queries.sight import Sight
from app.services import delegation_details, hours
from app.services.permissions import Actor
from app.services.planning import staffing

PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A meeting from the side of one delegation; `delegations` are whom it meets, `team` and `delegates` its own.

    Nobody is named while it has not said who sits where, and there is no team where nobody is left; it `is_overbooked`
    where it has more meetings at that time, in all sessions, than it can hold. A group has a `theme`. `online` are
    those of all parties, itself among them, who are there on line.
    """

    session_id: UUID
    timetable_id: UUID
    timetable_number: int
    meeting: str
    theme: str | None
    slot: Slot
    table: MeetingTable
    starts_at: datetime
    ends_at: datetime
    delegations: Sequence[Delegation]
    team: int | None
    delegates: Sequence[Delegate]
    is_overbooked: bool
    interpreters: Sequence[Interpreter]
    online: Sequence[Delegation]

    @property
    def interpreter_names(self) -> str:
        """By their codes those whose names nobody knows."""
        return ", ".join(each.name or each.code for each in self.interpreters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """By the clock of the delegation, in order of time."""

    delegation: Delegation
    timezone: str
    appointments: Sequence[Appointment]


def get(db: Session, actor: Actor, delegation_id: UUID) -> Diary:
    """By the newest timetable of each session; for the delegation itself by the one that it was told of.

    Raises `Forbidden` but to the delegation itself and the organisers.
    """
    delegation = delegation_details.get(db, actor, delegation_id)
    zone = delegation_details.clock(db, delegation)
    told = actor.organises(delegation.conference_id) is None
    found = placements(db, delegation, told=told)
    themes, seated = _themes(db, found), seats(db, delegation, found)
    appointments = [_appointment(delegation, each, zone, themes.get(each.id), seated[each.id]) for each in found]
    return Diary(delegation=delegation, timezone=zone.key, appointments=appointments)


@dataclass(frozen=True, slots=True)
class Seat:
    """The team of a delegation at one of its meetings, and who of it sits there."""

    slot: Slot
    team: int | None
    delegates: Sequence[Delegate]
    is_overbooked: bool


def placements(db: Session, delegation: Delegation, *, told: bool) -> Sequence[Placement]:
    """The meetings of a delegation by what it was told of, or by the newest timetables, in order of time."""
    return db.scalars(timetables.diary(delegation.id, told=told)).all()


def seats(db: Session, delegation: Delegation, meetings: Sequence[Placement]) -> dict[UUID, Seat]:
    """Who of a delegation sits at its `meetings`, by placement; who sits in one session is in no other meanwhile."""
    present = db.scalars(delegates.of_delegation(delegation.id)).all()
    parents = {sector: parent for sector, parent in db.execute(queries.parents()) if parent is not None}
    others = {placement.id: _others(delegation, placement) for placement in meetings}
    ids = {delegation.id, *(each.id for several in others.values() for each in several)}
    sight = Sight.of_delegation(delegation)
    needs = db.scalars(interests.of_delegations(Need, ids, sight)).all()
    offerings = db.scalars(interests.of_delegations(Offering, ids, sight)).all()
    at_once = staffing.at_once(delegation, present)
    slots: dict[Slot, list[UUID]] = defaultdict(list)
    for placement in meetings:
        slots[placement.slot].append(placement.id)
    busy = [placement.slot for placement in meetings]
    found: dict[UUID, Seat] = {}
    for slot, together in slots.items():
        whom = [{other.id for other in others[each]} for each in together]
        about = [staffing.topics(delegation.id, each, needs, offerings, parents) for each in whom]
        meanwhile = [seat for seat in found.values() if hours.overlap(seat.slot, slot)]
        away = {delegate.id for seat in meanwhile for delegate in seat.delegates}
        taken = {seat.team for seat in meanwhile if seat.team is not None}
        left = [delegate for delegate in present if delegate.id not in away]
        is_overbooked = hours.most_at_once(busy, slot) > at_once
        for placement_id, one in zip(
            together, staffing.seated(delegation, left, about, parents, taken=taken), strict=True
        ):
            found[placement_id] = Seat(slot, *one, is_overbooked)
    return found


def _themes(db: Session, placements: Sequence[Placement]) -> dict[UUID, str]:
    """By placement, what a group meets for; a group that is no more has none."""
    several = [each for each in placements if len(each.parties) > PAIR]
    known = {(group.session_id, group.code): group.theme for group in db.scalars(groups.behind(several))}
    named = ((each.id, known.get((each.version.session_id, each.meeting))) for each in several)
    return {placement_id: theme for placement_id, theme in named if theme is not None}


def _others(delegation: Delegation, placement: Placement) -> list[Delegation]:
    others = [party.delegation for party in placement.parties if party.delegation_id != delegation.id]
    return sorted(others, key=lambda other: (other.side, other.position, other.id))


def _appointment(
    delegation: Delegation,
    placement: Placement,
    zone: ZoneInfo,
    theme: str | None,
    seat: Seat,
) -> Appointment:
    others = _others(delegation, placement)
    return Appointment(
        session_id=placement.version.session_id,
        timetable_id=placement.version_id,
        timetable_number=placement.version.number,
        meeting=placement.meeting,
        theme=theme,
        slot=placement.slot,
        table=placement.table,
        starts_at=placement.slot.starts_at.astimezone(zone),
        ends_at=placement.slot.ends_at.astimezone(zone),
        delegations=others,
        team=seat.team,
        delegates=seat.delegates,
        is_overbooked=seat.is_overbooked,
        interpreters=sorted((each.interpreter for each in placement.interpreters), key=lambda one: one.code),
        online=[each for each in (delegation, *others) if each.mode is DelegationMode.ONLINE],
    )
