"""How long a solve may go on: wall time or CP-SAT's deterministic clock, and an interrupt from outside."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ortools.sat.python import cp_model

FOREVER, SHORTEST = 1e9, 0.01
RESERVED_SHARE, MOST_RESERVED = 0.1, 2.0


class Budget:
    """What is left of the time; `seconds` of wall time unless `deterministic_seconds` are given.

    Some wall time is kept back for naming the reasons of what is not held and for the check at the end.
    """

    def __init__(
        self, seconds: float, *, deterministic_seconds: float | None = None, interrupt: threading.Event | None = None
    ) -> None:
        self._started = time.monotonic()
        self._wall = seconds - min(RESERVED_SHARE * seconds, MOST_RESERVED)
        self._deterministic = deterministic_seconds
        self._interrupt = interrupt or threading.Event()

    @property
    def elapsed(self) -> float:
        """Wall seconds since the start."""
        return time.monotonic() - self._started

    @property
    def left(self) -> float:
        """Seconds left on the clock that counts, never negative."""
        if self._deterministic is not None:
            return max(0.0, self._deterministic)
        return max(0.0, self._wall - self.elapsed)

    @property
    def over(self) -> bool:
        """Whether nothing more may be started."""
        return self._interrupt.is_set() or self.left < SHORTEST

    @contextmanager
    def limit(self, solver: cp_model.CpSolver, share: float, enough: Callable[[], bool]) -> Iterator[None]:
        """Let `solver` run for this share (0 to 1) of what is left, or until it is interrupted or `enough`."""
        deterministic = self._deterministic is not None
        solver.parameters.max_deterministic_time = share * self.left if deterministic else FOREVER
        solver.parameters.max_time_in_seconds = FOREVER if deterministic else share * self.left
        solver.parameters.catch_sigint_signal = False  # whoever called decides what Ctrl-C means
        done = threading.Event()
        watcher = threading.Thread(target=self._stop_early, args=(solver, enough, done), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()
            if self._deterministic is not None:
                self._deterministic -= solver.deterministic_time

    def _stop_early(self, solver: cp_model.CpSolver, enough: Callable[[], bool], done: threading.Event) -> None:
        while not done.wait(0.05):
            if self._interrupt.is_set() or enough():
                solver.stop_search()  # again and again: the first call may come before the search has begun
