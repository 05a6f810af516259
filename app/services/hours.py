"""Slots of whatever sessions that are at the same hours."""

from collections.abc import Sequence
from datetime import datetime

from app.models import Slot


def most_at_once(busy: Sequence[Slot], slot: Slot) -> int:
    """The most meetings in these slots that are held at one moment of a slot."""
    during = [each for each in busy if overlap(each, slot)]
    moments: set[datetime] = {max(each.starts_at, slot.starts_at) for each in during}
    return max((sum(each.starts_at <= moment < each.ends_at for each in during) for moment in moments), default=0)


def overlap(one: Slot, other: Slot) -> bool:
    """Whether the two are at the same time, for however short."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
