"""Who may run the solver on a database: one server at a time, told by a lock that ends with its process."""

import fcntl
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

RUNNER_LOCK = 7_305_211  # any number but that of migrations, as long as all servers take the same


class RunnerLock(Protocol):
    """Held by one server of a database at a time."""

    def take(self) -> bool:
        """Whether this server has the lock now. Raises if the database is away."""

    def held(self) -> bool:
        """Whether this server has it still."""

    def release(self) -> None:
        """Let another server have it."""


def runner_lock(engine: Engine) -> RunnerLock:
    """The lock of the engine's database."""
    return AdvisoryLock(engine) if engine.dialect.name == "postgresql" else FileLock(engine)


class FileLock:
    """Beside a SQLite database: a file, locked as long as it is open. A database in memory is nobody else's anyway."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        file = self._opened()
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def held(self) -> bool:
        return self._file is not None

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> IO[bytes]:
        with self._engine.connect() as connection:
            rows = connection.exec_driver_sql("PRAGMA database_list").all()
        # A connection that ever needed temporary tables lists a second database, "temp".
        database = next(file for _, name, file in rows if name == "main")
        return Path(f"{database}.runner").open("ab") if database else TemporaryFile()


class AdvisoryLock:
    """Of PostgreSQL, held by a connection of its own: a server that dies or is cut off loses both at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def take(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # Closing it really closes it, instead of giving it and the lock back to the pool.
        taken = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": RUNNER_LOCK}).scalar_one()
        if taken:
            self._connection = connection
        else:
            connection.close()
        return bool(taken)

    def held(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            self.release()
        return self._connection is not None

    def release(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
