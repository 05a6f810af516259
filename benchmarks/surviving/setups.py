"""The two ways to carry out runs, as processes that can be killed: a server with SQLite, workers with PostgreSQL."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url, text

from app.adapters.child import SPARE
from tests import databases

PROGRAM = (sys.executable, "-u", "-c", "from app.cli import main; main()")
AT_WORK = "ketnoi-run"
LEASE_SECONDS = 4
MOST_LOSSES = 1000
"""A run may be lost in every round."""


@dataclass
class SetUp:
    """Processes of the service on a database, each by an address of its own; `server` where that is one.

    Each address has a user of its own, who can be locked out.
    """

    url: str
    folder: Path
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    urls: Sequence[str]
    server: str | None = None
    _begun: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def processes(self) -> list[subprocess.Popen[bytes]]:
        return list(self._begun.values())

    def start_missing(self) -> None:
        """Start what was killed, or has ended."""
        for url in self.urls:
            if url not in self._begun or self._begun[url].poll() is not None:
                told = os.environ | self.environment | {"KETNOI_DATABASE_URL": url}
                with (self.folder / "log").open("ab") as log:
                    self._begun[url] = subprocess.Popen(  # noqa: S603 -- our own program
                        [*PROGRAM, *self.arguments], env=told, stdout=log, stderr=log
                    )

    def solving(self) -> list[int]:
        """The processes that are at work on a run, whoever has started them."""
        return [pid for pid in self._solvers() if _called(pid) == AT_WORK]

    def waiting(self) -> list[int]:
        """The processes that have loaded the solver and nothing to do yet, whoever has started them."""
        return [pid for pid in self._solvers() if _called(pid) == SPARE]

    def left_behind(self) -> list[int]:
        """What should not be there when all runs have ended: at work still, or waiting for work of who is gone."""
        alive = {process.pid for process in self.processes if process.poll() is None}
        return [pid for pid in self._solvers() if _called(pid) == AT_WORK or _parent(pid) not in alive | {None}]

    def _solvers(self) -> list[int]:
        return [pid for pid in _processes() if any(_solves(pid, url) for url in self.urls)]

    def restart_database(self) -> None:
        assert self.server is not None
        databases.restart(self.server)

    @contextmanager
    def cut_off(self, url: str) -> Iterator[None]:
        """Whoever has this address, and their solvers, lose the database, and don't reach it meanwhile."""
        user = make_url(url).username
        self.administer(f"ALTER ROLE {user} NOLOGIN")
        self.administer(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{user}'")  # noqa: S608 -- named below
        yield
        self.administer(f"ALTER ROLE {user} LOGIN")

    def administer(self, statement: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text(statement))

    def stop(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in self.processes:
            process.wait()


def environment(url: str, **runner: object) -> dict[str, str]:
    told = {
        "KETNOI_DATABASE_URL": url,
        "KETNOI_SECRET_KEY": secrets.token_urlsafe(48),
        "KETNOI_RUNNER__LEASE_SECONDS": str(LEASE_SECONDS),
        "KETNOI_RUNNER__MOST_LOSSES": str(MOST_LOSSES),
        "KETNOI_RUNNER__NAME": "one name for all",
    }
    return told | {f"KETNOI_RUNNER__{name.upper()}": str(value) for name, value in runner.items()}


@contextmanager
def embedded(folder: Path, *, workers: int) -> Iterator[SetUp]:
    """One server on SQLite, which solves as many runs at the same time as there are workers."""
    url = f"sqlite:///{folder}/ketnoi.db"
    settings = environment(url, max_children=workers)
    yield SetUp(url, folder, ("serve", "--port", "0"), settings, [url])


@contextmanager
def shared(folder: Path, *, workers: int) -> Iterator[SetUp]:
    """Workers of one name on PostgreSQL."""
    binaries = databases.server_binaries()
    if binaries is None:
        raise RuntimeError(databases.NO_SERVER)
    with databases.started_postgresql(binaries) as address, databases.new_database(address) as url:
        arguments, settings = ("worker", "--concurrency", "1"), environment(url, kind="procrastinate")
        urls = [make_url(url).set(username=f"worker{n}") for n in range(workers)]
        setup = SetUp(
            url, folder, arguments, settings, [each.render_as_string(hide_password=False) for each in urls], address
        )
        for each in urls:
            setup.administer(f"CREATE ROLE {each.username} LOGIN SUPERUSER")
        yield setup


def _processes() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())


def _solves(pid: int, url: str) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        return b"app.worker" in command and url.encode() in Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False


def _called(pid: int) -> str | None:
    """None if it has just ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return None


def _parent(pid: int) -> int | None:
    """None if it has just ended."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def wait_until(condition: Callable[[], object], *, seconds: float) -> bool:
    """Whether it came true in that time."""
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True
