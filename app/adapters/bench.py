"""Where jobs are carried out: child processes, each for one attempt at a job."""

import logging
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.adapters.child import Child, End
from app.adapters.jobs import Hold, Job, JobQueue, Order
from app.logs import fields

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Bench:
    """Starts and ends children, each as `command JOB_ID ATTEMPT PARENT_PID`, all from one permanent thread.

    On Linux a child dies when the *thread* that started it ends, so that it can't outlive a killed server. A thread
    of the web server's pool must therefore never start one: idle ones are ended, and their children with them.
    """

    queue: JobQueue
    command: Sequence[str]
    environment: Mapping[str, str]
    secrets: Collection[str] = ()
    memory_bytes: int = 4 << 30
    grace_seconds: float = 10.0
    noun: str = "run"
    """What is carried out here, as the log calls it."""
    children: dict[Hold, Child] = field(default_factory=dict, init=False)

    def begin(self, job: Job) -> bool:
        """Whether the child of an attempt has started; one that can't be has ended."""
        try:
            self.children[job.hold] = Child(
                [*self.command, str(job.hold.job), str(job.hold.attempt), str(os.getpid())],
                environment=self.environment,
                limit_seconds=job.limit_seconds,
                memory_bytes=self.memory_bytes,
                secrets=self.secrets,
            )
        except OSError as error:
            self._ended(job.hold, End(None, str(error)))
            return False
        logger.info("%s's process started", self.noun, extra=self._about(job.hold))
        return True

    def bury(self) -> list[Hold]:
        """The attempts whose children have ended since the last time."""
        buried = []
        for hold, child in list(self.children.items()):
            end = child.end()
            if end is not None:
                self._ended(hold, end)
                child.close()
                del self.children[hold]
                buried.append(hold)
        return buried

    def obey(self) -> None:
        """Ask the children to end whose attempts shall."""
        for hold, order in self.queue.orders(list(self.children)).items() if self.children else ():
            if order is not Order.STOP and self.children[hold].ask_to_end(grace_seconds=self.grace_seconds):
                event = "%s cancelled" if order is Order.CANCEL else "%s lost to another"
                logger.info(event, self.noun, extra=self._about(hold))

    @property
    def is_clearing(self) -> bool:
        """Whether a child is about to end, so that its place will be free."""
        return any(child.asked for child in self.children.values())

    def close(self) -> list[Hold]:
        """End all children, and say which attempts they were."""
        for child in self.children.values():
            child.ask_to_end(grace_seconds=self.grace_seconds)
        for child in self.children.values():
            child.wait()
            child.close()
        closed = list(self.children)
        self.children.clear()
        return closed

    def _ended(self, hold: Hold, end: End) -> None:
        self.queue.ended(hold, end)
        level = logging.INFO if end.exit_code == 0 else logging.WARNING
        logger.log(level, "%s's process ended", self.noun, extra=self._about(hold, exit_code=end.exit_code))

    def _about(self, hold: Hold, **more: object) -> dict[str, Any]:
        return fields(**{f"{self.noun}_id": hold.job}, attempt=hold.attempt, **more)
