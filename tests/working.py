"""Runners of each kind, as servers and workers have them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import SecretStr

from app.adapters.bench import Bench
from app.adapters.job_runner import LocalJobRunner
from app.adapters.procrastinate_runner import TokenWorker
from app.db import make_engine, make_session_factory
from app.main import make_import_worker, make_importer, make_runner, make_worker
from app.settings import RunnerSettings, Settings


@dataclass(frozen=True)
class Place:
    """Where runs, or imports, are carried out: on this database, by this kind of runner."""

    url: str
    kind: Literal["local", "procrastinate"]
    work: Literal["runs", "imports"] = "runs"


def runner_of(place: Place, places: int = 1) -> LocalJobRunner | TokenWorker:
    settings = Settings(
        database_url=SecretStr(place.url),
        secret_key=SecretStr("only for tests, " * 3),
        runner=RunnerSettings(
            kind=place.kind,
            max_children=places,
            max_imports=places,
            poll_seconds=0.05,
            grace_seconds=20,
            lease_seconds=2,
        ),
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
def working(place: Place, places: int = 1) -> Iterator[Bench]:
    runner = runner_of(place, places)
    runner.start()
    bench: Any = bench_of(runner)
    try:
        yield bench
    finally:
        runner.stop()
        bench.queue.factory.kw["bind"].dispose()
