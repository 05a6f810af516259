"""The nine goals, each computed from the meetings held alone, as the format defines it."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from app.matching.scheduling.checker.agenda import Agenda, Held
from app.matching.scheduling.problem import Goal, Meeting, Spot


def required(agenda: Agenda) -> int:
    """Required meetings that are not held."""
    return sum(meeting.required and meeting.id not in agenda.held for meeting in agenda.problem.meetings)


def floors(agenda: Agenda) -> int:
    """Meetings that parties lack to their promised minimum."""
    return sum(max(0, party.min_meetings - len(agenda.parties.of(party.id))) for party in agenda.problem.parties)


def welfare(agenda: Agenda) -> int:
    """Value of the meetings held, and for each party its side's bonus for as many meetings as it holds."""
    problem = agenda.problem
    bonuses = (
        sum(problem.policy.bonus.get(party.side, ())[: len(agenda.parties.of(party.id))]) for party in problem.parties
    )
    return sum(held.meeting.value for held in agenda.held.values()) + sum(bonuses)


def held(agenda: Agenda) -> int:
    """Meetings held."""
    return len(agenda.held)


def changes(agenda: Agenda) -> int:
    """Parties with a meeting added, dropped or moved since the timetable was published; 0 if none was."""
    published = agenda.problem.published
    if published is None:
        return 0
    changed = [meeting for meeting in agenda.problem.meetings if _changed(agenda, meeting, published.get(meeting.id))]
    return len({party for meeting in changed for party in meeting.parties})


def breaks(agenda: Agenda) -> int:
    """Breaks of all parties."""
    return sum(map(len, agenda.gaps.values()))


def idle(agenda: Agenda) -> int:
    """Slots in the breaks of all parties."""
    return sum(map(sum, agenda.gaps.values()))


def idle_range(agenda: Agenda) -> int:
    """How far apart the least and the most idle of the parties with at least two meetings are; 0 for fewer than two."""
    busy = [party.id for party in agenda.problem.parties if len(agenda.parties.of(party.id)) > 1]
    gaps = agenda.gaps
    idles = [sum(gaps[party]) for party in busy]
    return max(idles, default=0) - min(idles, default=0)


def moves(agenda: Agenda) -> int:
    """Times that a party with one team changes tables between successive meetings of one period."""
    same_period = agenda.programme.same_period
    return sum(
        first.table != then.table and same_period(first.start, then.start)
        for party in agenda.problem.parties
        if party.teams == 1
        for first, then in pairwise(agenda.parties.in_time(party.id))
    )


GOALS: Mapping[Goal, Callable[[Agenda], int]] = {
    Goal.REQUIRED: required,
    Goal.FLOORS: floors,
    Goal.WELFARE: welfare,
    Goal.HELD: held,
    Goal.CHANGES: changes,
    Goal.BREAKS: breaks,
    Goal.IDLE: idle,
    Goal.IDLE_RANGE: idle_range,
    Goal.MOVES: moves,
}


def _changed(agenda: Agenda, meeting: Meeting, published: Spot | None) -> bool:
    """Whether those who meet must be told; a published table that was not told is not compared."""
    now: Held | None = agenda.held.get(meeting.id)
    if now is None or published is None:
        return (now is None) is not (published is None)
    slot = agenda.problem.slot_index[published.slot]
    return now.start != slot or published.table not in {None, now.table}
