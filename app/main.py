"""Composition root: the only module that knows every other one."""

import logging
import os
import socket
import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.middleware.gzip import GZipMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app import api, web
from app.access.turns import Turns
from app.adapters import embeddings
from app.adapters.bench import Bench
from app.adapters.child import End
from app.adapters.document_files import Folder
from app.adapters.explainer import Explainer, NullExplainer, WarmExplainer
from app.adapters.feed import Feed
from app.adapters.job_runner import FixedPlaces, LocalJobRunner
from app.adapters.jobs import Hold, Job, JobRunner, NullJobRunner, Order
from app.adapters.mail import Mail, NullMailer, SmtpMailer
from app.adapters.mail_sender import MailSender, NullMailSender, ThreadedMailSender
from app.adapters.oidc import OidcProvider
from app.adapters.passwords import Argon2Passwords
from app.adapters.sealing import Sealer
from app.adapters.sole_runner import runner_lock
from app.adapters.spreadsheets.reading import ChildReader
from app.adapters.virus_scanner import Clamd, NullScanner
from app.api import health, metrics, problems, run_events, sheet_rules
from app.api.access_log import AccessLog
from app.api.metrics import Metrics
from app.api.rehearsed import Rehearsed
from app.api.security import Gate
from app.api.traced import Traced
from app.db import SessionFactory, make_engine, make_session_factory, unit_of_work
from app.logs import fields
from app.services import happenings, links, outgoing_mails, run_failures, run_queue, run_shares
from app.services.incoming_files import Intake
from app.services.outgoing_mails import Postbox
from app.services.run_failures import WORKER_LOST, Failure
from app.services.scoring import meanings
from app.services.spreadsheets.importing import Workbooks
from app.settings import DocumentSettings, Settings, WorkerSettings

if TYPE_CHECKING:
    from app.adapters.procrastinate_runner import TokenWorker
    from app.adapters.tracing import Tracing

logger = logging.getLogger(__name__)

# Below this a response fits into one packet anyway.
SMALLEST_COMPRESSED_BYTES = 1024
# Workbooks that are read at the same time; each may take a gigabyte for some seconds.
READERS = 2
# How often runs are looked at that somebody watches.
WATCH_SECONDS = 1.0


def create_app(settings: Settings) -> FastAPI:
    """The service: pages under `/`, the API under `/api/v1`, and the runner that solves beside them."""
    engine = make_engine(settings.database_url.get_secret_value(), connections=settings.http.requests_at_once)
    factory = make_session_factory(engine)
    if settings.scoring.semantic and (embedder := embeddings.installed()):
        meanings.watch(factory, embedder)
    sealer = Sealer(settings.secret_key.get_secret_value(), purpose="outgoing mail")
    tracing = make_tracing(settings, engine)
    postbox = make_postbox(settings, sealer)
    if postbox.is_emptied:
        happenings.collect(factory)
    runner, sender = make_runner(settings, factory), make_sender(settings, factory, postbox)

    run_queue.tell(factory, runner.announce)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        runner.start()
        sender.start()
        logger.info("server started", extra=fields(version=version("ketnoi"), environment=settings.environment))
        yield
        sender.stop()
        explainer.stop()
        runner.stop()
        engine.dispose()
        if tracing is not None:
            tracing.stop()
        logger.info("server stopped")

    app = FastAPI(title="Kết Nối", version=version("ketnoi"), lifespan=lifespan, openapi_url=None)
    app.state.settings = settings
    app.state.answer_sealer = Sealer(settings.secret_key.get_secret_value(), purpose="answered requests")
    app.state.session_factory = factory
    app.state.turns = make_turns(settings, engine)
    app.state.passwords = Argon2Passwords(at_once=settings.accounts.hashes_at_once)
    app.state.factors = Sealer(settings.secret_key.get_secret_value(), purpose="second factors")
    app.state.oidc = make_oidc(settings)
    app.state.explainer = explainer = make_explainer(settings)
    app.state.workbooks = Workbooks(ChildReader(at_once=READERS), sheet_rules.judged)
    app.state.run_feed = Feed(lambda runs: run_events.look(app.state.session_factory, runs), seconds=WATCH_SECONDS)
    app.state.intake = make_intake(settings.documents)
    app.state.postbox = postbox
    app.state.metrics = Metrics(version("ketnoi"))
    add_layers(app, settings, tracing)
    problems.install(app)
    app.include_router(health.router)
    app.include_router(metrics.router)
    api.install(app)
    web.install(app)
    return app


def add_layers(app: FastAPI, settings: Settings, tracing: "Tracing | None") -> None:
    """What each request goes through before it is answered; the last one added is the outermost."""
    # Streams of events and fonts stay as they are; the middleware knows them by their type.
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED_BYTES)
    if settings.rehearsal:
        app.add_middleware(Rehearsed)
    app.add_middleware(Gate, allowed_hosts=settings.http.allowed_hosts, max_body_bytes=settings.http.max_body_bytes)
    # Before all that asks who sends a request. Of others than these proxies nobody believes the headers.
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=[str(proxy) for proxy in settings.http.trusted_proxies])
    if tracing is not None:
        app.add_middleware(Traced, tracer=tracing.tracer)
    app.add_middleware(AccessLog, requests=app.state.metrics.requests)


def make_runner(settings: Settings, factory: SessionFactory) -> JobRunner:
    """The runner of this server: local, or none where another server does the work."""
    if not settings.runner.enabled:
        return NullJobRunner()
    if settings.runner.kind == "procrastinate":
        return make_announcer(settings)
    engine: Engine = factory.kw["bind"]
    bench = make_bench(settings, factory)
    return LocalJobRunner(
        lock=runner_lock(engine),
        queue=bench.queue,
        bench=bench,
        places=FixedPlaces(settings.runner.max_children),
        lease_seconds=settings.runner.lease_seconds,
        poll_seconds=settings.runner.poll_seconds,
    )


def make_announcer(settings: WorkerSettings) -> JobRunner:
    """Who tells workers of runs; procrastinate is loaded only where it is used."""
    from app.adapters.procrastinate_runner import Announcer  # noqa: PLC0415 -- as it says

    return Announcer(url=settings.database_url.get_secret_value())


def make_worker(settings: WorkerSettings, factory: SessionFactory) -> "TokenWorker":
    """A worker that shares the runs of a PostgreSQL database with others."""
    from app.adapters.procrastinate_runner import Announcer, TokenWorker  # noqa: PLC0415 -- servers need not load it
    from app.adapters.tokens import Tokens  # noqa: PLC0415 -- as above

    announcer = Announcer(url=settings.database_url.get_secret_value())
    run_queue.tell(factory, announcer.announce)
    bench, tokens = make_bench(settings, factory), Tokens(settings.runner.max_children)
    runner = LocalJobRunner(
        queue=bench.queue,
        bench=bench,
        places=tokens,
        lease_seconds=settings.runner.lease_seconds,
        poll_seconds=settings.runner.poll_seconds,
    )

    def has_due() -> bool:
        with unit_of_work(factory, write=False) as db:
            return run_queue.has_due(db)

    return TokenWorker(
        url=settings.database_url.get_secret_value(),
        name=settings.runner.name or socket.gethostname(),
        runner=runner,
        tokens=tokens,
        has_due=has_due,
        announcer=announcer,
        grace_seconds=settings.runner.grace_seconds,
    )


def make_bench(settings: WorkerSettings, factory: SessionFactory) -> Bench:
    """Where this process carries out runs."""
    url = settings.database_url.get_secret_value()
    # The solver needs the database and nothing else of what this process may know.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KETNOI_")}
    return Bench(
        queue=RunQueue(
            factory=factory,
            worker=settings.runner.name or socket.gethostname(),
            overtime_seconds=settings.runner.overtime_seconds,
            most_losses=settings.runner.most_losses,
        ),
        command=(sys.executable, "-P", "-m", "app.worker"),  # -P: not another `app` in the folder we happen to be in.
        environment=inherited | {"KETNOI_DATABASE_URL": url},
        secrets=(url,),
        memory_bytes=settings.runner.max_memory_mib << 20,
        grace_seconds=settings.runner.grace_seconds,
    )


def make_tracing(settings: Settings, engine: Engine) -> "Tracing | None":
    """Who tells a collector of requests and statements, if there is one."""
    if settings.tracing.endpoint is None:
        return None
    from app.adapters.tracing import Tracing  # noqa: PLC0415 -- its libraries take half a second that most need not wait

    tracing = Tracing(**settings.tracing.model_dump(), version=version("ketnoi"))
    tracing.watch(engine)
    return tracing


def make_explainer(settings: Settings) -> Explainer:
    """The process that explains; it needs neither the database nor anything else of what this one may know."""
    if not settings.explainer.enabled:
        return NullExplainer()
    return WarmExplainer(
        command=(sys.executable, "-P", "-m", "app.worker.explaining"),
        environment={name: value for name, value in os.environ.items() if not name.startswith("KETNOI_")},
        seconds=settings.explainer.seconds,
    )


def make_turns(settings: Settings, engine: Engine) -> Turns:
    """Whose turn it is; SQLite has one writer."""
    http = settings.http
    one_writer = engine.dialect.name == "sqlite"
    return Turns(at_once=http.requests_at_once, one_writer=one_writer, most_waiting=http.requests_waiting)


def make_oidc(settings: Settings) -> OidcProvider | None:
    """The other service for signing in, if there is one; a rehearsal asks none."""
    if settings.oidc.issuer is None or settings.rehearsal:
        return None
    return OidcProvider(settings.oidc, links.oidc_callback(settings.http.public_url))


def make_intake(settings: DocumentSettings) -> Intake:
    """Where documents go, and who looks into them."""
    scanner = Clamd(settings.scanner, settings.scanner_timeout_seconds) if settings.scanner else NullScanner()
    return Intake(settings, Folder(Path(settings.folder)) if settings.folder else None, scanner)


def make_postbox(settings: Settings, sealer: Sealer) -> Postbox:
    """Where mails are put; in a rehearsal they stay there."""
    is_emptied = bool(settings.mail.host) or settings.rehearsal
    return Postbox(sealer, settings.http.public_url, is_emptied=is_emptied, is_kept=settings.rehearsal)


def make_sender(settings: Settings, factory: SessionFactory, postbox: Postbox) -> MailSender:
    """Who sends the mails: every server of a database does, or none. In a rehearsal they are written, and not sent."""
    if not postbox.is_emptied:
        return NullMailSender()
    mailer = NullMailer() if settings.rehearsal else SmtpMailer(settings.mail)
    seconds = settings.mail.poll_seconds
    outbox = Outbox(factory, postbox, gathered=timedelta(minutes=settings.mail.gather_minutes))
    return ThreadedMailSender(outbox=outbox, mailer=mailer, poll_seconds=seconds)


@dataclass(frozen=True, slots=True)
class Outbox:
    """The rows of mails as the outbox of a sender: each call is a transaction. What was gathered becomes mails."""

    factory: SessionFactory
    postbox: Postbox
    gathered: timedelta

    def claim(self) -> Mail | None:
        with unit_of_work(self.factory, write=False) as db:
            # Most often nothing is; asking takes no lock.
            if not outgoing_mails.has_due(db) and not happenings.has_due(db, gathered=self.gathered):
                return None
        with unit_of_work(self.factory, write=True) as db:
            happenings.write_due(db, self.postbox, gathered=self.gathered)
            return None if self.postbox.is_kept else outgoing_mails.claim(db, self.postbox.sealer)

    def done(self, mail_id: UUID) -> None:
        with unit_of_work(self.factory, write=True) as db:
            outgoing_mails.done(db, mail_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQueue:
    """The rows of runs as the queue of a job runner: each call is a transaction.

    `worker` is who claims; nothing depends on its being the only one of that name.
    """

    factory: SessionFactory
    worker: str
    overtime_seconds: float
    most_losses: int

    def claim(self) -> Job | None:
        with unit_of_work(self.factory, write=False) as db:
            if not run_queue.has_due(db):  # Most often; asking takes no lock.
                return None
        with unit_of_work(self.factory, write=True) as db:
            run = run_queue.claim(db, self.worker)
            if run is not None:
                return Job(Hold(run.id, run.attempt), run.seconds + self.overtime_seconds)
            share = run_shares.claim(db, self.worker)  # Only where no run waits: a share is not worth one.
            if share is None:
                return None
            run_queue.put(db)  # There may be another, for another worker.
            left = share.run.seconds - share.run.spent_seconds
            return Job(Hold(share.id, share.attempt), left + self.overtime_seconds)

    def orders(self, holds: Collection[Hold]) -> dict[Hold, Order]:
        with unit_of_work(self.factory, write=False) as db:
            return run_queue.orders(db, holds)

    def beat(self, holds: Collection[Hold]) -> None:
        with unit_of_work(self.factory, write=True) as db:
            run_queue.beat(db, holds)

    def beats(self) -> dict[Hold, int]:
        with unit_of_work(self.factory, write=False) as db:
            return run_queue.beats(db)

    def take_up(self, silent: Collection[Hold]) -> None:
        for hold in silent:
            self._lose(hold, WORKER_LOST)

    def make_way(self, holds: Collection[Hold]) -> None:
        with unit_of_work(self.factory, write=False) as db:
            if not run_queue.is_held_up(db, holds):
                return
        with unit_of_work(self.factory, write=True) as db:
            run_shares.put_off(db, holds)

    def ended(self, hold: Hold, end: End) -> None:
        self._lose(hold, run_failures.of_process(end.exit_code, end.output))

    def hand_over(self, hold: Hold) -> None:
        with unit_of_work(self.factory, write=True) as db:
            run_queue.hand_over(db, hold)

    def _lose(self, hold: Hold, why: Failure) -> None:
        with unit_of_work(self.factory, write=True) as db:
            run_queue.lose(db, hold, why, most_losses=self.most_losses)
