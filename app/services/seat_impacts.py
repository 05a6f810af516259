"""What a change of those who come would mean for the meetings of their delegation, told before it is made."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scheduling.timetable import Rule
from app.models import Delegation, Placement
from app.services import diaries, impact_checks
from app.services.diaries import Seat
from app.services.impacts import Broken, Impact
from app.services.permissions import Actor

Seated = dict[UUID, tuple[Placement, Seat]]


@contextmanager
def told_first(
    db: Session, actor: Actor, delegation: Delegation, delegate_id: UUID, *, accepted: bool
) -> Iterator[None]:
    """Do the change of a delegate inside; nothing of it is done, and `WouldInvalidate` raised, where it harms.

    That is where the delegate would no longer sit at a meeting, or nobody would be left to hold one. The delegation
    itself is told of the timetables that it knows, organisers of the newest ones, too.
    """
    before = _seated(db, actor, delegation)
    if not before:
        yield
        return
    with db.begin_nested():
        yield
        db.flush()
        impact = _impact(delegation, delegate_id, before, _seated(db, actor, delegation))
        impact_checks.check(db, impact, accepted=accepted)


def _seated(db: Session, actor: Actor, delegation: Delegation) -> Seated:
    """By placement."""
    which = (True,) if actor.organises(delegation.conference_id) is None else (True, False)
    found = (each for told in which for each in diaries.seated(db, delegation, told=told))
    return {placement.id: (placement, seat) for placement, seat in found}


def _impact(delegation: Delegation, delegate_id: UUID, before: Seated, after: Seated) -> Impact:
    """Only of what this change brings about."""
    in_vain: dict[UUID, list[str]] = {}
    meetings = []
    for placement_id, (placement, seat) in before.items():
        later = after[placement_id][1]
        is_in_vain = later.is_overbooked and not seat.is_overbooked
        if is_in_vain:
            in_vain.setdefault(placement.version_id, []).append(placement.meeting)
        if is_in_vain or (_sits(delegate_id, seat) and not _sits(delegate_id, later)):
            meetings.append(placement)
    return Impact(
        timetables=list({each.version_id: each.version for each in meetings}.values()),
        meetings=meetings,
        broken=[
            Broken(timetable_id, Rule.PARTY_TEAMS, (delegation.id,), tuple(sorted(named)))
            for timetable_id, named in in_vain.items()
        ],
    )


def _sits(delegate_id: UUID, seat: Seat) -> bool:
    return any(each.id == delegate_id for each in seat.delegates)
