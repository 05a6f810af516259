"""The loop that works on jobs in child processes, for a server that has a runner of its own and for workers."""

import logging
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from app.adapters.bench import Bench
from app.adapters.jobs import Hold, JobQueue
from app.adapters.sole_runner import RunnerLock
from app.adapters.watch import Watch
from app.logs import fields

logger = logging.getLogger(__name__)

BEATS_PER_LEASE = 4
"""A worker may miss some of them before it counts as gone."""


class Stoppable(Protocol):
    def stop(self) -> None: ...


def stop_together(working: Collection[Stoppable]) -> None:
    """Stop them side by side: each may take its grace time, and all of them together take no longer."""
    with ThreadPoolExecutor(max_workers=len(working)) as threads:
        for stopped in [threads.submit(each.stop) for each in working]:
            stopped.result()


class Places(Protocol):
    """Says when a runner may begin jobs: never more at the same time than `most`."""

    @property
    def most(self) -> int: ...

    def room(self, busy: int) -> int:
        """How many jobs may be begun now, beside those that it is busy with."""

    def begun(self, hold: Hold) -> None: ...

    def none_left(self) -> None:
        """The queue has no job that could be begun now."""

    def ended(self, hold: Hold) -> None: ...


@dataclass(frozen=True, slots=True)
class FixedPlaces:
    """So many jobs at the same time, as soon as there are any."""

    most: int

    def room(self, busy: int) -> int:
        return self.most - busy

    def begun(self, hold: Hold) -> None:
        """Counted by who is busy."""

    def none_left(self) -> None:
        """The runner looks again."""

    def ended(self, hold: Hold) -> None:
        """Counted by who is busy."""


@dataclass(kw_only=True)
class LocalJobRunner:
    """One permanent thread that claims jobs, has them carried out, and takes up what others have left.

    With a `lock`, only its holder touches the jobs of a database, and takes up all that is under way as soon as it has
    it. Without one, any number of runners share them, and a job is taken up when its worker is silent for the lease.
    """

    queue: JobQueue
    bench: Bench
    places: Places
    lock: RunnerLock | None = None
    lease_seconds: float = 15.0
    poll_seconds: float = 0.3
    _cleared: bool = field(default=False, init=False)
    _waiting: bool = field(default=False, init=False)
    _failing: bool = field(default=False, init=False)
    _stopping: threading.Event = field(default_factory=threading.Event, init=False)
    _awake: threading.Event = field(default_factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)
    _beaten_at: float = field(default=0.0, init=False)
    _watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        self._pause = self.lease_seconds / BEATS_PER_LEASE
        self._watch = Watch(lease_seconds=self.lease_seconds, longest_look=2 * self._pause)

    def start(self) -> None:
        """Work on the queue until `stop`, as soon and as long as this runner may."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._work, name="job-runner", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the children, hand their jobs over, and end the thread."""
        self._stopping.set()
        self._awake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def announce(self) -> None:
        """Look at once instead of at the next round."""
        self._awake.set()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._survives(self._round)
            self._awake.wait(self.poll_seconds)
            self._awake.clear()
        self._hand_over()
        if self.lock is not None:
            self.lock.release()
        self._cleared = False

    def _round(self) -> None:
        """Only who has the lock, where there is one, may touch the jobs."""
        if self.lock is not None and not self.lock.held():
            self._drop_all()
            if not self._takes_over(self.lock):
                return
        if self.lock is not None and not self._cleared:
            self.queue.take_up(list(self.queue.beats()))
        self._cleared = True
        self._tick()

    def _takes_over(self, lock: RunnerLock) -> bool:
        taken = lock.take()
        if not taken and not self._waiting:  # Once, not at every round until it is gone.
            logger.warning("Another server runs the solver on this database; this one does when that one is gone.")
        self._waiting = not taken
        if taken:
            logger.info("this server runs the solver")
        return taken

    def _drop_all(self) -> None:
        """The lock is lost: these jobs are another server's to take up, or this one's when it has the lock again."""
        if self._cleared:
            logger.warning("this server may not run the solver any more", extra=fields(runs=len(self.bench.children)))
        self._cleared = False
        for hold in self.bench.close():
            self.places.ended(hold)

    def _survives(self, step: Callable[[], None]) -> bool:
        """Whether `step` went well; a database that is away for a while must not end the only runner."""
        try:
            step()
        except Exception:
            if not self._failing:  # Once, not at every tick until it is back.
                logger.exception("The job runner can't do its rounds; it keeps trying.")
            self._failing = True
        else:
            self._failing = False
        return not self._failing

    def _tick(self) -> None:
        for hold in self.bench.bury():
            self.places.ended(hold)
        self.bench.obey()
        if time.monotonic() - self._beaten_at >= self._pause:
            self._beat()
        self._begin_due()
        self.bench.prepare()

    def _beat(self) -> None:
        """Tell that this runner is alive, take up the jobs of those who are not, and make way where one waits."""
        if self.bench.children:
            self.queue.beat(list(self.bench.children))
        self._beaten_at = time.monotonic()
        silent = self._watch.silent(self.queue.beats(), self._beaten_at)
        noun, gone = self.bench.noun, [hold for hold in silent if hold not in self.bench.children]
        if gone:
            logger.warning("%ss taken up from workers that are gone", noun, extra=fields(**{f"{noun}s": len(gone)}))
            self.queue.take_up(gone)
        if len(self.bench.children) >= self.places.most and not self.bench.is_clearing:
            self.queue.make_way(list(self.bench.children))

    def _begin_due(self) -> None:
        while self.places.room(len(self.bench.children)) > 0:
            job = self.queue.claim()
            if job is None:
                self.places.none_left()
                return
            if self.bench.begin(job):
                self.places.begun(job.hold)

    def _hand_over(self) -> None:
        for hold in self.bench.close():
            if self._survives(partial(self.queue.hand_over, hold)):
                logger.info(
                    "%s given back to the queue", self.bench.noun, extra=fields(**{f"{self.bench.noun}_id": hold.job})
                )
            self.places.ended(hold)
