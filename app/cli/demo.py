"""`ketnoi demo`: from nothing to a timetable that can be looked at."""

import fcntl
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

if TYPE_CHECKING:
    from app.db import SessionFactory
    from app.matching.scheduling.timetable import GoalValue
    from app.models import Run
    from app.services.permissions import Actor
    from app.settings import Settings

PORTS_TRIED = 50
WATCH_EVERY_SECONDS = 0.3
INTERRUPTED = 130


class Scenario(StrEnum):
    """The packaged conferences; their needs, offerings and wishes are invented."""

    SESSION_2023 = "session-2023"
    SESSION_2026 = "session-2026"


def demo(
    conference: Annotated[Scenario, typer.Option(help="Which packaged conference.")] = Scenario.SESSION_2026,
    *,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End when the timetable is made.")] = False,
    seconds: Annotated[float, typer.Option(min=1, max=600, help="Time for making the timetable.")] = 30.0,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the pages are served, or the next free.")] = 8000,
    data_dir: Annotated[Path, typer.Option(help="Where the demo's database lives.")] = Path("var/demo"),
) -> None:
    """Make a database with a realistic conference and its timetable, then serve the pages on this machine.

    Asks for no settings. Running it again adds another version of the timetable.
    """
    try:
        with _own_folder(data_dir) as folder:
            settings = _settings(folder)
            session_id = _make_timetable(settings, conference, seconds)
            if not no_serve:
                _serve(settings, port, f"/sessions/{session_id}/timetable")
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def _own_folder(wanted: Path) -> Iterator[Path]:
    """The folder, or the next one that no other demo is using: two servers must not share a database's runs."""
    for number in count(1):
        folder = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "in-use").open("w") as lock, suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield folder
            return
        typer.echo(f"Another demo is using {folder}; this one takes the next.")


def _settings(folder: Path) -> "Settings":
    """Complete in themselves, whatever the environment says; the secret lasts as long as this process."""
    from pydantic import SecretStr

    from app.settings import (
        AccountSettings,
        DocumentSettings,
        HttpSettings,
        LogSettings,
        RunnerSettings,
        Settings,
        SolverSettings,
    )

    return Settings(
        database_url=SecretStr(f"sqlite:///{folder.resolve() / 'ketnoi.db'}"),
        secret_key=SecretStr(secrets.token_urlsafe(32)),
        environment="development",
        solver=SolverSettings(),
        runner=RunnerSettings(),
        http=HttpSettings(),
        accounts=AccountSettings(),
        documents=DocumentSettings(folder=str(folder.resolve() / "documents")),
        log=LogSettings(level="warning"),
    )


def _make_timetable(settings: "Settings", scenario: Scenario, seconds: float) -> UUID:
    """Load the scenario and solve its session as the service does; the session's id."""
    from app.adapters.passwords import Argon2Passwords
    from app.cli.demo_summary import tell
    from app.db import make_engine, make_session_factory, unit_of_work, upgrade
    from app.services import demo_people, scenarios

    typer.echo(f"Loading {scenario.value}: needs, offerings and wishes in it are invented.")
    engine = make_engine(settings.database_url.get_secret_value())
    try:
        upgrade(engine)
        factory = make_session_factory(engine)
        with unit_of_work(factory, write=True) as db:
            session_id = scenarios.load(db, scenario.value).id
            people = demo_people.prepare(db, Argon2Passwords(at_once=1), session_id)
        run = _solve(settings, factory, people.organiser, session_id, seconds)
        tell(factory, people.organiser, run)
        typer.echo(f"\nSign in with the password {people.password} as")
        for email, who in people.emails.items():
            typer.echo(f"  {email:24} {who}")
    finally:
        engine.dispose()
    return session_id


def _solve(
    settings: "Settings", factory: "SessionFactory", organiser: "Actor", session_id: UUID, seconds: float
) -> "Run":
    """A run from the queue to its end, by the very runner of the server. An interrupt cancels it."""
    from app.db import unit_of_work
    from app.errors import RunFinished
    from app.main import make_runner
    from app.services import runs
    from app.services.runs import Wanted

    workers = min(settings.solver.max_workers, max(2, os.cpu_count() or 1))
    with unit_of_work(factory, write=True) as db:
        wanted = Wanted(seconds=seconds, workers=workers, seed=0)
        run, _ = runs.create(db, organiser, session_id, wanted, limits=settings.solver, again=True)
    runner = make_runner(settings, factory)
    runner.start()
    try:
        return _watched(factory, organiser, run.id)
    except KeyboardInterrupt:
        with suppress(RunFinished), unit_of_work(factory, write=True) as db:
            runs.cancel(db, organiser, run.id)
        raise
    finally:
        runner.stop()


def _watched(factory: "SessionFactory", organiser: "Actor", run_id: UUID) -> "Run":
    """Show the run's progress until it has ended."""
    from app.cli.display import display
    from app.db import unit_of_work
    from app.services import runs

    told = None
    with display(quiet=False, interrupt="ends the demo") as show:
        while True:
            with unit_of_work(factory, write=False) as db:
                run = runs.get(db, organiser, run_id)
            if run.status.ended:
                return run
            if run.progress is not None and run.progress != told:
                show(_step(run.progress))
                told = run.progress
            time.sleep(WATCH_EVERY_SECONDS)


@dataclass(frozen=True, slots=True)
class _Step:
    """What a run's row tells of its progress."""

    goal: str
    value: int | None
    bound: int | None
    seconds: float
    goals: "tuple[GoalValue, ...]"


def _step(progress: dict[str, Any]) -> _Step:
    from app.matching.scheduling.timetable import GoalValue

    return _Step(**progress | {"goals": tuple(GoalValue(**goal) for goal in progress["goals"])})


def _serve(settings: "Settings", port: int, page: str) -> None:
    from app.adapters.document_files import Folder
    from app.cli.server import address, run_server
    from app.settings import HttpSettings

    if settings.documents.folder:
        Folder(Path(settings.documents.folder)).prepare()
    listener = _listener(port)
    origin = address(listener)
    typer.echo(f"\nThe timetable: {origin}{page}\nCtrl-C ends the demo.")
    run_server(settings.model_copy(update={"http": HttpSettings(public_url=origin)}), listener)


def _listener(wanted: int) -> socket.socket:
    """On loopback, at the first free port from the wanted one on."""
    from app.cli.server import LOOPBACK, listen

    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        listener = listen(LOOPBACK, port)
        if listener is not None:
            return listener
        typer.echo(f"Port {port} is taken; trying the next.")
    typer.echo("No free port was found; choose another with --port.", err=True)
    raise typer.Exit(1)
