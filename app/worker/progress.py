"""Telling the run's row how far the solver is, without keeping the solver waiting for the database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from uuid import UUID

from app.db import SessionFactory, unit_of_work
from app.matching.scheduling.solve import OnProgress, Progress
from app.services import run_queue

WRITE_EVERY_SECONDS = 0.5


@contextmanager
def reporting(factory: SessionFactory, run_id: UUID) -> Iterator[OnProgress]:
    """A callback for the solver's threads; a thread of its own writes the latest news, at most twice a second."""
    news = _News()
    writer = threading.Thread(target=_write_on, args=(factory, run_id, news), name="progress-writer")
    writer.start()
    try:
        yield news.take
    finally:
        news.over.set()
        writer.join()


class _News:
    def __init__(self) -> None:
        self.over = threading.Event()
        self.latest: Progress | None = None

    def take(self, progress: Progress) -> None:
        self.latest = progress


def _write_on(factory: SessionFactory, run_id: UUID, news: _News) -> None:
    written: Progress | None = None
    while not news.over.wait(WRITE_EVERY_SECONDS):
        if news.latest is not None and news.latest is not written:
            written = news.latest
            with unit_of_work(factory, write=True) as db:
                run_queue.report(db, run_id, asdict(written))
