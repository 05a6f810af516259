"""Documents as files in a folder of the server's own, which no web server looks into."""

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol
from uuid import UUID

PART = ".part"
_NAME = re.compile(r"[0-9a-f]{32}")


class DocumentMissing(Exception):
    """There is no such file, though there should be one."""


class FilesAway(OSError):
    """Files can't be kept or read now, for a reason that only whoever runs the server can do something about."""


class DocumentFiles(Protocol):
    """Keeps the bytes of documents by their ids."""

    def prepare(self) -> None:
        """Be ready for them. Raises `FilesAway`."""

    def write(self, document_id: UUID, data: bytes) -> None:
        """Raises `FilesAway`."""

    def read(self, document_id: UUID) -> bytes:
        """Raises `DocumentMissing` and `FilesAway`."""

    def remove(self, document_ids: Collection[UUID]) -> None:
        """What is not there is no failure."""

    def ids(self, *, before: datetime) -> set[UUID]:
        """Of all files that were written before that, whole or not."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One file for each document, named by its id alone; only the server's own user reads it."""

    path: Path

    def prepare(self) -> None:
        """Make the folder if it is not there, and try whether files can be kept in it. Raises `FilesAway`.

        The file of the trial has no name: whoever is killed meanwhile leaves nothing.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with TemporaryFile(dir=self.path) as trial:
                trial.write(b"trial")
                trial.flush()
                os.fsync(trial.fileno())
        except OSError as exc:
            raise FilesAway(exc.errno, exc.strerror, exc.filename) from exc

    def write(self, document_id: UUID, data: bytes) -> None:
        """All of it or nothing, and on the disk when this returns. A folder that has gone is not made anew."""
        try:
            self._write(self._part(document_id), data)
            self._part(document_id).replace(self._file(document_id))
            _settle(self.path)
        except OSError as exc:
            raise FilesAway(exc.errno, exc.strerror, exc.filename) from exc

    def read(self, document_id: UUID) -> bytes:
        """All of it: documents have a limit."""
        try:
            return self._file(document_id).read_bytes()
        except FileNotFoundError as exc:
            raise DocumentMissing(str(document_id)) from exc
        except OSError as exc:
            raise FilesAway(exc.errno, exc.strerror, exc.filename) from exc

    def remove(self, document_ids: Collection[UUID]) -> None:
        """For good."""
        for document_id in document_ids:
            for path in (self._file(document_id), self._part(document_id)):
                path.unlink(missing_ok=True)

    def ids(self, *, before: datetime) -> set[UUID]:
        """By the names of the files; others than ours are left alone."""
        if not self.path.is_dir():
            return set()
        names = {path.name.removesuffix(PART): path for path in self.path.iterdir()}
        ours = {UUID(name): path for name, path in names.items() if _NAME.fullmatch(name)}
        return {document_id for document_id, path in ours.items() if path.stat().st_mtime < before.timestamp()}

    def _write(self, part: Path, data: bytes) -> None:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def _file(self, document_id: UUID) -> Path:
        return self.path / document_id.hex

    def _part(self, document_id: UUID) -> Path:
        return self.path / f"{document_id.hex}{PART}"


def _settle(folder: Path) -> None:
    """A new name in a folder outlives a crash once the folder itself is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
