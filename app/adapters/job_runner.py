"""Runs jobs in child processes beside the server: a protocol, the local runner, and one that does nothing.

The local runner knows jobs by their id alone. What a job is, and what becomes of it, is the business of the `JobQueue`
that the composition root hands over.
"""

import logging
import os
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol
from uuid import UUID

from app.adapters.child import Child, End
from app.adapters.sole_runner import RunnerLock
from app.logs import fields

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """`limit_seconds` is the time after which its child counts as hung."""

    id: UUID
    limit_seconds: float


class JobQueue(Protocol):
    """The rows that the runner works on; every call is a short transaction of its own."""

    def abandon(self) -> None:
        """Fail the jobs that a killed server left running."""

    def claim(self) -> Job | None:
        """Mark the oldest queued job as running and return it."""

    def unwanted(self, jobs: Collection[UUID]) -> list[UUID]:
        """Those of these running jobs that somebody wants to end."""

    def ended(self, job: UUID, end: End) -> None:
        """The child of this job is gone; it may have finished the job or not."""

    def requeue(self, job: UUID) -> None:
        """The server stopped before the job was done."""


class JobRunner(Protocol):
    """Works on queued jobs between `start` and `stop`."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class NullJobRunner:
    """Leaves the jobs to another server."""

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""


@dataclass(kw_only=True)
class LocalJobRunner:
    """One permanent thread that starts and ends all children, each as `command JOB_ID PARENT_PID`.

    On Linux a child dies when the *thread* that started it ends, so that it can't outlive a killed server. A thread
    of the web server's pool must therefore never start one: idle ones are ended, and their children with them.
    """

    queue: JobQueue
    lock: RunnerLock
    command: Sequence[str]
    environment: Mapping[str, str]
    secrets: Collection[str] = ()
    max_children: int = 1
    poll_seconds: float = 0.3
    grace_seconds: float = 10.0
    _children: dict[UUID, Child] = field(default_factory=dict, init=False)
    _cleared: bool = field(default=False, init=False)
    _waiting: bool = field(default=False, init=False)
    _failing: bool = field(default=False, init=False)
    _stopping: threading.Event = field(default_factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)

    def start(self) -> None:
        """Work on the queue until `stop`, as soon and as long as no other server does."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._work, name="job-runner", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the children, give their jobs back to the queue, and end the thread."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._survives(self._round)
            self._stopping.wait(self.poll_seconds)
        self._end_all()
        self.lock.release()
        self._cleared = False

    def _round(self) -> None:
        """Only who has the lock may touch the jobs; who has it anew fails those that nobody works on any more."""
        if not self.lock.held():
            self._drop_all()
            if not self._takes_over():
                return
        if not self._cleared:
            self.queue.abandon()
            self._cleared = True
        self._tick()

    def _takes_over(self) -> bool:
        taken = self.lock.take()
        if not taken and not self._waiting:  # Once, not at every round until it is gone.
            logger.warning("Another server runs the solver on this database; this one does when that one is gone.")
        self._waiting = not taken
        if taken:
            logger.info("this server runs the solver")
        return taken

    def _drop_all(self) -> None:
        """The lock is lost: these jobs are another server's to fail, or this one's when it has the lock again."""
        if self._cleared:
            logger.warning("this server may not run the solver any more", extra=fields(runs=len(self._children)))
        self._cleared = False
        self._close_all()
        self._children.clear()

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
        self._bury()
        self._end_unwanted()
        self._start_queued()

    def _bury(self) -> None:
        for job, child in list(self._children.items()):
            end = child.end()
            if end is not None:
                self._ended(job, end)
                child.close()
                del self._children[job]

    def _ended(self, job: UUID, end: End) -> None:
        self.queue.ended(job, end)
        level = logging.INFO if end.exit_code == 0 else logging.WARNING
        logger.log(level, "run's process ended", extra=fields(run_id=job, exit_code=end.exit_code))

    def _end_unwanted(self) -> None:
        for job in self.queue.unwanted(self._children) if self._children else ():
            if self._children[job].ask_to_end(grace_seconds=self.grace_seconds):
                logger.info("run cancelled", extra=fields(run_id=job))

    def _start_queued(self) -> None:
        while len(self._children) < self.max_children and (job := self.queue.claim()) is not None:
            try:
                self._children[job.id] = self._start(job)
            except OSError as error:
                self._ended(job.id, End(None, str(error)))

    def _start(self, job: Job) -> Child:
        child = Child(
            [*self.command, str(job.id), str(os.getpid())],
            environment=self.environment,
            limit_seconds=job.limit_seconds,
            secrets=self.secrets,
        )
        logger.info("run's process started", extra=fields(run_id=job.id))
        return child

    def _end_all(self) -> None:
        self._close_all()
        for job in self._children:
            if self._survives(partial(self.queue.requeue, job)):
                logger.info("run given back to the queue", extra=fields(run_id=job))
        self._children.clear()

    def _close_all(self) -> None:
        for child in self._children.values():
            child.ask_to_end(grace_seconds=self.grace_seconds)
        for child in self._children.values():
            child.wait()
            child.close()
