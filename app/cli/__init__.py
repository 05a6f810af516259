"""The `ketnoi` command. Modules are imported inside commands, so that `ketnoi --help` stays fast."""

import typer

from app.cli import service, solving

app = typer.Typer(
    name="ketnoi",
    help="Matches the two sides of an event and makes its meeting timetable, with proof.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)
solving.add_to(app)
service.add_to(app)


def main() -> None:
    """Entry point of the `ketnoi` script."""
    app()
