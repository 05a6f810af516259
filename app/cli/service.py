"""Commands of the service: database, reference data, server, demo."""

import typer


def add_to(app: typer.Typer) -> None:
    """Register the commands on `app`."""
