"""When to stop: small conditions on where a solve stands, put together with `any_of`."""

from collections.abc import Callable
from dataclasses import dataclass

from app.matching.scheduling.problem import Goal
from app.matching.scheduling.timetable import GoalValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Where a solve stands: wall seconds since its start and since the last better timetable, and its goals so far."""

    seconds: float
    since_better: float
    goals: tuple[GoalValue, ...]


Stop = Callable[[Situation], bool]
"""Whether to stop here, with the best timetable so far."""


def never(_situation: Situation) -> bool:
    """Go on until all is proven or the time is over."""
    return False


@dataclass(frozen=True, slots=True)
class NoImprovement:
    """Stop when the timetable has not become better for so many seconds."""

    seconds: float

    def __call__(self, situation: Situation) -> bool:
        return situation.since_better >= self.seconds


@dataclass(frozen=True, slots=True)
class GapReached:
    """Stop when every goal is within this part (0 to 1) of its proven bound."""

    part: float

    def __call__(self, situation: Situation) -> bool:
        return all(within(goal, self.part) for goal in situation.goals)


@dataclass(frozen=True, slots=True)
class GoalsProven:
    """Stop when these goals are proven best, whatever the others are."""

    goals: frozenset[Goal]

    def __call__(self, situation: Situation) -> bool:
        return all(goal.value == goal.bound for goal in situation.goals if goal.goal in self.goals)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Stop as soon as one of several conditions holds."""

    conditions: tuple[Stop, ...]

    def __call__(self, situation: Situation) -> bool:
        return any(condition(situation) for condition in self.conditions)


def any_of(*conditions: Stop) -> Stop:
    """Stop as soon as one of the conditions holds."""
    return AnyOf(conditions)


def within(goal: GoalValue, part: float) -> bool:
    """Whether a goal is within this part of its bound."""
    return goal.bound is not None and abs(goal.bound - goal.value) <= part * abs(goal.bound)
