"""Places that are given from outside: each lets one job be begun, and its giver waits for what becomes of it."""

import threading
from collections import deque
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field

from app.adapters.jobs import Hold


@dataclass
class Tokens:
    """At most `most` jobs at the same time, each for somebody who waits. May be used by several threads."""

    most: int
    _waiting: deque[Future[bool]] = field(default_factory=deque, init=False)
    _working: dict[Hold, Future[bool]] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def give(self) -> Future[bool]:
        """Let one more job be begun; the answer, once it has ended, is whether there was one."""
        future: Future[bool] = Future()
        with self._lock:
            self._waiting.append(future)
        return future

    def room(self, busy: int) -> int:
        with self._lock:
            self._waiting = deque(future for future in self._waiting if not future.done())
            return min(len(self._waiting), self.most - busy)

    def begun(self, hold: Hold) -> None:
        with self._lock:
            if self._waiting:  # Else whoever gave the place has gone meanwhile.
                self._working[hold] = self._waiting.popleft()

    def none_left(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, deque()
        for future in waiting:
            _answer(future, worked=False)

    def ended(self, hold: Hold) -> None:
        with self._lock:
            future = self._working.pop(hold, None)
        if future is not None:
            _answer(future, worked=True)

    def close(self) -> None:
        """There will be no more."""
        self.none_left()


def _answer(future: "Future[bool]", *, worked: bool) -> None:
    with suppress(InvalidStateError):  # Nobody waits for it any more.
        future.set_result(worked)
