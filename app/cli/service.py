"""Commands of the service: database, reference data, server, workers."""

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import backups, people
from app.cli.environment import database, from_environment, require_newest_schema
from app.cli.server import LOOPBACK, PORT, address, listen, run_server

if TYPE_CHECKING:
    from app.settings import Settings, WorkerSettings

Host = Annotated[str, typer.Option(help="The address to listen on; a proxy with TLS belongs before any but loopback.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free one.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands on `app`."""
    from app.cli.demo import demo

    app.command()(migrate)
    app.command()(backups.backup)
    app.command()(backups.restore)
    app.command()(load_reference)
    app.command()(read_texts)
    app.command()(people.create_admin)
    app.command()(people.make_admin)
    app.command()(people.reset_password)
    app.command()(people.remove_second_factor)
    app.command()(people.forget_people)
    app.command()(serve)
    app.command()(worker)
    app.command()(demo)


def migrate() -> None:
    """Bring the database of KETNOI_DATABASE_URL to the newest schema."""
    from app.db import upgrade
    from app.settings import DatabaseSettings

    with database(from_environment(DatabaseSettings)) as engine:
        upgrade(engine)
    typer.echo("The database is on the newest schema.")


def load_reference() -> None:
    """Add provinces, missions, countries, sectors and objectives to the database, or update them."""
    from app.db import make_session_factory, unit_of_work
    from app.services import audit_entries, reference
    from app.settings import DatabaseSettings

    with database(from_environment(DatabaseSettings)) as engine:
        require_newest_schema(engine)
        with unit_of_work(make_session_factory(engine), write=True) as db:
            counts = reference.load(db)
            told = {table: {"added": each.added, "changed": each.changed} for table, each in counts.items()}
            if altered := {table: each for table, each in told.items() if any(each.values())}:
                audit_entries.record_of_console(db, "reference.loaded", after=altered)
    for table, count in counts.items():
        typer.echo(f"{table}: {count.added} added, {count.changed} changed, {count.unchanged} unchanged")


def read_texts() -> None:
    """Have the language model of the extra `semantic` read the needs and offerings that it has not read yet."""
    from app.adapters import embeddings
    from app.db import make_session_factory, unit_of_work
    from app.services.scoring import meanings
    from app.settings import DatabaseSettings

    embedder = embeddings.installed()
    if embedder is None:
        typer.echo("The extra `semantic` is not installed: pip install 'ketnoi[semantic]'.", err=True)
        raise typer.Exit(2)
    with database(from_environment(DatabaseSettings)) as engine:
        require_newest_schema(engine)
        with unit_of_work(make_session_factory(engine), write=True) as db:
            count = meanings.keep_all(db, embedder)
    typer.echo(f"{count} texts read.")


def serve(host: Host = LOOPBACK, port: Port = PORT) -> None:
    """Serve pages and API with the settings of the environment; queued runs are solved in child processes."""
    from app.settings import Settings

    settings = from_environment(Settings)
    _require_safety(settings)
    with database(settings) as engine:
        require_newest_schema(engine)
    if settings.documents.folder:
        _require_folder(settings.documents.folder)
    listener = listen(host, port)
    if listener is None:
        typer.echo(f"Port {port} of {host} is taken; choose another with --port.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Kết Nối listens on {address(listener)}; Ctrl-C ends it.")
    run_server(settings, listener)


def worker(
    *,
    name: Annotated[str | None, typer.Option(help="What runs say of who carries them out.")] = None,
    concurrency: Annotated[int | None, typer.Option(min=1, help="Runs solved at the same time.")] = None,
) -> None:
    """Solve the runs and do the imports of a PostgreSQL database, beside other workers; Ctrl-C hands them over."""
    from app import logs
    from app.adapters.job_runner import stop_together
    from app.db import make_session_factory
    from app.main import make_import_worker, make_worker
    from app.settings import WorkerSettings

    settings = from_environment(WorkerSettings)
    if settings.runner.kind != "procrastinate":
        typer.echo("Workers need KETNOI_RUNNER__KIND=procrastinate, here and at the servers.", err=True)
        raise typer.Exit(2)
    given = {"name": name, "max_children": concurrency}
    changes = {key: value for key, value in given.items() if value is not None}
    settings = settings.model_copy(update={"runner": settings.runner.model_copy(update=changes)})
    logs.configure(settings.log, telling=settings.environment == "development")
    with database(settings) as engine, _worker_metrics(settings):
        require_newest_schema(engine)
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        factory = make_session_factory(engine)
        runners = (make_worker(settings, factory), make_import_worker(settings, factory))
        for runner in runners:
            runner.start()
        ended.wait()
        stop_together(runners)


@contextmanager
def _worker_metrics(settings: "WorkerSettings") -> "Iterator[None]":
    """Figures for whoever watches; a port that somebody else has ends the command."""
    from app.adapters import worker_metrics

    with ExitStack() as stack:
        try:
            stack.enter_context(worker_metrics.told(settings.metrics))
        except OSError as exc:
            typer.echo(f"KETNOI_METRICS__WORKER_PORT: {exc.strerror}.", err=True)
            raise typer.Exit(2) from None
        yield


def _require_safety(settings: "Settings") -> None:
    """Name every dangerous setting; in production they end the command."""
    from app.dangers import dangers

    found = dangers(settings)
    for danger in found:
        typer.echo(f"{danger.setting}: {danger.why}; {danger.remedy}.", err=True)
    if found and settings.environment == "production":
        typer.echo("The server does not start like this, unless with KETNOI_ENVIRONMENT=development.", err=True)
        raise typer.Exit(2)


def _require_folder(folder: str) -> None:
    """End the command rather than fail at the first document that somebody sends."""
    from pathlib import Path

    from app.adapters.document_files import FilesAway, Folder

    try:
        Folder(Path(folder)).prepare()
    except FilesAway as exc:
        typer.echo(f"KETNOI_DOCUMENTS__FOLDER: no files can be kept there: {exc}", err=True)
        raise typer.Exit(2) from None
