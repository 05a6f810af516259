"""Measure the API beside a bare endpoint of the same size, on both databases: `python -m benchmarks.service --help`."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from app.access.addresses import API
from benchmarks.measuring.markdown import table
from benchmarks.measuring.report import machine, put
from benchmarks.serving import servers
from benchmarks.serving.load import MILLISECONDS, Load, milliseconds, put_on
from benchmarks.serving.servers import Asked, Running
from benchmarks.suites import HERE, commit
from tests import databases

DOCUMENT = HERE.parent / "docs" / "benchmarks.md"
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
CLIENTS = (1, 8)
WARMING_SECONDS = 1.0
HEADER = (
    *("database", "asked", "clients", "server"),
    *("requests/s", "50 % within ms", "99 % within ms", "CPU ms each", "of the bare"),
)
Action = Callable[[Asked, str], Iterator[bytes]]
ACTIONS: dict[str, Action] = {"list of 50 needs": Asked.reads, "submit a need": Asked.submits}


@dataclass(frozen=True, slots=True)
class Server:
    """`path` is where its delegations are."""

    name: str
    running: Running
    path: str


class Round(NamedTuple):
    """What came of one round, and the processor's time that the server took for it."""

    load: Load
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Of all rounds: the median of answers per second, within how long they came, the processor's time for each."""

    per_second: float
    half: float
    most: float
    cpu: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and with `--publish` put it into the document."""
    options = _parser().parse_args(arguments)
    busy, rows = os.getloadavg()[0], []
    for name in options.database or (SQLITE, POSTGRESQL):
        with tempfile.TemporaryDirectory(prefix="ketnoi-service-") as folder, database(name, folder) as url:
            rows += _measured(name, url, Path(folder), options)
    told = _told(options, busy, rows)
    print(told)
    if options.publish:
        put(DOCUMENT, "service", told)
    return 0


def _measured(name: str, url: str, folder: Path, options: argparse.Namespace) -> list[tuple[str, ...]]:
    """The rows of one database: both servers on it at the same time, asked in turn."""
    asked = servers.filled(url)
    with servers.service(url, folder / "service.log") as ours, servers.bare(url, folder / "bare.log") as bares:
        both = (Server("Kết Nối", ours, API), Server("bare", bares, ""))
        rows = []
        for action, ask in ACTIONS.items():
            for clients in CLIENTS:
                figures = _compared(both, partial(ask, asked), clients, options)
                rows += [_row(name, action, clients, server, figures) for server in figures]
        return rows


def _compared(
    both: Sequence[Server], ask: Callable[[str], Iterator[bytes]], clients: int, options: argparse.Namespace
) -> dict[str, Figures]:
    """In rounds, so that what else the machine does meanwhile meets both."""
    rounds: dict[str, list[Round]] = {server.name: [] for server in both}
    for server in both:
        _round(server, ask, clients, min(WARMING_SECONDS, options.seconds))
    for _ in range(options.rounds):
        for server in both:
            rounds[server.name].append(_round(server, ask, clients, options.seconds))
    return {name: _figures(of_server) for name, of_server in rounds.items()}


def _round(server: Server, ask: Callable[[str], Iterator[bytes]], clients: int, seconds: float) -> Round:
    before = server.running.cpu_seconds()
    load = put_on(server.running.port, ask(server.path), clients=clients, seconds=seconds)
    return Round(load, server.running.cpu_seconds() - before)


def _figures(rounds: Sequence[Round]) -> Figures:
    answers = [seconds for each in rounds for seconds in each.load.answers]
    cpu_seconds = sum(each.cpu_seconds for each in rounds)
    return Figures(
        per_second=median(each.load.per_second for each in rounds),
        half=milliseconds(answers, 50),
        most=milliseconds(answers, 99),
        cpu=MILLISECONDS * cpu_seconds / len(answers),
    )


def _row(database: str, action: str, clients: int, server: str, figures: dict[str, Figures]) -> tuple[str, ...]:
    found, bare = figures[server], figures["bare"]
    measured = (f"{found.per_second:,.0f}", f"{found.half:.1f}", f"{found.most:.1f}", f"{found.cpu:.1f}")
    return (database, action, str(clients), server, *measured, f"{found.cpu / bare.cpu:.0%}")


def _told(options: argparse.Namespace, busy: float, rows: Sequence[tuple[str, ...]]) -> str:
    protocol = f"{options.rounds} rounds of {options.seconds:g} s each, in turn; load before: {busy:.1f}"
    return f"{machine(commit())}; {protocol}.\n\n{table(HEADER, rows, right=frozenset(HEADER[2:]) - {'server'})}"


@contextmanager
def database(name: str, folder: str) -> Iterator[str]:
    """The address of an empty database of this kind. PostgreSQL is run as it is by default: what it says is on disk."""
    if name == SQLITE:
        yield f"sqlite:///{folder}/ketnoi.db"
        return
    binaries = databases.server_binaries()
    if binaries is None:
        sys.exit(databases.NO_SERVER)
    with (
        databases.started_postgresql(binaries, options="-c listen_addresses=") as address,
        databases.new_database(address) as url,
    ):
        yield url


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service", description=__doc__)
    parser.add_argument("--database", action="append", choices=[SQLITE, POSTGRESQL], help="only this one")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each request on each server (default: 5)")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each round (default: 4)")
    parser.add_argument("--publish", action="store_true", help="write the table into docs/")
    return parser


if __name__ == "__main__":
    sys.exit(main())
