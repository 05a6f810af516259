"""Where jobs are carried out: child processes, each for one attempt at a job."""

import logging
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.adapters.child import Child, End
from app.adapters.jobs import Hold, Job, JobQueue, Order
from app.adapters.spare import Spare
from app.logs import fields

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Bench:
    """Starts and ends children, each as `command PARENT_PID`, all from one permanent thread, and tells them their work.

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
    keeps_spare: bool = False
    """Whether the next job finds a child that has loaded already."""
    children: dict[Hold, Child] = field(default_factory=dict, init=False)
    spare: Spare = field(init=False)

    def __post_init__(self) -> None:
        self.spare = Spare(start=self._start, noun=self.noun)

    def begin(self, job: Job) -> bool:
        """Whether an attempt has a child, which may have been ready for it; one that can't have any has ended."""
        try:
            child = self.spare.begin(job.hold.line, limit_seconds=job.limit_seconds)
        except OSError as error:
            self._ended(job.hold, End(None, str(error)))
            return False
        self.children[job.hold] = child
        logger.info("%s's process started", self.noun, extra=self._about(job.hold, process=child.pid))
        return True

    def prepare(self) -> None:
        """For the next job."""
        if self.keeps_spare:
            self.spare.keep()

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
        self.spare.close()
        for child in self.children.values():
            child.ask_to_end(grace_seconds=self.grace_seconds)
        for child in self.children.values():
            child.wait()
            child.close()
        closed = list(self.children)
        self.children.clear()
        return closed

    def _start(self) -> Child:
        return Child(
            [*self.command, str(os.getpid())],
            environment=self.environment,
            memory_bytes=self.memory_bytes,
            secrets=self.secrets,
        )

    def _ended(self, hold: Hold, end: End) -> None:
        self.queue.ended(hold, end)
        level = logging.INFO if end.exit_code == 0 else logging.WARNING
        logger.log(level, "%s's process ended", self.noun, extra=self._about(hold, exit_code=end.exit_code))

    def _about(self, hold: Hold, **more: object) -> dict[str, Any]:
        return fields(**{f"{self.noun}_id": hold.job}, attempt=hold.attempt, **more)
