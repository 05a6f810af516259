"""What a runner works on: jobs that are claimed from a queue, each held by one attempt at a time.

A runner knows jobs by their ids alone. What a job is, and what becomes of it, is the business of the `JobQueue` that
the composition root hands over.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple, Protocol, Self
from uuid import UUID

from app.adapters.child import End

RUNS, IMPORTS = "default", "imports"
"""Kinds of work, as the queues of tokens are called where many machines share them."""


class Hold(NamedTuple):
    """An attempt at a job: whoever has claimed it, until the next attempt is made."""

    job: UUID
    attempt: int

    @property
    def line(self) -> str:
        """As a child is told."""
        return f"{self.job} {self.attempt}"

    @classmethod
    def of_line(cls, line: str) -> Self:
        """As a child hears it."""
        job, attempt = line.split()
        return cls(UUID(job), int(attempt))


@dataclass(frozen=True, slots=True)
class Job:
    """`limit_seconds` is the time after which its child counts as hung."""

    hold: Hold
    limit_seconds: float


class Order(Enum):
    """What shall become of an attempt that is under way."""

    CANCEL = auto()
    """Nobody wants its result."""
    STOP = auto()
    """What it has so far is its result: the child sees that by itself."""
    LOST = auto()
    """Somebody else holds the job, or nobody: whatever this attempt says is not heard."""


class JobQueue(Protocol):
    """The rows that runners work on; every call is a short transaction of its own."""

    def claim(self) -> Job | None:
        """Hold the job whose turn it is."""

    def orders(self, holds: Collection[Hold]) -> dict[Hold, Order]:
        """Those of these attempts that shall end."""

    def beat(self, holds: Collection[Hold]) -> None:
        """These attempts are alive."""

    def beats(self) -> dict[Hold, int]:
        """All attempts under way, of any runner, with a number that changes as long as they are alive."""

    def take_up(self, silent: Collection[Hold]) -> None:
        """Nobody works on these any more: let somebody else."""

    def make_way(self, holds: Collection[Hold]) -> None:
        """All places of a runner are taken by these: where a job waits, one that is worth less is given up for it."""

    def ended(self, hold: Hold, end: End) -> None:
        """The child of this attempt is gone; it may have finished the job or not."""

    def hand_over(self, hold: Hold) -> None:
        """The runner stops before the job was done."""


class JobRunner(Protocol):
    """Works on queued jobs between `start` and `stop`."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def announce(self) -> None:
        """There may be a new job. It is found without this too, but later."""


class NullJobRunner:
    """Leaves the jobs to another server."""

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""

    def announce(self) -> None:
        """Nobody to tell."""
