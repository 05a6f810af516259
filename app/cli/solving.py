"""Commands of the scheduling core: they work on files and need no database."""

import typer


def add_to(app: typer.Typer) -> None:
    """Register the commands on `app`."""
