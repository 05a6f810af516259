"""Runs of the benchmark as its tests make them up."""

from typing import Any

from app.matching.scheduling.timetable import GoalValue
from benchmarks.measuring.outcome import Event, Outcome


def breaks(value: int, bound: int | None, *, missing: int = 0) -> list[GoalValue]:
    return [GoalValue(goal="required", value=missing, bound=0), GoalValue(goal="breaks", value=value, bound=bound)]


def event(seconds: float, **goals: tuple[int | None, int | None]) -> Event:
    return Event(seconds=seconds, goals=goals)


def outcome(**values: Any) -> Outcome:
    """A run that improves welfare to 990 of 1,000 and then breaks to 3, for which nothing but 0 is proven."""
    defaults: dict[str, Any] = {
        "instance": "toy",
        "solver": "engine",
        "seed": 0,
        "status": "feasible",
        "seconds": 9.0,
        "megabytes": 100.0,
        "goals": (
            GoalValue(goal="required", value=0, bound=0),
            GoalValue(goal="welfare", value=995, bound=1000),
            GoalValue(goal="breaks", value=3, bound=0),
        ),
        "held": 7,
        "wanted": 8,
        "empty": {"required": 2, "floors": 0},
        "events": (
            event(0.5, required=(2, 0)),
            event(1.0, required=(0, 0)),
            event(2.0, required=(0, 0), welfare=(500, 1200)),
            event(3.0, required=(0, 0), welfare=(992, 1000)),
            event(4.0, required=(0, 0), welfare=(995, 1000)),
            event(5.0, required=(0, 0), welfare=(995, 1000), breaks=(9, 0)),
            event(6.0, required=(0, 0), welfare=(995, 1000), breaks=(3, 0)),
        ),
        "checked": True,
    }
    return Outcome(**defaults | values)


def proven(seconds: float = 2.0, **values: Any) -> Outcome:
    goals = tuple(breaks(4, 4))
    events = (event(0.5, required=(0, 0), breaks=(6, 0)), event(1.5, required=(0, 0), breaks=(4, 4)))
    return outcome(**{"status": "optimal", "goals": goals, "events": events, "seconds": seconds} | values)
