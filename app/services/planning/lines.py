"""Lines of a conference: how many meetings can be on line at once, in all of its sessions together.

Of two sessions at the same hours, the one that is planned later has the lines that the other leaves.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, DelegationMode, Slot
from app.services.hours import most_at_once
from app.services.planning import elsewhere
from app.services.planning.elsewhere import Engagement


@dataclass(frozen=True, slots=True)
class Lines:
    """How many a session has at once, null any number; but none in the slots that are `taken`."""

    at_once: int | None
    taken: Collection[UUID] = ()

    def without(self, delegation: Delegation) -> Collection[UUID]:
        """The slots in which a delegation finds no line."""
        return self.taken if delegation.mode is DelegationMode.ONLINE else ()


def left(db: Session, session: ConferenceSession, delegations: Iterable[Delegation]) -> Lines:
    """What other sessions leave to this one, which is loaded with its conference and slots.

    A session has the same number in all slots: where others leave a few, it has so many everywhere.
    """
    most = session.conference.online_links
    if most is None:
        return Lines(session.online_links)
    busy = _online(elsewhere.fixed(db, session.conference_id, but=session.id), delegations)
    used = {slot.id: most_at_once(busy, slot) for slot in session.slots}
    taken = frozenset(slot_id for slot_id, number in used.items() if number >= max(most, 1))
    rest = most - max((number for slot_id, number in used.items() if slot_id not in taken), default=0)
    return Lines(rest if session.online_links is None else min(session.online_links, rest), taken)


def crowded(db: Session, conference: Conference, delegations: Iterable[Delegation]) -> list[Slot]:
    """The slots, in order of time, at which more meetings are on line than the conference has lines."""
    if conference.online_links is None:
        return []
    return over(_online(elsewhere.fixed(db, conference.id), delegations), conference.online_links)


def over(busy: Sequence[Slot], most: int) -> list[Slot]:
    """Of the slots of meetings, once for each, those with more meetings at one moment."""
    found = {slot.id: slot for slot in busy if most_at_once(busy, slot) > most}
    return sorted(found.values(), key=lambda slot: (slot.starts_at, slot.id))


def _online(engagements: Iterable[Engagement], delegations: Iterable[Delegation]) -> list[Slot]:
    online = {each.id for each in delegations if each.mode is DelegationMode.ONLINE}
    return [each.slot for each in engagements if not online.isdisjoint(each.delegation_ids)]
