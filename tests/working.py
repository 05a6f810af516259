"""Runners of each kind, as servers and workers have them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from pydantic import SecretStr

from app import db as database
from app.adapters.bench import Bench
from app.adapters.job_runner import LocalJobRunner
from app.adapters.procrastinate_runner import TokenWorker
from app.db import make_engine, make_session_factory
from app.main import make_import_worker, make_importer, make_runner, make_worker
from app.settings import RunnerSettings, Settings, TracingSettings
from tests import databases

Kind = Literal["local", "procrastinate"]
SERVER = """
import sys, time
from tests.working import Place, bench_of, runner_of
runner = runner_of(Place(*sys.argv[1:]))
runner.start()
bench = bench_of(runner)
while not bench.children:
    time.sleep(0.02)
print(*(child._process.pid for child in bench.children.values()), flush=True)
time.sleep(600)
"""
"""A process of its own with a runner at a place, which it is told by its arguments; it tells who its children are."""


@dataclass(frozen=True)
class Place:
    """Where runs, or imports, are carried out: on this database, by this kind of runner."""

    url: str
    kind: Kind
    work: Literal["runs", "imports"] = "runs"
    lease_seconds: float | str = 2
    """As short as what is to be taken up allows; longer where nobody may seem gone who is only slow."""

    @property
    def arguments(self) -> tuple[str, str, str, str]:
        """For `SERVER`."""
        return self.url, self.kind, self.work, str(self.lease_seconds)


@contextmanager
def placed(server: str, kind: Kind, work: Literal["runs", "imports"] = "runs") -> Iterator[Place]:
    """A migrated database that commits, with that kind of runner; a test is passed over where it serves none."""
    if kind == "procrastinate" and not server.startswith("postgres"):
        pytest.skip("procrastinate takes PostgreSQL")
    with databases.new_database(server) as url:
        engine = make_engine(url)
        database.upgrade(engine)
        engine.dispose()
        yield Place(url, kind, work)


def runner_of(
    place: Place, places: int = 1, *, spare: bool = False, tracing: TracingSettings | None = None
) -> LocalJobRunner | TokenWorker:
    """Without a spare process, which takes as long to load as most tests last."""
    settings = Settings(
        database_url=SecretStr(place.url),
        secret_key=SecretStr("only for tests, " * 3),
        runner=RunnerSettings(
            kind=place.kind,
            max_children=places,
            spare=spare,
            max_imports=places,
            poll_seconds=0.05,
            grace_seconds=20,
            lease_seconds=float(place.lease_seconds),
        ),
        tracing=tracing or TracingSettings(),
    )
    factory = make_session_factory(make_engine(place.url))
    if place.kind == "procrastinate":
        return (make_worker if place.work == "runs" else make_import_worker)(settings, factory)
    runner = (make_runner if place.work == "runs" else make_importer)(settings, factory)
    assert isinstance(runner, LocalJobRunner)
    return runner


def bench_of(runner: LocalJobRunner | TokenWorker) -> Bench:
    return runner.bench if isinstance(runner, LocalJobRunner) else runner.runner.bench


@contextmanager
def working(
    place: Place, places: int = 1, *, spare: bool = False, tracing: TracingSettings | None = None
) -> Iterator[Bench]:
    runner = runner_of(place, places, spare=spare, tracing=tracing)
    runner.start()
    bench: Any = bench_of(runner)
    try:
        yield bench
    finally:
        runner.stop()
        bench.queue.factory.kw["bind"].dispose()
