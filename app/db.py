"""Engine, session factory, the unit of work, and bringing a database to the newest schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import connect
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import StaticPool

from app.errors import AppError

SessionFactory = sessionmaker[Session]

BUSY_TIMEOUT_MILLISECONDS = 30_000
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"  # beside the package, in a checkout and in a wheel
MIGRATION_LOCK = 7_305_210  # any number, as long as all processes take the same


def make_engine(url: str, *, connections: int = 5) -> Engine:
    """An engine on which both databases mean the same by foreign keys, savepoints and waiting for a lock.

    It keeps so many `connections` open, and opens as many more for a while where they are needed.
    """
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    in_memory = parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}
    pool = {} if in_memory else {"pool_size": connections, "max_overflow": connections}
    engine = create_engine(parsed, hide_parameters=True, **pool)  # Failures would repeat what people wrote.
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def make_session_factory(engine: Engine) -> SessionFactory:
    """Sessions whose objects stay readable after the commit, when nothing may be loaded any more."""
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def unit_of_work(factory: SessionFactory, *, write: bool) -> Iterator[Session]:
    """One request, one transaction: commit on success, roll back on a failure unless it `keeps` what was done."""
    failure = None
    with factory.begin() as session:
        # A writer on SQLite takes the lock at BEGIN, where it can still wait; a reader must not take it at all.
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE" if write else "DEFERRED"})
        try:
            yield session
        except AppError as exc:
            if not exc.keeps:
                raise
            failure = exc
    if failure is not None:
        raise failure


@contextmanager
def scratch(session: Session) -> Iterator[Session]:
    """A session in which something can be tried on all that `session` sees; nothing of it stays.

    On SQLite it works on a copy in memory: the database has one writer only, and nobody shall wait for what is tried.
    """
    session.flush()
    if session.get_bind().dialect.name != "sqlite":
        attempt = session.begin_nested()
        try:
            yield session
        finally:
            attempt.rollback()
        return
    engine = _copied(session.connection())
    try:
        with make_session_factory(engine)() as tried:
            yield tried
    finally:
        engine.dispose()


def _copied(connection: Connection) -> Engine:
    source = connection.connection.driver_connection
    assert isinstance(source, SQLiteConnection)
    pages = bytearray(source.serialize())
    pages[18:20] = b"\1\1"  # The versions in the header of a file without a write-ahead log, which memory has not.
    copy = connect(":memory:", check_same_thread=False)
    copy.deserialize(bytes(pages))
    engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a revision of the schema. Safe to call from several processes at once: one waits."""
    with migrating(engine) as migration:
        migration.upgrade(revision)


def schema(connection: Connection) -> set[str]:
    """The revision of the database's schema; none where it has no schema of ours."""
    from alembic.migration import MigrationContext  # noqa: PLC0415 -- only a server asks; workers need not load Alembic

    return set(MigrationContext.configure(connection).get_current_heads())


def is_on_newest_schema(connection: Connection) -> bool:
    """False for a schema of an earlier release, of a later one, and for none at all."""
    return schema(connection) == _newest_schema()


@cache
def _newest_schema() -> frozenset[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 -- as above

    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads())


@cache
def known_schemas() -> frozenset[str]:
    """Every revision that this release can migrate from."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 -- as above

    return frozenset(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to an earlier revision; `base` is an empty database."""
    with migrating(engine) as migration:
        migration.downgrade(revision)


@dataclass(frozen=True, slots=True)
class Migration:
    """Alembic on one connection and in one transaction, in which more than the schema may change."""

    connection: Connection
    config: Any

    def upgrade(self, revision: str = "head") -> None:
        self._command.upgrade(self.config, revision)

    def downgrade(self, revision: str) -> None:
        self._command.downgrade(self.config, revision)

    def is_on(self, revision: str) -> bool:
        """Whether this is the schema that the database is on."""
        return schema(self.connection) == {revision}

    def refer_later(self) -> None:
        """Let rows come before those that they point at, until `check_references`."""
        self._each_reference("DEFERRABLE INITIALLY DEFERRED")

    def check_references(self) -> None:
        """Each row points at one that is there, now and from now on. Raises `IntegrityError`."""
        if self.connection.dialect.name == "sqlite":
            broken = self.connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise IntegrityError(None, None, ValueError(f"a row of {broken[0]} points at none of {broken[2]}"))
            return
        self.connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        self._each_reference("NOT DEFERRABLE")

    def _each_reference(self, how: str) -> None:
        if self.connection.dialect.name == "sqlite":
            return  # It looks at none of them, see `migrating`.
        for (_schema, table), references in inspect(self.connection).get_multi_foreign_keys().items():
            for name in (reference["name"] for reference in references):
                self.connection.exec_driver_sql(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{name}" {how}')

    @property
    def _command(self) -> Any:
        from alembic import command  # noqa: PLC0415 -- only starting up migrates; workers need not load Alembic

        return command


@contextmanager
def migrating(engine: Engine, *, check_references: bool = True) -> Iterator[Migration]:
    """Under a lock: of several processes one waits."""
    from alembic.config import Config  # noqa: PLC0415 -- as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
        if not check_references and isinstance(driver := connection.connection.driver_connection, SQLiteConnection):
            driver.execute("PRAGMA foreign_keys=OFF")  # Within a transaction it would do nothing.
            connection.detach()  # Nobody else shall get it like this.
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            config.attributes["connection"] = connection
            yield Migration(connection, config)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """All that the database holds at one moment, however long it takes to read it; nobody waits for that."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def _prepare_sqlite(connection: SQLiteConnection, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own implicit BEGIN breaks savepoints
    # The timeout comes first, because turning to WAL may itself have to wait.
    timeout = f"busy_timeout={BUSY_TIMEOUT_MILLISECONDS}"
    for pragma in (timeout, "foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}")
