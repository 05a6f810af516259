"""What each party must be told: which of its meetings are new, moved or dropped since the timetable was published."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.matching.scheduling.problem import MeetingId, PartyId, Problem, Spot
from app.matching.scheduling.timetable import Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A meeting that is not as published. `before` is None if it is new, `now` if it is dropped, never both."""

    meeting: MeetingId
    before: Spot | None
    now: Spot | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.meeting} is new, {_where(self.now)}"
        if self.now is None:
            return f"{self.meeting} is dropped, was {_where(self.before)}"
        return f"{self.meeting} moves to {_where(self.now)}, was {_where(self.before)}"


def notices(problem: Problem, placements: Iterable[Placement]) -> dict[PartyId, tuple[Change, ...]]:
    """The changes for each party that must be told, in the order of the instance and of time.

    As many parties have some as the goal `changes` counts; nobody has any if nothing was published.
    """
    now = {p.meeting: Spot(slot=p.slot, table=p.table) for p in placements}
    changes = [_change(problem, meeting.id, now.get(meeting.id)) for meeting in problem.meetings]
    known = sorted((c for c in changes if c is not None), key=lambda change: _first(problem, change))
    told = {party.id: tuple(c for c in known if party.id in _parties(problem, c)) for party in problem.parties}
    return {party: mine for party, mine in told.items() if mine}


def _change(problem: Problem, meeting: MeetingId, now: Spot | None) -> Change | None:
    if problem.published is None:
        return None
    before = problem.published.get(meeting)
    if before is None or now is None:
        same = before is now
    else:
        same = before.slot == now.slot and before.table in {None, now.table}
    return None if same else Change(meeting=meeting, before=before, now=now)


def _first(problem: Problem, change: Change) -> int:
    """The earliest slot position that the change is about."""
    spots = [spot for spot in (change.before, change.now) if spot is not None]
    return min(problem.slot_index[spot.slot] for spot in spots)


def _parties(problem: Problem, change: Change) -> tuple[PartyId, ...]:
    return problem.meeting_by_id[change.meeting].parties


def _where(spot: Spot | None) -> str:
    if spot is None:
        return "nowhere"
    return spot.slot if spot.table is None else f"{spot.slot} at {spot.table}"
