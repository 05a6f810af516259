"""Commands of the service: database, reference data, server, demo."""

import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from app.settings import Settings

T = TypeVar("T")

LOOPBACK = "127.0.0.1"
PORT = 8000

Host = Annotated[str, typer.Option(help="The address to listen on. There are no accounts yet: keep it on loopback.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free one.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands on `app`."""
    from app.cli.demo import demo

    app.command()(migrate)
    app.command()(load_reference)
    app.command()(serve)
    app.command()(demo)


def migrate() -> None:
    """Bring the database of KETNOI_DATABASE_URL to the newest schema."""
    from app.db import make_engine, upgrade
    from app.settings import DatabaseSettings

    engine = make_engine(_from_environment(DatabaseSettings).database_url.get_secret_value())
    upgrade(engine)
    engine.dispose()
    typer.echo("The database is on the newest schema.")


def load_reference() -> None:
    """Add provinces, missions, countries, sectors and objectives to the database, or update them."""
    from app.db import make_engine, make_session_factory, unit_of_work
    from app.services import reference
    from app.settings import DatabaseSettings

    engine = make_engine(_from_environment(DatabaseSettings).database_url.get_secret_value())
    with unit_of_work(make_session_factory(engine), write=True) as db:
        counts = reference.load(db)
    engine.dispose()
    for table, count in counts.items():
        typer.echo(f"{table}: {count.added} added, {count.changed} changed, {count.unchanged} unchanged")


def serve(host: Host = LOOPBACK, port: Port = PORT) -> None:
    """Serve pages and API with the settings of the environment; queued runs are solved in child processes."""
    from app.settings import Settings

    settings = _from_environment(Settings)
    listener = listen(host, port)
    if listener is None:
        typer.echo(f"Port {port} of {host} is taken; choose another with --port.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Kết Nối listens on {address(listener)}; Ctrl-C ends it.")
    run_server(settings, listener)


def run_server(settings: "Settings", listener: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    import uvicorn

    from app.main import create_app

    config = uvicorn.Config(create_app(settings), log_level="warning", server_header=False)
    with suppress(KeyboardInterrupt), listener:
        uvicorn.Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket | None:
    """A socket that listens there; None if somebody else does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError:
        listener.close()
        return None
    return listener


def address(listener: socket.socket) -> str:
    """The web address of a listening socket."""
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _from_environment(kind: "type[T]") -> "T":
    """The settings; a variable that is missing or wrong is named, without its value, and ends the command."""
    from pydantic import ValidationError

    try:
        return kind()
    except ValidationError as exc:
        for error in exc.errors(include_input=False):
            typer.echo(f"KETNOI_{'__'.join(map(str, error['loc'])).upper()}: {error['msg']}", err=True)
        raise typer.Exit(2) from None
