"""How long a solve may go on: wall time or CP-SAT's deterministic clock, a condition, and an interrupt from outside."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ortools.sat.python import cp_model

from app.matching.scheduling.stop import Situation, Stop, never
from app.matching.scheduling.timetable import GoalValue
from app.matching.scheduling.watching import interrupted

FOREVER, SHORTEST = 1e9, 0.01
RESERVED_SHARE, MOST_RESERVED = 0.05, 1.0
SPARE_SECONDS, SLOWEST = 10.0, 60.0
"""Wall time that a deterministic second never takes: CP-SAT's clock can stop a hair before its limit, for ever."""


class Budget:
    """What is left of the time; `seconds` of wall time unless `deterministic_seconds` are given.

    Some wall time is kept back for what comes after the search: a little, and `reserve` seconds besides.
    """

    def __init__(
        self,
        seconds: float,
        *,
        deterministic_seconds: float | None = None,
        interrupt: threading.Event | None = None,
        stop: Stop = never,
        reserve: float = 0.0,
    ) -> None:
        self._started = self._better_at = time.monotonic()
        self._wall = seconds - min(RESERVED_SHARE * seconds, MOST_RESERVED) - min(reserve, seconds / 2)
        self._deterministic = deterministic_seconds
        self._interrupt = interrupt or threading.Event()
        self._stop = stop
        self._goals: Callable[[], tuple[GoalValue, ...]] = tuple
        self._finished = False

    @property
    def elapsed(self) -> float:
        """Wall seconds since the start."""
        return time.monotonic() - self._started

    @property
    def deterministic(self) -> bool:
        """Whether the clock that counts is CP-SAT's."""
        return self._deterministic is not None

    @property
    def left(self) -> float:
        """Seconds left on the clock that counts, never negative."""
        if self._deterministic is not None:
            return max(0.0, self._deterministic)
        return max(0.0, self._wall - self.elapsed)

    @property
    def over(self) -> bool:
        """Whether nothing more may be started."""
        return self._ended() or self.left < SHORTEST or self._stopped()

    def watch(self, goals: Callable[[], tuple[GoalValue, ...]]) -> None:
        """Let the stopping condition look at these goals."""
        self._goals = goals

    def finish(self) -> None:
        """Nothing is left to do."""
        self._finished = True

    def note_better(self) -> None:
        """A better timetable was found just now."""
        self._better_at = time.monotonic()

    def spend(self, deterministic_seconds: float) -> None:
        """Count work that CP-SAT's clock does not see, where that is the one that counts."""
        if self._deterministic is not None:
            self._deterministic -= deterministic_seconds

    @contextmanager
    def limit(self, solver: cp_model.CpSolver, share: float, enough: Callable[[], bool]) -> Iterator[None]:
        """Let `solver` run for this share (0 to 1) of what is left, or until it is interrupted or `enough`."""
        deterministic = self.deterministic
        seconds = share * self.left
        solver.parameters.max_deterministic_time = seconds if deterministic else FOREVER
        solver.parameters.max_time_in_seconds = SPARE_SECONDS + SLOWEST * seconds if deterministic else seconds
        solver.parameters.catch_sigint_signal = False  # whoever called decides what Ctrl-C means
        with interrupted(solver.stop_search, lambda: self._ended() or self._stopped() or enough()):
            yield
        self.spend(solver.deterministic_time)

    def _ended(self) -> bool:
        return self._finished or self._interrupt.is_set()

    def _stopped(self) -> bool:
        if self._stop is never:
            return False
        now = time.monotonic()
        goals = self._goals()
        situation = Situation(seconds=now - self._started, since_better=now - self._better_at, goals=goals)
        return bool(goals) and self._stop(situation)
