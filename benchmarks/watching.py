"""Watch one run with hundreds of listeners, and see what it costs: `python -m benchmarks.watching --help`."""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import TextClause, text

from app import db as database
from app.access.addresses import API
from app.db import SessionFactory, make_engine, make_session_factory
from app.models import ConferenceSession, RunStatus
from app.services import scenarios
from benchmarks.measuring.markdown import table
from benchmarks.measuring.report import machine, put
from benchmarks.serving import servers
from benchmarks.serving.servers import Running
from benchmarks.suites import HERE, commit
from tests import databases, factories

DOCUMENT = HERE.parent / "docs" / "benchmarks.md"
HEADER = ("listeners", "transactions/s", "memory of the server, MiB", "CPU, %", "events each", "without any")
COUNTED = text("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()")
CHANGED = text("UPDATE run SET spent_seconds = spent_seconds + 1")
WARMING_SECONDS = 5.0
CHANGE_SECONDS = 2.0
MOST_LOOKS = 100


@dataclass(frozen=True, slots=True)
class Watched:
    """A run that goes on, and somebody who may watch it."""

    run: UUID
    token: str
    factory: SessionFactory

    def request(self) -> bytes:
        target = f"{API}/runs/{self.run}/events"
        return f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.token}\r\n\r\n".encode()


@dataclass(slots=True)
class Heard:
    """What each of the listeners was told."""

    events: list[int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure with no listener, one, and many; print the table, and with `--publish` put it into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listeners", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long they listen each time")
    parser.add_argument("--publish", action="store_true", help=f"write the table into {DOCUMENT.name}")
    options = parser.parse_args(arguments)
    busy = os.getloadavg()[0]
    binaries = databases.server_binaries()
    if binaries is None:
        raise RuntimeError(databases.NO_SERVER)
    with (
        tempfile.TemporaryDirectory(prefix="ketnoi-watching-") as folder,
        databases.started_postgresql(binaries) as address,
        databases.new_database(address) as url,
    ):
        watched = _watched(url)
        with servers.service(url, Path(folder) / "log") as running:
            rows = [
                asyncio.run(_listened(number, running, watched, options.seconds))
                for number in (1, 0, options.listeners)
            ]
    told = (
        f"{machine(commit())}, load {busy:.1f} before it began. PostgreSQL; the run changes every "
        f"{CHANGE_SECONDS:g} s, which is counted too.\n\n{table(HEADER, rows)}"
    )
    print(told)
    if options.publish:
        put(DOCUMENT, "watching", told)
    return 0


def _watched(url: str) -> Watched:
    engine = make_engine(url)
    database.upgrade(engine)
    factory = make_session_factory(engine)
    with factory() as db:
        session = db.get_one(ConferenceSession, scenarios.load(db, "session-2026").id)
        run = factories.a_run(db, session, status=RunStatus.RUNNING, attempt=1)
        token = factories.an_api_token(db, factories.an_account(db, is_administrator=True))
        db.commit()
    return Watched(run.id, token, factory)


async def _listened(listeners: int, running: Running, watched: Watched, seconds: float) -> tuple[str, ...]:
    heard = Heard([0] * listeners)
    tasks = [
        asyncio.create_task(_listen(running.port, watched.request(), heard, number)) for number in range(listeners)
    ]
    tasks.append(asyncio.create_task(_change(watched.factory)))
    for _ in range(MOST_LOOKS):  # The server says that it listens before it has loaded all that it needs.
        if all(heard.events):
            break
        await asyncio.sleep(CHANGE_SECONDS)
    await asyncio.sleep(WARMING_SECONDS)
    heard.events = [0] * listeners
    before, cpu, began = await _transactions(watched.factory), running.cpu_seconds(), time.monotonic()
    await asyncio.sleep(seconds)
    took = time.monotonic() - began
    made, cpu = await _transactions(watched.factory) - before, running.cpu_seconds() - cpu
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    told = f"{min(heard.events)}–{max(heard.events)}" if listeners else "–"
    unheard = str(sum(not each for each in heard.events))
    return str(listeners), f"{made / took:.1f}", f"{_memory(running):.0f}", f"{100 * cpu / took:.0f}", told, unheard


async def _listen(port: int, request: bytes, heard: Heard, number: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        while line := await reader.readline():
            heard.events[number] += line.startswith(b"event: run")
    finally:
        writer.close()


async def _change(factory: SessionFactory) -> None:
    """As a solver does."""
    while True:
        await asyncio.to_thread(_execute, factory, CHANGED)
        await asyncio.sleep(CHANGE_SECONDS)


async def _transactions(factory: SessionFactory) -> int:
    await asyncio.sleep(1.0)  # PostgreSQL counts what was done a moment ago.
    return await asyncio.to_thread(_counted, factory)


def _counted(factory: SessionFactory) -> int:
    with factory.begin() as db:
        return int(db.execute(COUNTED).scalar_one())


def _execute(factory: SessionFactory, statement: TextClause) -> None:
    with factory.begin() as db:
        db.execute(statement)


def _memory(running: Running) -> float:
    for line in Path(f"/proc/{running.process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    raise SystemExit(main())
