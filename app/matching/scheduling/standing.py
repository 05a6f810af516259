"""Where the work on a goal stands: shared by the searches that work on it side by side."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from app.matching.scheduling.problem import Goal
from app.matching.scheduling.timetable import GoalValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a solve stands: the goal being worked on with its best value and bound so far, and the goals before it."""

    goal: str
    value: int | None
    bound: int | None
    seconds: float
    goals: tuple[GoalValue, ...]


class Standing:
    """The best value and the bound of one goal so far; `tell` is called with both whenever one of them changes."""

    def __init__(self, goal: Goal, value: int, bound: int | None, tell: Callable[[int, int | None], None]) -> None:
        self._goal = goal
        self._value, self.bound = value, bound
        self._tell = tell
        self._lock = threading.Lock()
        tell(value, bound)

    def settled(self) -> bool:
        """Whether the best value is proven to be the best possible."""
        return self._value == self.bound

    def found(self, value: int) -> None:
        """Note a value that a search has reached; it may have started from less than the best."""
        with self._lock:
            better = self._goal.better(value, self._value)
            if better != self._value:
                self._value = better
                self._tell(self._value, self.bound)

    def proved(self, bound: int) -> None:
        """Note a bound on all timetables as good on the goals before."""
        with self._lock:
            tighter = self._goal.tighter(bound, self.bound)
            if tighter != self.bound:
                self.bound = tighter
                self._tell(self._value, self.bound)
