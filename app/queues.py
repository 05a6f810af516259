"""Rows as the queues of job runners: each call is a transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Protocol

from sqlalchemy.orm import Session

from app.adapters.child import End
from app.adapters.jobs import Hold, Job, Order
from app.db import SessionFactory, unit_of_work
from app.services import import_failures, import_queue, run_failures, run_queue, run_shares, workbook_imports
from app.services.run_failures import Failure


class Service(Protocol):
    """What those who carry out jobs are told and tell, whatever the jobs are."""

    def orders(self, db: Session, holds: Collection[Hold], /) -> dict[Hold, Order]: ...

    def beat(self, db: Session, holds: Collection[Hold], /) -> None: ...

    def beats(self, db: Session, /) -> dict[Hold, int]: ...

    def hand_over(self, db: Session, hold: Hold, /) -> None: ...

    def lose(self, db: Session, hold: Hold, why: Failure, /, *, most_losses: int) -> None: ...


class Failures(Protocol):
    """Why a job came to nothing, where that is not for itself to say."""

    @property
    def WORKER_LOST(self) -> Failure: ...  # noqa: N802 -- as the modules call it

    def of_process(self, exit_code: int | None, output: str, /) -> Failure: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What they have in common. `worker` is who claims; nothing depends on its being the only one of that name."""

    service: ClassVar[Service]
    failures: ClassVar[Failures]

    factory: SessionFactory
    worker: str
    most_losses: int

    def orders(self, holds: Collection[Hold]) -> dict[Hold, Order]:
        with unit_of_work(self.factory, write=False) as db:
            return self.service.orders(db, holds)

    def beat(self, holds: Collection[Hold]) -> None:
        with unit_of_work(self.factory, write=True) as db:
            self.service.beat(db, holds)

    def beats(self) -> dict[Hold, int]:
        with unit_of_work(self.factory, write=False) as db:
            return self.service.beats(db)

    def take_up(self, silent: Collection[Hold]) -> None:
        for hold in silent:
            self._lose(hold, self.failures.WORKER_LOST)

    def ended(self, hold: Hold, end: End) -> None:
        self._lose(hold, self.failures.of_process(end.exit_code, end.output))

    def hand_over(self, hold: Hold) -> None:
        with unit_of_work(self.factory, write=True) as db:
            self.service.hand_over(db, hold)

    def _lose(self, hold: Hold, why: Failure) -> None:
        with unit_of_work(self.factory, write=True) as db:
            self.service.lose(db, hold, why, most_losses=self.most_losses)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQueue(_Rows):
    """The rows of runs as the queue of a job runner."""

    service: ClassVar[Service] = run_queue
    failures: ClassVar[Failures] = run_failures

    overtime_seconds: float

    def claim(self) -> Job | None:
        with unit_of_work(self.factory, write=False) as db:
            if not run_queue.has_due(db):  # Most often; asking takes no lock.
                return None
        with unit_of_work(self.factory, write=True) as db:
            run = run_queue.claim(db, self.worker)
            if run is not None:
                return Job(Hold(run.id, run.attempt), run.seconds + self.overtime_seconds)
            share = run_shares.claim(db, self.worker)  # Only where no run waits: a share is not worth one.
            if share is None:
                return None
            run_queue.put(db)  # There may be another, for another worker.
            left = share.run.seconds - share.run.spent_seconds
            return Job(Hold(share.id, share.attempt), left + self.overtime_seconds)

    def make_way(self, holds: Collection[Hold]) -> None:
        with unit_of_work(self.factory, write=False) as db:
            if not run_queue.is_held_up(db, holds):
                return
        with unit_of_work(self.factory, write=True) as db:
            run_queue.make_way(db, holds)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportQueue(_Rows):
    """The same of imports of workbooks. Whoever looks for the next also forgets those that ended long ago."""

    service: ClassVar[Service] = import_queue
    failures: ClassVar[Failures] = import_failures

    limit_seconds: float

    def claim(self) -> Job | None:
        kept = workbook_imports.KEPT
        with unit_of_work(self.factory, write=False) as db:
            if not import_queue.has_due(db) and not import_queue.has_stale(db, kept=kept):
                return None
        with unit_of_work(self.factory, write=True) as db:
            import_queue.forget(db, kept=kept)
            row = import_queue.claim(db, self.worker)
            return None if row is None else Job(Hold(row.id, row.attempt), self.limit_seconds)

    def make_way(self, holds: Collection[Hold]) -> None:
        """None is worth less than another."""
