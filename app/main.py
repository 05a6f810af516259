"""Composition root: the only module that knows every other one."""

import logging
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.middleware.gzip import GZipMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app import api, web
from app.access.tally import SharedTally, Tally
from app.access.turns import Turns
from app.adapters import embeddings
from app.adapters.bench import Bench
from app.adapters.document_files import Folder
from app.adapters.explainer import Explainer, NullExplainer, WarmExplainer
from app.adapters.feed import Feed
from app.adapters.job_runner import FixedPlaces, LocalJobRunner, stop_together
from app.adapters.jobs import IMPORTS, RUNS, JobQueue, JobRunner, NullJobRunner
from app.adapters.mail import Mail, MailRefused, NullMailer, SmtpMailer
from app.adapters.mail_sender import MailSender, NullMailSender, ThreadedMailSender
from app.adapters.oidc import OidcProvider
from app.adapters.passwords import Argon2Passwords
from app.adapters.sealing import Sealer
from app.adapters.sole_runner import runner_lock
from app.adapters.virus_scanner import Clamd, NullScanner
from app.api import health, metrics, problems, run_events
from app.api.access_log import AccessLog
from app.api.metrics import Metrics
from app.api.rehearsed import Rehearsed
from app.api.security import Gate
from app.api.traced import Traced
from app.db import SessionFactory, make_engine, make_session_factory, unit_of_work
from app.logs import fields
from app.queues import ImportQueue, RunQueue
from app.services import happenings, import_queue, links, outgoing_mails, run_queue, workbook_imports
from app.services.incoming_files import Intake
from app.services.outgoing_mails import Postbox
from app.services.scoring import meanings
from app.settings import DocumentSettings, Settings, TracingSettings, WorkerSettings

if TYPE_CHECKING:
    from app.adapters.procrastinate_runner import Announcer, TokenWorker
    from app.adapters.tracing import Tracing

logger = logging.getLogger(__name__)

# Below this a response fits into one packet anyway.
SMALLEST_COMPRESSED_BYTES = 1024
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
    tally = Tally()
    shared = SharedTally(tally, factory, seconds=settings.http.share_counts_seconds)
    working = (*make_runners(settings, factory), make_sender(settings, factory, postbox), shared)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        for each in working:
            each.start()
        logger.info("server started", extra=fields(version=version("ketnoi"), environment=settings.environment))
        yield
        explainer.stop()
        stop_together(working)
        engine.dispose()
        if tracing is not None:
            tracing.stop()
        logger.info("server stopped")

    app = FastAPI(title="Kết Nối", version=version("ketnoi"), lifespan=lifespan, openapi_url=None)
    app.state.settings = settings
    app.state.answer_sealer = Sealer(settings.secret_key.get_secret_value(), purpose="answered requests")
    app.state.session_factory = factory
    app.state.turns = make_turns(settings, engine)
    app.state.tally = tally
    app.state.passwords = Argon2Passwords(at_once=settings.accounts.hashes_at_once)
    app.state.factors = Sealer(settings.secret_key.get_secret_value(), purpose="second factors")
    app.state.oidc = make_oidc(settings)
    app.state.explainer = explainer = make_explainer(settings)
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


def make_runners(settings: Settings, factory: SessionFactory) -> tuple[JobRunner, JobRunner]:
    """Who carries out runs and imports; both are told of what is put into their queues by this server."""
    runner, importer = make_runner(settings, factory), make_importer(settings, factory)
    run_queue.tell(factory, runner.announce)
    run_queue.tell(factory, importer.announce, import_queue.PUT)
    return runner, importer


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


def make_importer(settings: Settings, factory: SessionFactory) -> JobRunner:
    """Who carries out imports, beside runs: nobody who brings a workbook waits for a timetable."""
    if not settings.runner.enabled:
        return NullJobRunner()
    if settings.runner.kind == "procrastinate":
        return make_announcer(settings, IMPORTS)
    bench = make_import_bench(settings, factory)
    # Without a lock: all servers of a database share its imports, which are short.
    return LocalJobRunner(
        queue=bench.queue,
        bench=bench,
        places=FixedPlaces(settings.runner.max_imports),
        lease_seconds=settings.runner.lease_seconds,
        poll_seconds=settings.runner.poll_seconds,
    )


def make_announcer(settings: WorkerSettings, queue: str = RUNS) -> "Announcer":
    """Who tells workers of what waits in a queue; procrastinate is loaded only where it is used."""
    from app.adapters.procrastinate_runner import Announcer  # noqa: PLC0415 -- as it says

    return Announcer(url=settings.database_url.get_secret_value(), queue=queue)


def make_worker(settings: WorkerSettings, factory: SessionFactory) -> "TokenWorker":
    """A worker that shares the runs of a PostgreSQL database with others."""

    def has_due() -> bool:
        with unit_of_work(factory, write=False) as db:
            return run_queue.has_due(db)

    announcer = make_announcer(settings)
    run_queue.tell(factory, announcer.announce)
    bench = make_bench(settings, factory)
    return make_token_worker(settings, bench, announcer, has_due, most=settings.runner.max_children)


def make_import_worker(settings: WorkerSettings, factory: SessionFactory) -> "TokenWorker":
    """The same for imports."""

    def has_due() -> bool:
        with unit_of_work(factory, write=False) as db:
            return import_queue.has_due(db) or import_queue.has_stale(db, kept=workbook_imports.KEPT)

    announcer = make_announcer(settings, IMPORTS)
    run_queue.tell(factory, announcer.announce, import_queue.PUT)
    bench = make_import_bench(settings, factory)
    return make_token_worker(settings, bench, announcer, has_due, most=settings.runner.max_imports)


def make_token_worker(
    settings: WorkerSettings, bench: Bench, announcer: "Announcer", has_due: Callable[[], bool], *, most: int
) -> "TokenWorker":
    """Who takes the tokens of the announcer's queue for what is carried out at a bench."""
    from app.adapters.procrastinate_runner import TokenWorker  # noqa: PLC0415 -- servers need not load it
    from app.adapters.tokens import Tokens  # noqa: PLC0415 -- as above

    tokens = Tokens(most)
    runner = LocalJobRunner(
        queue=bench.queue,
        bench=bench,
        places=tokens,
        lease_seconds=settings.runner.lease_seconds,
        poll_seconds=settings.runner.poll_seconds,
    )
    return TokenWorker(
        url=settings.database_url.get_secret_value(),
        name=settings.runner.name or socket.gethostname(),
        runner=runner,
        tokens=tokens,
        has_due=has_due,
        announcer=announcer,
        queue=announcer.queue,
        grace_seconds=settings.runner.grace_seconds,
    )


def make_bench(settings: WorkerSettings, factory: SessionFactory) -> Bench:
    """Where this process carries out runs."""
    queue = RunQueue(
        factory=factory,
        worker=settings.runner.name or socket.gethostname(),
        overtime_seconds=settings.runner.overtime_seconds,
        most_losses=settings.runner.most_losses,
    )
    return _bench(settings, queue, "run", module="app.worker", keeps_spare=settings.runner.spare)


def make_import_bench(settings: WorkerSettings, factory: SessionFactory) -> Bench:
    """Where this process carries out imports."""
    queue = ImportQueue(
        factory=factory,
        worker=settings.runner.name or socket.gethostname(),
        limit_seconds=settings.runner.import_seconds,
        most_losses=settings.runner.most_losses,
    )
    told = {"KETNOI_SCORING__SEMANTIC": str(settings.scoring.semantic)}
    if settings.documents.folder:
        told["KETNOI_DOCUMENTS__FOLDER"] = str(Path(settings.documents.folder).absolute())
    return _bench(settings, queue, "import", module="app.worker.importing", told=told)


def _bench(
    settings: WorkerSettings,
    queue: JobQueue,
    noun: str,
    *,
    module: str,
    told: Mapping[str, str] = MappingProxyType({}),
    keeps_spare: bool = False,
) -> Bench:
    """A child needs the database, a collector if there is one, what it is `told`, and nothing else that we may know."""
    url = settings.database_url.get_secret_value()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KETNOI_")}
    collector = {} if settings.tracing.endpoint is None else _as_environment(settings.tracing)
    return Bench(
        queue=queue,
        command=(sys.executable, "-P", "-m", module),  # -P: not another `app` in the folder we happen to be in.
        environment=inherited | dict(told) | collector | {"KETNOI_DATABASE_URL": url},
        secrets=(url,),
        memory_bytes=settings.runner.max_memory_mib << 20,
        grace_seconds=settings.runner.grace_seconds,
        noun=noun,
        keeps_spare=keeps_spare,
    )


def _as_environment(tracing: TracingSettings) -> dict[str, str]:
    return {f"KETNOI_TRACING__{name.upper()}": str(value) for name, value in tracing.model_dump().items()}


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

    def refuse(self, mail_id: UUID, why: MailRefused) -> None:
        with unit_of_work(self.factory, write=True) as db:
            outgoing_mails.refuse(db, mail_id, template=why.template, params=why.params)
