"""Telling the run's row how far the solver is, without keeping the solver waiting for the database."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from sqlalchemy.exc import DBAPIError

from app.adapters.jobs import Hold, Order
from app.db import SessionFactory, unit_of_work
from app.matching.scheduling.checker import violations
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.solve import Progress
from app.matching.scheduling.timetable import Placement
from app.models import Phase, Run
from app.services import run_queue
from app.worker.course import Course
from app.worker.ending import Ending
from app.worker.sharing import Partner

WRITE_EVERY_SECONDS = 0.5
KEEP_EVERY_SECONDS = 2.0

logger = logging.getLogger(__name__)


class News:
    """What the solver's threads tell, until it is written; taking it keeps none of them waiting."""

    def __init__(self, run: Run) -> None:
        self.over = threading.Event()
        self.phase = Phase.SEARCHING
        self.spent_seconds = run.spent_seconds
        self.course = Course(run.course or (), run.spent_seconds)
        self.latest: Progress | None = None
        self.best: tuple[Placement, ...] = ()
        self._lock = threading.Lock()

    def progress(self, progress: Progress) -> None:
        with self._lock:
            self.latest = progress
            self.course.add(progress)

    def better(self, placements: tuple[Placement, ...]) -> None:
        self.best = placements

    def points(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self.course.points)


@contextmanager
def reporting(
    factory: SessionFactory, hold: Hold, run: Run, problem: Problem, ending: Ending, *, partner: Partner | None
) -> Iterator[News]:
    """News for the solver's threads; a thread of its own writes them, and hears whether the search shall end."""
    news = News(run)
    writer = _Writer(factory, hold, problem, news, ending, partner=partner)
    thread = threading.Thread(target=writer.work, name="progress-writer")
    thread.start()
    try:
        yield news
    finally:
        news.over.set()
        thread.join()


class _Writer:
    def __init__(
        self,
        factory: SessionFactory,
        hold: Hold,
        problem: Problem,
        news: News,
        ending: Ending,
        *,
        partner: Partner | None,
    ) -> None:
        self._factory, self._hold, self._problem, self._news, self._ending = factory, hold, problem, news, ending
        self._partner = partner
        self._told: tuple[Phase, Progress | None] | None = None
        self._best: tuple[Placement, ...] = ()
        self._points: list[dict[str, Any]] = []
        self._kept_at = 0.0

    def work(self) -> None:
        """Write the latest progress twice a second at most and the best timetable less often; at the end all of it.

        Where the run is given up nobody waits for what the solver would still tell: the process ends.
        """
        while not self._news.over.wait(WRITE_EVERY_SECONDS):
            self._survives(last=self._ending.given_up)
            if self._ending.given_up:
                self._ending.leave()
        self._survives(last=True)

    def _survives(self, *, last: bool) -> None:
        """The solver goes on without the database: what it finds is written when that is back."""
        try:
            self._obey()
            self._report()
            if self._partner is not None:
                self._partner.trade()
            if last or time.monotonic() - self._kept_at >= KEEP_EVERY_SECONDS:
                self._keep()
        except DBAPIError as error:
            logger.warning("the run's row cannot be written: %s", error.orig)

    def _obey(self) -> None:
        with unit_of_work(self._factory, write=False) as db:
            order = run_queue.orders(db, [self._hold]).get(self._hold)
        if order is Order.STOP:
            self._ending.stop()
        elif order is not None:
            self._ending.give_up()

    def _report(self) -> None:
        phase, latest = self._news.phase, self._news.latest
        if (phase, latest) == self._told:
            return
        spent = self._news.spent_seconds + (0.0 if latest is None else latest.seconds)
        progress = None if latest is None else asdict(latest)
        with unit_of_work(self._factory, write=True) as db:
            run_queue.report(db, self._hold, phase=phase, spent_seconds=spent, progress=progress)
        self._told = (phase, latest)

    def _keep(self) -> None:
        """The referee looks at each timetable once more before it is stored: another attempt may begin with it."""
        best, points = self._news.best, self._news.points()
        is_new = best is not self._best and not violations(self._problem, best)
        if is_new or points != self._points:
            placed = [asdict(placement) for placement in best] if is_new else None
            with unit_of_work(self._factory, write=True) as db:
                run_queue.keep(db, self._hold, course=points, best=placed)
        self._best, self._points, self._kept_at = best, points, time.monotonic()
