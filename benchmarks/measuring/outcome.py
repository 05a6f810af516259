"""What one measured run came to, as plain data that can be kept in a file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.matching.scheduling.problem import Goal
from app.matching.scheduling.timetable import GoalValue

Reached = tuple[int | None, int | None]


@dataclass(frozen=True, kw_only=True)
class Event:
    """Value and bound of the goals up to the one being worked on, `seconds` after the command was started."""

    seconds: float
    goals: Mapping[str, Reached]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One run of one solver on one instance.

    `seconds` is wall time of the whole process, of which `ready` were over when the instance was read and the solver
    loaded; `megabytes` is its largest resident memory (2^20 bytes). `status` is the timetable's, or the name of the
    error that came instead. `empty` has the goals' values of the empty timetable. `checked` is False
    if the checker objects or a published optimum is contradicted, None if there was nothing to check.
    """

    instance: str
    solver: str
    seed: int
    status: str
    seconds: float
    megabytes: float
    ready: float = 0.0
    goals: tuple[GoalValue, ...] = ()
    held: int = 0
    wanted: int = 0
    events: tuple[Event, ...] = ()
    empty: Mapping[str, int] = field(default_factory=dict)
    stages: tuple[Mapping[str, Any], ...] = ()
    checked: bool | None = None
    message: str = ""

    @property
    def cost(self) -> tuple[int, ...]:
        """The goals as costs, most important first: smaller is better."""
        return tuple(-goal.value if Goal(goal.goal).maximised else goal.value for goal in self.goals)


def outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    """The outcome as a JSON value."""
    return asdict(outcome)


def outcome_from_json(value: dict[str, Any]) -> Outcome:
    """The outcome that `outcome_to_json` made the value of."""
    return Outcome(
        **value
        | {
            "goals": tuple(GoalValue(**goal) for goal in value["goals"]),
            "events": tuple(event_from_json(event) for event in value["events"]),
            "stages": tuple(value["stages"]),
        }
    )


def event_from_json(value: dict[str, Any]) -> Event:
    """An event of which JSON made the pairs lists."""
    return Event(seconds=value["seconds"], goals={goal: (pair[0], pair[1]) for goal, pair in value["goals"].items()})
