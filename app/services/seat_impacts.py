"""What a change of those who come would mean for the meetings of their delegation, told before it is made."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scheduling.timetable import Rule
from app.models import Delegation
from app.services import diaries
from app.services.diaries import Seat
from app.services.impact_checks import After
from app.services.impacts import Broken, Impact, Plans
from app.services.impacts import plans as plans_known
from app.services.permissions import Actor

Seats = Mapping[UUID, Seat]
"""By placement."""


def begin(db: Session, actor: Actor, delegation: Delegation, delegate_id: UUID) -> list[After]:
    """Look at the meetings of a delegation before a change of a delegate; nothing where it has none.

    It harms where the delegate would no longer sit at a meeting, or nobody would be left to hold one. The delegation
    itself is told of the timetables that it knows, organisers of the newest ones, too.
    """
    # At the same meetings afterwards, though a run that has ended meanwhile may have made others the newest.
    plans = plans_known(db, actor, delegation)
    if not any(plans):
        return []
    before = _seats(db, delegation, plans)
    return [lambda: _impact(delegation, delegate_id, plans, before, _seats(db, delegation, plans))]


def _seats(db: Session, delegation: Delegation, plans: Plans) -> Seats:
    return {placement_id: seat for plan in plans for placement_id, seat in diaries.seats(db, delegation, plan).items()}


def _impact(delegation: Delegation, delegate_id: UUID, plans: Plans, before: Seats, after: Seats) -> Impact:
    """Only of what this change brings about."""
    in_vain: dict[UUID, list[str]] = {}
    meetings = []
    for placement in {each.id: each for plan in plans for each in plan}.values():
        seat, later = before[placement.id], after[placement.id]
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
