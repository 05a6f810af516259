"""Counting requests by the minute: in memory, so that none waits for it, and every few seconds with all other servers.

Each server adds what it has counted since it told last to the rows of the database, and reads what all have told. So a
server that is restarted goes on where it was, and one that is killed forgets the last few seconds at most. Which minute
it is, the clock of the database says. While the database does not answer, each server counts on for itself.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from time import time
from typing import NamedTuple

from app.db import SessionFactory, unit_of_work
from app.services import request_counts

logger = logging.getLogger(__name__)

MINUTE_SECONDS = 60
# SQLite tells whole seconds. Whoever followed each fraction of one might begin a minute twice.
CLOCK_SECONDS = 1.5


class Count(NamedTuple):
    """How often somebody has asked in this minute, and the seconds that it still lasts."""

    asked: int
    seconds: float


class Tally:
    """Who asked how often in this minute: what all servers had told, and what was counted here since then."""

    def __init__(self, clock: Callable[[], float] = time) -> None:
        self._clock, self._ahead = clock, 0.0
        self._minute = 0
        self._told: Mapping[str, int] = {}
        self._untold = Counter[str]()
        self._lock = threading.Lock()

    def count(self, subject: str) -> Count:
        """Once more."""
        with self._lock:
            seconds = MINUTE_SECONDS - self._turn()
            self._untold[subject] += 1
            return Count(self._told.get(subject, 0) + self._untold[subject], seconds)

    @property
    def has_untold(self) -> bool:
        return bool(self._untold)

    def untold(self) -> tuple[int, dict[str, int]]:
        """The minute, and what to tell of it: of those who asked most, if they are many."""
        with self._lock:
            self._turn()
            minute, untold = self._minute, self._untold.copy()
        return minute, dict(untold.most_common(request_counts.MOST))

    def learn(self, minute: int, told: Mapping[str, int], mine: Mapping[str, int]) -> None:
        """What all servers told of a minute, `mine` among it. A minute that is over meanwhile is of no use."""
        with self._lock:
            self._turn()
            if minute == self._minute:
                self._told = told
                self._untold -= Counter(mine)  # Drops whom nothing is left of.

    def follow(self, now: float) -> None:
        """Go by another clock, in seconds since 1970."""
        with self._lock:
            ahead = now - self._clock()
            if abs(ahead - self._ahead) > CLOCK_SECONDS:
                self._ahead = ahead

    def _turn(self) -> float:
        """Begin another minute if it is time to. Returns the seconds of it that are over.

        Minutes are the same for everybody, so that this one is all there is to keep.
        """
        minute, over = divmod(self._clock() + self._ahead, MINUTE_SECONDS)
        if int(minute) != self._minute:
            self._minute, self._told = int(minute), {}
            self._untold.clear()
        return over


class SharedTally:
    """Shares a tally with the other servers of its database, between `start` and `stop`; never with 0 seconds."""

    def __init__(self, tally: Tally, factory: SessionFactory, *, seconds: float) -> None:
        self._tally, self._factory, self._seconds = tally, factory, seconds
        self._failing = self._has_old = False
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Learn what was told before the first request comes. It only reads, and so waits for no writer."""
        if self._seconds:
            self._stopping.clear()
            self._round()
            self._thread = threading.Thread(target=self._work, name="tally", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Tell the rest."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            self._round()

    def share(self) -> None:
        """Tell and learn, in one transaction, which only reads if there is nothing to tell."""
        writes = self._tally.has_untold or self._has_old
        with unit_of_work(self._factory, write=writes) as db:
            self._tally.follow(request_counts.clock(db))
            minute, mine = self._tally.untold()
            if writes:
                request_counts.tell(db, minute, mine)
            told = request_counts.told(db, minute)
            self._has_old = request_counts.has_old(db, minute)
        self._tally.learn(minute, told, mine if writes else {})

    def _work(self) -> None:
        while not self._stopping.wait(self._seconds):
            self._round()

    def _round(self) -> None:
        try:
            self.share()
        except Exception:
            if not self._failing:  # Once, not at every round until the database is back.
                logger.exception("Requests are counted by this server alone until the database answers.")
            self._failing = True
        else:
            self._failing = False
