"""When a run got how far, from its events."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from app.matching.scheduling.problem import Goal
from benchmarks.measuring.outcome import Event, Outcome, Reached

NEAR = 0.01


class Milestones(NamedTuple):
    """Seconds after the start of the command; None if it never came to that.

    `first`: a timetable better than the empty one. `near`: the key goal within 1 % of its bound (a cost: or within one
    of it) and all goals before it as good as in the end. `final`: nothing was found after it. `proof`: all is proven.
    """

    first: float | None
    near: float | None
    final: float | None
    proof: float | None


def milestones(outcome: Outcome) -> Milestones:
    """The milestones of a run; all None if it found nothing."""
    if not outcome.goals:
        return Milestones(None, None, None, outcome.seconds if outcome.status == "infeasible" else None)
    proven = outcome.status == "optimal"
    return Milestones(
        first=next((event.seconds for event in _events(outcome) if _tells_of_more(event, outcome.empty)), None),
        near=reached(outcome, key_goal(outcome), NEAR),
        final=_last_change(_events(outcome), bounds=False),
        proof=_last_change(_events(outcome), bounds=True) if proven else None,
    )


def key_goal(outcome: Outcome) -> Goal:
    """The goal by which runs are compared: changes in a repair, else welfare, else the last one."""
    names = [Goal(goal.goal) for goal in outcome.goals]
    return next((goal for goal in (Goal.CHANGES, Goal.WELFARE) if goal in names), names[-1])


def reached(outcome: Outcome, goal: Goal, tolerance: float, *, slack: int = 1) -> float | None:
    """When `goal` came within `tolerance` (relative) of its final bound and stayed there; its value if it has none.

    The goals before it must be as in the end by then. Of a cost it also counts to be within `slack` of the bound.
    """
    final = {each.goal: each for each in outcome.goals}
    before = outcome.goals[: list(final).index(goal)]
    aim = final[goal].value if final[goal].bound is None else final[goal].bound
    assert aim is not None
    allowed = max(abs(aim) * tolerance, 0 if goal.maximised else slack)
    since = None
    for seconds, known in _states(_events(outcome)):
        value = known.get(goal, (None, None))[0]
        there = value is not None and abs(value - aim) <= allowed
        there = there and all(known.get(each.goal, (each.value, None))[0] == each.value for each in before)
        since = (seconds if since is None else since) if there else None
    return since


def gap(outcome: Outcome, goal: Goal) -> float | None:
    """How far value and bound are apart: of a gain relative to the bound, of a cost as a number; None if open."""
    found = next(each for each in outcome.goals if each.goal == goal)
    if found.bound is None:
        return None
    apart = abs(found.bound - found.value)
    return apart / max(abs(found.bound), 1) if goal.maximised else float(apart)


def _events(outcome: Outcome) -> tuple[Event, ...]:
    """What was told, and in the end what the timetable says, which may never have been told."""
    goals = {goal.goal: (goal.value, goal.bound) for goal in outcome.goals}
    return (*outcome.events, Event(seconds=outcome.seconds, goals=goals))


def _tells_of_more(event: Event, empty: Mapping[str, int]) -> bool:
    """Whether it tells of a timetable with other values than the empty one's, which are 0 unless given."""
    return any(value is not None and value != empty.get(goal, 0) for goal, (value, _) in event.goals.items())


def _last_change(events: tuple[Event, ...], *, bounds: bool) -> float | None:
    """When a value was last seen to change, or a bound too."""
    last, before = None, None
    for seconds, known in _states(events):
        now = {goal: pair if bounds else pair[:1] for goal, pair in known.items()}
        if now != before:
            last, before = seconds, now
    return last


def _states(events: tuple[Event, ...]) -> Iterator[tuple[float, dict[str, Reached]]]:
    """After each event, what is known of all goals; a later goal keeps what was last said of it."""
    known: dict[str, Reached] = {}
    for event in events:
        known = known | dict(event.goals)
        yield event.seconds, known
