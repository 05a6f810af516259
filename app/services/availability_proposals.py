"""Proposals of when a delegation cannot meet: the night where it sits, before it arrives, after it departs.

Nothing is changed by them: whoever agrees sends them as the availability.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.models import Delegation, DelegationMode
from app.services import availability, delegation_details
from app.services.availability import SlotThere
from app.services.permissions import Actor


class Reason(StrEnum):
    OUTSIDE_WORKING_DAY = "outside_working_day"
    BEFORE_ARRIVAL = "before_arrival"
    AFTER_DEPARTURE = "after_departure"


class WorkingDay(NamedTuple):
    """From when to when somebody meets, by the clock on the wall; over midnight if it ends no later than it starts."""

    starts: time
    ends: time

    def holds(self, slot: SlotThere, zone: ZoneInfo) -> bool:
        """Whether the whole slot is within the working day of its date there, or of the one before."""
        day = slot.starts_at.astimezone(zone).date()
        spans = (self._span(each, zone) for each in (day, day - timedelta(days=1)))
        # Compared as instants: two times of one zone would be compared by the wall, where clocks are changed wrongly.
        return any(
            opens <= slot.starts_at.astimezone(UTC) and slot.ends_at.astimezone(UTC) <= closes
            for opens, closes in spans
        )

    def _span(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """An hour that comes twice when clocks are changed is in it both times, one that is skipped is no matter."""
        last = day + timedelta(days=1) if self.ends <= self.starts else day
        opens = datetime.combine(day, self.starts, zone)
        closes = datetime.combine(last, self.ends, zone).replace(fold=1)
        return opens.astimezone(UTC), closes.astimezone(UTC)


class ProposedSlot(NamedTuple):
    """A slot in which the delegation can perhaps not meet."""

    slot: SlotThere
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """`unavailable_slot_ids` are those of now and the proposed ones; `revision` is the delegation's."""

    timezone: str
    slots: Sequence[ProposedSlot]
    unavailable_slot_ids: Sequence[UUID]
    revision: int


def get(db: Session, actor: Actor, delegation_id: UUID, day: WorkingDay) -> Proposals:
    """Raises `Forbidden` but to the delegation itself and the organisers."""
    delegation = delegation_details.get(db, actor, delegation_id)
    zone = delegation_details.clock(db, delegation)
    there = availability.slots_there(db, delegation, zone)
    weighed = (ProposedSlot(slot, list(_reasons(delegation, slot, zone, day))) for slot in there)
    proposed = [each for each in weighed if each.reasons]
    missed = [slot.slot_id for slot in there if not slot.is_available]
    return Proposals(
        timezone=zone.key,
        slots=proposed,
        unavailable_slot_ids=sorted({*missed, *(each.slot.slot_id for each in proposed)}),
        revision=delegation.revision,
    )


def _reasons(delegation: Delegation, slot: SlotThere, zone: ZoneInfo, day: WorkingDay) -> Iterator[Reason]:
    """Who is on line does not travel, and who has travelled lives by the clock of the conference."""
    if delegation.mode is DelegationMode.ONLINE:
        if not day.holds(slot, zone):
            yield Reason.OUTSIDE_WORKING_DAY
        return
    if delegation.arrives_at is not None and slot.starts_at < delegation.arrives_at:
        yield Reason.BEFORE_ARRIVAL
    if delegation.departs_at is not None and slot.ends_at > delegation.departs_at:
        yield Reason.AFTER_DEPARTURE
