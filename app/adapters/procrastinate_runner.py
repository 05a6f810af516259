"""Runs on many machines: procrastinate hands out tokens over PostgreSQL, and workers claim runs for them.

A token says that there may be work, and nothing of which: whoever takes it claims the run whose turn it is, and goes on
until none is left. What is lost with a token is found again by the workers, which look at the rows now and then. So
nothing in procrastinate's tables has to be kept: they are in a schema of their own, made anew for another release.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from queue import SimpleQueue

import psycopg
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import DeleteJobCondition, Status
from procrastinate.schema import SchemaManager
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import make_url

from app.adapters.job_runner import LocalJobRunner
from app.adapters.jobs import RUNS
from app.adapters.tokens import Tokens

logger = logging.getLogger(__name__)

SCHEMA = "procrastinate"
SCHEMA_LOCK = 7_305_212  # any number but that of migrations and runners, as long as all processes take the same
OPTIONS = {"options": f"-c search_path={SCHEMA}"}
TASK = "work"
SWEEP = "sweep"
SWEEP_SECONDS = 3.0
STALLED_SECONDS = 60.0
RETRY_SECONDS = 1.0
STOP_SECONDS = 5.0


def address(url: str) -> str:
    """Of an SQLAlchemy URL, what PostgreSQL's own library takes."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def prepare(url: str) -> None:
    """Make the tables of the installed release; safe to call from several processes at once."""
    release = version("procrastinate")
    with psycopg.connect(address(url)) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [SCHEMA_LOCK])
        found = connection.execute(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", [SCHEMA]
        ).fetchone()
        if found == (release,):
            return
        schema = Identifier(SCHEMA)
        connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
        connection.execute(SQL("CREATE SCHEMA {}").format(schema))
        connection.execute(SQL("COMMENT ON SCHEMA {} IS {}").format(schema, Literal(release)))
        connection.execute(SQL("SET LOCAL search_path TO {}").format(schema))
        connection.execute(SchemaManager.get_schema())


def _app(url: str, connections: int) -> App:
    connector = PsycopgConnector(conninfo=address(url), kwargs=OPTIONS, min_size=1, max_size=connections)
    return App(connector=connector)


@dataclass(kw_only=True)
class Announcer:
    """Of whoever enqueues: tells the workers of each run that was put into the queue, from a thread of its own."""

    url: str
    queue: str = RUNS
    _waiting: "SimpleQueue[bool]" = field(default_factory=SimpleQueue, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._work, name="announcer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Leave the tokens that wait, and end."""
        self._waiting.put(False)
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)
            self._thread = None

    def announce(self) -> None:
        """Leave a token, soon. Without it the workers find the run by themselves, seconds later."""
        self._waiting.put(True)

    def _work(self) -> None:
        connector = SyncPsycopgConnector(conninfo=address(self.url), kwargs=OPTIONS, min_size=1, max_size=1)
        app, ready = App(connector=connector), False
        while self._waiting.get():
            try:
                if not ready:
                    prepare(self.url)
                    app.open()
                    ready = True
                app.configure_task(TASK, queue=self.queue, allow_unknown=True).defer()
            except (ConnectorException, psycopg.Error):
                logger.exception("the workers could not be told of a run; they will find it")
        app.close()


@dataclass(kw_only=True)
class TokenWorker:
    """Takes tokens for a runner, and leaves one for runs that nobody was told of; a thread has the loop of its own."""

    url: str
    name: str
    runner: LocalJobRunner
    tokens: Tokens
    has_due: Callable[[], bool]
    announcer: Announcer
    queue: str = RUNS
    grace_seconds: float = 10.0
    _thread: threading.Thread | None = field(default=None, init=False)
    _stopping: threading.Event = field(default_factory=threading.Event, init=False)

    def start(self) -> None:
        """Raises if there is no database; one that goes away later is waited for."""
        prepare(self.url)
        self._stopping.clear()
        self.announcer.start()
        self.runner.start()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._work()), name="token-worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no more, and hand over what is being carried out."""
        self._stopping.set()
        self.runner.stop()
        self.tokens.close()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self.announcer.stop()

    def announce(self) -> None:
        """Whoever queues a run leaves a token."""

    async def _work(self) -> None:
        tasks = [asyncio.create_task(self._take_tokens()), asyncio.create_task(self._sweep())]
        await asyncio.to_thread(self._stopping.wait)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _take_tokens(self) -> None:
        while not self._stopping.is_set():
            app = _app(self.url, self.tokens.most + 4)
            app.task(name=TASK, queue=self.queue)(self._use_token)
            try:
                async with app.open_async():
                    await app.run_worker_async(
                        name=self.name,
                        queues=[self.queue],
                        concurrency=self.tokens.most,
                        delete_jobs=DeleteJobCondition.ALWAYS,
                        install_signal_handlers=False,
                        shutdown_graceful_timeout=self.grace_seconds,
                    )
            except Exception:
                logger.exception("the tokens are out of reach; it is tried again")
            await asyncio.sleep(RETRY_SECONDS)

    async def _use_token(self) -> None:
        """Carry out runs until there is none, or this worker stops."""
        worked = True
        while worked and not self._stopping.is_set():
            given = self.tokens.give()
            self.runner.announce()
            worked = await asyncio.wrap_future(given)

    async def _sweep(self) -> None:
        """Find runs that nobody was told of, or whose time to be taken up again has come, and forget dead tokens."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                async with _app(self.url, 1).open_async() as app:
                    await self._sweep_once(app)
            except Exception:
                logger.exception("the queue of runs could not be looked at; it is tried again")

    async def _sweep_once(self, app: App) -> None:
        if await asyncio.to_thread(self.has_due):
            try:
                lock = f"{SWEEP} {self.queue}"
                await app.configure_task(TASK, queue=self.queue, queueing_lock=lock, allow_unknown=True).defer_async()
            except AlreadyEnqueued:
                logger.debug("a token waits already")
        for job in await app.job_manager.get_stalled_jobs(queue=self.queue, seconds_since_heartbeat=STALLED_SECONDS):
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
