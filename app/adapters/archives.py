"""Archives of whole systems: a ZIP file of named members, and a manifest with the digest of each.

Nothing but the standard library is needed to read one. A member that the manifest does not name is not part of it.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = "ketnoi-backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
PART = ".part"
CHUNK_BYTES = 1024 * 1024


class NotAnArchive(Exception):
    """The file is something else."""


class ArchiveTooNew(Exception):
    """A later release has made it."""


class ArchiveDamaged(Exception):
    """A member is not what the manifest says; the message is its name."""


@dataclass(frozen=True, slots=True)
class ArchiveWriter:
    """Adds members; those that are kept in `digests` by then go into the manifest."""

    file: zipfile.ZipFile
    digests: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        with self.file.open(name, "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                member.write(chunk)
        self.digests[name] = digest.hexdigest()

    def keep(self, names: Iterable[str]) -> None:
        """Leave all others out of the manifest."""
        for name in self.digests.keys() - set(names):
            del self.digests[name]

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the manifest with these facts in it."""
        head = {"format": FORMAT, "format_version": FORMAT_VERSION}
        manifest = head | dict(facts) | {"sha256": dict(sorted(self.digests.items()))}
        self.file.writestr(MANIFEST, json.dumps(manifest, indent=1))


@contextmanager
def writing(path: Path) -> Iterator[ArchiveWriter]:
    """An archive that is there when the block has ended well, whole and on the disk; else there is nothing.

    Only its owner may read it. Raises `FileExistsError`.
    """
    part = path.with_name(path.name + PART)
    if path.exists():
        raise FileExistsError(path)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                yield ArchiveWriter(archive)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)  # Unlike a renaming it fails if somebody has put a file there meanwhile.
    finally:
        part.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class ArchiveReader:
    """The members that the manifest names."""

    file: zipfile.ZipFile
    manifest: Mapping[str, Any]

    def verify(self) -> None:
        """Read all there is. Raises `ArchiveDamaged`."""
        for name, expected in self.manifest["sha256"].items():
            digest = hashlib.sha256()
            try:
                with self.file.open(name) as member:
                    while chunk := member.read(CHUNK_BYTES):
                        digest.update(chunk)
            except (KeyError, EOFError, zipfile.BadZipFile, zlib.error) as exc:
                raise ArchiveDamaged(name) from exc
            if digest.hexdigest() != expected:
                raise ArchiveDamaged(name)

    def lines(self, name: str) -> Iterator[bytes]:
        with self.file.open(name) as member:
            yield from member

    def read(self, name: str) -> bytes:
        return self.file.read(name)


@contextmanager
def reading(path: Path) -> Iterator[ArchiveReader]:
    """Raises `NotAnArchive`, `ArchiveTooNew`, and `OSError` where the file can't be read at all."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as exc:
        raise NotAnArchive(path) from exc
    with archive:
        yield ArchiveReader(archive, _manifest(archive))


def _manifest(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    try:
        manifest = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError, zipfile.BadZipFile, zlib.error) as exc:
        raise NotAnArchive(archive.filename) from exc
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise NotAnArchive(archive.filename)
    if manifest["format_version"] != FORMAT_VERSION:
        raise ArchiveTooNew(archive.filename)
    return manifest
