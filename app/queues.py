"""Rows as the queues of job runners: each call is a transaction."""

from collections.abc import Collection
from dataclasses import dataclass

from app.adapters.child import End
from app.adapters.jobs import Hold, Job, Order
from app.db import SessionFactory, unit_of_work
from app.services import import_failures, import_queue, run_failures, run_queue, run_shares, workbook_imports
from app.services.run_failures import WORKER_LOST, Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQueue:
    """The rows of runs as the queue of a job runner: each call is a transaction.

    `worker` is who claims; nothing depends on its being the only one of that name.
    """

    factory: SessionFactory
    worker: str
    overtime_seconds: float
    most_losses: int

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

    def orders(self, holds: Collection[Hold]) -> dict[Hold, Order]:
        with unit_of_work(self.factory, write=False) as db:
            return run_queue.orders(db, holds)

    def beat(self, holds: Collection[Hold]) -> None:
        with unit_of_work(self.factory, write=True) as db:
            run_queue.beat(db, holds)

    def beats(self) -> dict[Hold, int]:
        with unit_of_work(self.factory, write=False) as db:
            return run_queue.beats(db)

    def take_up(self, silent: Collection[Hold]) -> None:
        for hold in silent:
            self._lose(hold, WORKER_LOST)

    def make_way(self, holds: Collection[Hold]) -> None:
        with unit_of_work(self.factory, write=False) as db:
            if not run_queue.is_held_up(db, holds):
                return
        with unit_of_work(self.factory, write=True) as db:
            run_shares.put_off(db, holds)

    def ended(self, hold: Hold, end: End) -> None:
        self._lose(hold, run_failures.of_process(end.exit_code, end.output))

    def hand_over(self, hold: Hold) -> None:
        with unit_of_work(self.factory, write=True) as db:
            run_queue.hand_over(db, hold)

    def _lose(self, hold: Hold, why: Failure) -> None:
        with unit_of_work(self.factory, write=True) as db:
            run_queue.lose(db, hold, why, most_losses=self.most_losses)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportQueue:
    """The same of imports of workbooks. Whoever looks for the next also forgets those that ended long ago."""

    factory: SessionFactory
    worker: str
    limit_seconds: float
    most_losses: int

    def claim(self) -> Job | None:
        kept = workbook_imports.KEPT
        with unit_of_work(self.factory, write=False) as db:
            if not import_queue.has_due(db) and not import_queue.has_stale(db, kept=kept):
                return None
        with unit_of_work(self.factory, write=True) as db:
            import_queue.forget(db, kept=kept)
            row = import_queue.claim(db, self.worker)
            return None if row is None else Job(Hold(row.id, row.attempt), self.limit_seconds)

    def orders(self, holds: Collection[Hold]) -> dict[Hold, Order]:
        with unit_of_work(self.factory, write=False) as db:
            return import_queue.orders(db, holds)

    def beat(self, holds: Collection[Hold]) -> None:
        with unit_of_work(self.factory, write=True) as db:
            import_queue.beat(db, holds)

    def beats(self) -> dict[Hold, int]:
        with unit_of_work(self.factory, write=False) as db:
            return import_queue.beats(db)

    def take_up(self, silent: Collection[Hold]) -> None:
        for hold in silent:
            self._lose(hold, import_failures.WORKER_LOST)

    def make_way(self, holds: Collection[Hold]) -> None:
        """None is worth less than another."""

    def ended(self, hold: Hold, end: End) -> None:
        self._lose(hold, import_failures.of_process(end.exit_code, end.output))

    def hand_over(self, hold: Hold) -> None:
        with unit_of_work(self.factory, write=True) as db:
            import_queue.hand_over(db, hold)

    def _lose(self, hold: Hold, why: Failure) -> None:
        with unit_of_work(self.factory, write=True) as db:
            import_queue.lose(db, hold, why, most_losses=self.most_losses)
