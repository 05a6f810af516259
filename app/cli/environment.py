"""What commands of the service begin with: settings and a database, or one line that says what is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.settings import DatabaseSettings

T = TypeVar("T")


def require_newest_schema(engine: "Engine") -> None:
    """End the command rather than fail at every request."""
    from app.db import is_on_newest_schema

    with engine.connect() as connection:
        newest = is_on_newest_schema(connection)
    if not newest:
        typer.echo(
            "The database is not on the schema of this release: run `ketnoi migrate` of the newest one.", err=True
        )
        raise typer.Exit(2)


@contextmanager
def database(settings: "DatabaseSettings") -> Iterator["Engine"]:
    """The engine of the settings; what is wrong with the address or behind it is one line, without a password."""
    from alembic.util import CommandError
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

    from app.db import make_engine

    try:
        engine = make_engine(settings.database_url.get_secret_value())
    except (ImportError, NoSuchModuleError):
        _refuse("there is no driver for this kind of database; sqlite and postgresql+psycopg have one")
    except (ArgumentError, ValueError):
        # What they say may repeat a part of the address.
        _refuse("expected an address like sqlite:////folder/ketnoi.db or postgresql+psycopg://user@host/name")
    try:
        yield engine
    except DBAPIError as exc:
        _refuse(f"the database cannot be used: {_reason(exc.orig, engine.url.password)}")
    except CommandError:
        _refuse("a later release has migrated the database; run `ketnoi migrate` of that release or of a newer one")
    finally:
        engine.dispose()


def _reason(error: object, password: object) -> str:
    """The first line of what the driver says."""
    line = next(iter(str(error).splitlines()), "")
    return line.replace(str(password), "***") if password else line


def _refuse(message: str) -> NoReturn:
    typer.echo(f"KETNOI_DATABASE_URL: {message}", err=True)
    raise typer.Exit(2) from None


def from_environment(kind: type[T]) -> T:
    """The settings; a variable that is missing or wrong is named, without its value, and ends the command."""
    from pydantic import ValidationError

    try:
        return kind()
    except ValidationError as exc:
        for error in exc.errors(include_input=False):
            typer.echo(f"KETNOI_{'__'.join(map(str, error['loc'])).upper()}: {error['msg']}", err=True)
        raise typer.Exit(2) from None
