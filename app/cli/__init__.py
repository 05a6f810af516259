"""The `ketnoi` command. Modules are imported inside commands, so that `ketnoi --help` stays fast."""

from typing import Annotated

import typer

from app.cli import explaining, reports, scoring, service, solving

app = typer.Typer(
    name="ketnoi",
    help="Matches the two sides of an event and makes its meeting timetable, with proof.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("ketnoi"))
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


solving.add_to(app)
reports.add_to(app)
explaining.add_to(app)
scoring.add_to(app)
service.add_to(app)


def main() -> None:
    """Entry point of the `ketnoi` script."""
    app()
