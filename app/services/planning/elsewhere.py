"""Delegations that are in several sessions of a conference, which may be at the same hours.

What counts as fixed of a session is its newest timetable that can be held, which is what delegations are told with the
next step, and whatever is pinned in it. So of two sessions the one that is planned later makes way.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import ConferenceSession, Delegation, MemberState, Slot
from app.queries import elsewhere as queries
from app.services.hours import most_at_once
from app.services.planning import staffing


@dataclass(frozen=True, slots=True)
class Engagement:
    """Whom a fixed meeting keeps busy, and when."""

    slot: Slot
    delegation_ids: frozenset[UUID]


def absences(
    db: Session, session: ConferenceSession, delegations: Sequence[Delegation]
) -> Mapping[UUID, Collection[UUID]]:
    """By delegation, the slots of the session in which all its teams are in other sessions.

    `session` is loaded with its slots, `delegations` with their delegates.
    """
    busy = _by_delegation(fixed(db, session.conference_id, but=session.id))
    return {
        each.id: [
            slot.id
            for slot in session.slots
            if most_at_once(busy[each.id], slot) >= staffing.at_once(each, each.delegates)
        ]
        for each in delegations
        if each.id in busy
    }


def overbooked(db: Session, conference_id: UUID, delegations: Sequence[Delegation]) -> list[Delegation]:
    """Those whose meetings in several sessions are more at once than they can hold."""
    busy = _by_delegation(fixed(db, conference_id))
    return [
        each
        for each in delegations
        if len({slot.session_id for slot in busy[each.id]}) > 1
        and any(most_at_once(busy[each.id], slot) > staffing.at_once(each, each.delegates) for slot in busy[each.id])
    ]


def fixed(db: Session, conference_id: UUID, *, but: UUID | None = None) -> set[Engagement]:
    """What is fixed in the sessions of a conference, `but` in one of them; each meeting once."""
    placed = (
        Engagement(each.slot, frozenset(party.delegation_id for party in each.parties))
        for each in db.scalars(queries.placements(conference_id, but=but))
    )
    pinned = (
        Engagement(pin.slot, frozenset((pin.a_id, pin.b_id)))
        for pin in db.scalars(queries.pins(conference_id, but=but))
    )
    return {*placed, *pinned, *_pinned_groups(db, conference_id, but)}


def _pinned_groups(db: Session, conference_id: UUID, but: UUID | None) -> Iterator[Engagement]:
    for group in db.scalars(queries.groups(conference_id, but=but)):
        agreed = frozenset(each.delegation_id for each in group.members if each.state is MemberState.AGREED)
        if group.slot is not None and len(agreed) >= group.min_size:
            yield Engagement(group.slot, agreed)


def _by_delegation(engagements: Collection[Engagement]) -> dict[UUID, list[Slot]]:
    busy: dict[UUID, list[Slot]] = defaultdict(list)
    for each in engagements:
        for delegation_id in each.delegation_ids:
            busy[delegation_id].append(each.slot)
    return busy
