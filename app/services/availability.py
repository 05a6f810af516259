"""Availability: in which slots of a conference a delegation can meet, and at whose tables it then sits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.models import Delegation, MeetingTable, Slot
from app.queries import sessions
from app.services import delegation_details, delegations, frame_impacts, impact_checks, stages
from app.services.permissions import Actor
from app.services.stage_rules import Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotThere:
    """A slot by the clock of a delegation."""

    slot_id: UUID
    session_id: UUID
    code: str
    period: str
    starts_at: datetime
    ends_at: datetime
    is_available: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """Of a delegation with this `revision`. Without `own_tables` it sits at those that all share."""

    timezone: str
    own_tables: Sequence[MeetingTable]
    slots: Sequence[SlotThere]
    revision: int


def get(db: Session, actor: Actor, delegation_id: UUID) -> Availability:
    """In the order of sessions and slots. Raises `Forbidden` but to the delegation itself and the organisers."""
    return _of(db, delegation_details.get(db, actor, delegation_id))


def for_submitter(db: Session, actor: Actor, delegation_id: UUID) -> Availability:
    """The same to be changed. Raises `Forbidden` but to the delegation and to editors."""
    return _of(db, delegations.for_submitter(db, actor, delegation_id))


def put(
    db: Session, actor: Actor, delegation_id: UUID, unavailable: Sequence[UUID], *, accept_impact: bool
) -> Availability:
    """Replace the whole list of slots in which it cannot meet.

    Organisers are told first of the meetings there. The delegation itself is not: while it may say when it can meet,
    there is no timetable yet that it goes by.

    Raises `Forbidden` but to the delegation itself and editors, `WrongStage` if it is too late, `Invalid` for a
    slot that is not of the conference, and `WouldInvalidate`.
    """
    delegation = delegations.for_submitter(db, actor, delegation_id)
    stages.require(db, actor, delegation.conference_id, Activity.ATTEND)
    if actor.organises(delegation.conference_id):
        new = set(unavailable) - {row.slot_id for row in delegation.unavailabilities}
        impact_checks.check(db, frame_impacts.of_absence(db, delegation, new), accepted=accept_impact)
    delegations.set_unavailable(db, delegation, unavailable)
    db.flush()
    return _of(db, delegation)


def slots_there(db: Session, delegation: Delegation, zone: ZoneInfo) -> list[SlotThere]:
    """All slots of the conference by the clock of the zone."""
    missed = {row.slot_id for row in delegation.unavailabilities}
    return [
        _there(slot, zone, slot.id not in missed) for slot in db.scalars(sessions.programme(delegation.conference_id))
    ]


def _of(db: Session, delegation: Delegation) -> Availability:
    zone = delegation_details.clock(db, delegation)
    return Availability(
        timezone=zone.key,
        own_tables=db.scalars(sessions.own_tables(delegation.id)).all(),
        slots=slots_there(db, delegation, zone),
        revision=delegation.revision,
    )


def _there(slot: Slot, zone: ZoneInfo, is_available: bool) -> SlotThere:
    return SlotThere(
        slot_id=slot.id,
        session_id=slot.session_id,
        code=slot.code,
        period=slot.period,
        starts_at=slot.starts_at.astimezone(zone),
        ends_at=slot.ends_at.astimezone(zone),
        is_available=is_available,
    )
