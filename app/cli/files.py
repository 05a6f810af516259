"""Reading and writing the files named on the command line."""

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer

from app.cli.collecting import spare_collector
from app.matching.scheduling.io import InputErrors, lines

BAD_INPUT = 2
_Read = TypeVar("_Read")


def read(path: Path, reader: Callable[[bytes], _Read]) -> _Read:
    """What `reader` makes of the file; ends the command with a line for each error if it can't be used."""
    try:
        value = reader(path.read_bytes())
    except OSError as error:
        refuse(f"{path}: {error.strerror}")
    except UnicodeDecodeError as error:
        refuse(f"{path}: not UTF-8: {error.reason} at byte {error.start}")
    except InputErrors as errors:
        refuse(*(f"{path}: {error}" for error in errors.errors))
    spare_collector()
    return value


def write(path: Path, document: Mapping[str, Any]) -> None:
    """Write JSON as `write_text` does."""
    write_text(path, lines(document))


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: beside the target first, then in its place.

    A link goes on pointing at what is written; a device or a pipe is written to and stays what it is.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
        else:
            _replace(path.resolve(), text)
    except OSError as error:
        refuse(f"{path}: {error.strerror}")


def writable(path: Path) -> None:
    """End the command before the work if its result could not be written."""
    folder = path.resolve().parent
    place = path if path.exists() and not path.is_file() else folder
    if path.is_dir() or not folder.is_dir() or not os.access(place, os.W_OK):
        refuse(f"{path}: can't be written there")


def _replace(path: Path, text: str) -> None:
    mode = path.stat().st_mode if path.exists() else 0o666 & ~_mask()
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink()
        raise


def refuse(*lines: str) -> NoReturn:
    """End the command as bad input."""
    for line in lines:
        sys.stderr.write(f"{line}\n")
    raise typer.Exit(BAD_INPUT)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
