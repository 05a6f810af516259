"""Backups: all rows and documents of one moment in an archive, and back into an empty system.

The archive knows the kinds of its columns: rows of an earlier schema come back, and those of the other database, too.
"""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, inspect

from app.adapters.archives import ArchiveReader, ArchiveWriter
from app.adapters.document_files import DocumentFiles, DocumentMissing
from app.db import Migration, known_schemas, schema
from app.queries import documents, rows

ROWS_AT_ONCE = 500
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
# Values that JSON has no word for, by the kind of their column.
_SAID = {
    "instant": datetime.isoformat,
    "date": date.isoformat,
    "uuid": str,
    "bytes": lambda value: base64.b64encode(value).decode("ascii"),
}
_MEANT = {
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
    "uuid": UUID,
    "bytes": base64.b64decode,
}


class NotEmpty(Exception):
    """The system has people or conferences already."""


class SchemaTooNew(Exception):
    """A later release made the archive."""


class ForeignDocuments(Exception):
    """The folder has documents that are not those of the archive."""


class NoFolder(Exception):
    """There are documents, and no folder for them."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive holds. Of the documents that are `missing` the row is there, and no file."""

    tables: int
    rows: int
    documents: int
    missing: Sequence[str]
    schema: str
    made_at: str


def contents(archive: ArchiveReader) -> Contents:
    """By what it says of itself."""
    said = archive.manifest
    return Contents(
        tables=len(said["tables"]),
        rows=sum(said["tables"].values()),
        documents=len(said["documents"]),
        missing=said["documents_missing"],
        schema=said["schema"],
        made_at=said["made_at"],
    )


def add_documents(archive: ArchiveWriter, files: DocumentFiles | None, ids: Sequence[UUID]) -> list[UUID]:
    """Those that are not in it yet; says which have no file. Raises `NoFolder`."""
    missing = []
    for document_id in ids:
        if files is None:
            raise NoFolder
        if _document(document_id) in archive.digests:
            continue
        try:
            archive.add(_document(document_id), [files.read(document_id)])
        except DocumentMissing:
            missing.append(document_id)
    return missing


def document_ids(connection: Connection) -> list[UUID]:
    """Of all documents; the first look at a snapshot, which is of this moment."""
    return list(connection.scalars(documents.all_ids()))


def add_all(archive: ArchiveWriter, files: DocumentFiles | None, snapshot: Connection) -> None:
    """What the snapshot shows. Documents that are in the archive already need not be there any more.

    Files are written before their rows and removed after them: of a document that the snapshot has just shown, there
    is the file.
    """
    ids = document_ids(snapshot)
    missing = add_documents(archive, files, ids)
    counts = {table.name: _add_table(archive, snapshot, table) for table in rows.tables()}
    present = sorted(_document(document_id) for document_id in set(ids) - set(missing))
    archive.keep([*map(_table, counts), *present])
    archive.finish(
        {
            "version": version("ketnoi"),
            "schema": next(iter(schema(snapshot))),
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": snapshot.dialect.name,
            "tables": counts,
            "documents": present,
            "documents_missing": sorted(map(str, missing)),
        }
    )


def _add_table(archive: ArchiveWriter, snapshot: Connection, table: Table) -> int:
    """A line with the kinds of the columns, and one for each row; says how many rows."""
    columns = rows.kinds(table)
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        yield _line(columns)
        for row in snapshot.execution_options(yield_per=ROWS_AT_ONCE).execute(rows.every(table)):
            count += 1
            yield _line([_translated(_SAID, kind, value) for kind, value in zip(columns.values(), row, strict=True)])

    archive.add(_table(table.name), lines())
    return count


def restore(
    archive: ArchiveReader, files: DocumentFiles | None, migration: Migration, written: list[UUID], *, force: bool
) -> None:
    """All of the archive, on the newest schema, when the transaction of `migration` ends; what was there is gone.

    Adds the documents to `written` that were not there, see `all_or_nothing`.

    Raises `NotEmpty` and `ForeignDocuments` unless by force, `SchemaTooNew`, `NoFolder`, `IntegrityError`.
    """
    _require_room(archive, files, migration.connection, force=force)
    revision = archive.manifest["schema"]
    _empty(archive, migration.connection)
    if not migration.is_on(revision):
        if schema(migration.connection):
            migration.downgrade("base")
        migration.upgrade(revision)
        _empty(archive, migration.connection)  # Of what the migrations themselves have put there.
    migration.refer_later()
    for name in archive.manifest["tables"]:
        _put_back(archive, migration.connection, name)
    migration.check_references()
    migration.upgrade()
    _put_documents_back(archive, files, written)


@contextmanager
def all_or_nothing(files: DocumentFiles | None) -> Iterator[list[UUID]]:
    """Around the transaction: the documents that were written in it go again if it fails."""
    written: list[UUID] = []
    try:
        yield written
    except BaseException:
        if files is not None:
            files.remove(written)
        raise


def _put_documents_back(archive: ArchiveReader, files: DocumentFiles | None, written: list[UUID]) -> None:
    if files is not None:
        files.prepare()
    for name in archive.manifest["documents"]:
        document_id, data = UUID(name.rpartition("/")[2]), archive.read(name)
        if files is None or _is_there(files, document_id, data):
            continue
        files.remove([document_id])  # Of a restoration that was killed there may be a part.
        written.append(document_id)
        files.write(document_id, data)


def _is_there(files: DocumentFiles, document_id: UUID, data: bytes) -> bool:
    try:
        return files.read(document_id) == data
    except DocumentMissing:
        return False


def _require_room(archive: ArchiveReader, files: DocumentFiles | None, connection: Connection, *, force: bool) -> None:
    if archive.manifest["schema"] not in known_schemas():
        raise SchemaTooNew
    if files is None and archive.manifest["documents"]:
        raise NoFolder
    if force:
        return
    asked = rows.is_anybody_known({*inspect(connection).get_table_names()})
    if asked is not None and connection.scalar(asked):
        raise NotEmpty
    kept = {_document(document_id) for document_id in (files.ids(before=NEVER) if files else ())}
    if kept - set(archive.manifest["documents"]):
        raise ForeignDocuments


def _put_back(archive: ArchiveReader, connection: Connection, name: str) -> None:
    lines = archive.lines(_table(name))
    columns: dict[str, str] = json.loads(next(lines))
    statement = rows.add(name, columns)
    while part := [_row(columns, json.loads(line)) for line in islice(lines, ROWS_AT_ONCE)]:
        connection.execute(statement, part)


def _row(columns: Mapping[str, str], values: Sequence[Any]) -> dict[str, Any]:
    each = zip(columns.items(), values, strict=True)
    return {name: _translated(_MEANT, kind, value) for (name, kind), value in each}


def _translated(translations: Mapping[str, Any], kind: str, value: Any) -> Any:
    return translations[kind](value) if value is not None and kind in translations else value


def _empty(archive: ArchiveReader, connection: Connection) -> None:
    """Our own tables, of this schema and that of the archive; others may be in the same database."""
    ours = {*archive.manifest["tables"], *(table.name for table in rows.tables())}
    for statement in rows.empty(ours & {*inspect(connection).get_table_names()}, dialect=connection.dialect.name):
        connection.execute(statement)


def _table(name: str) -> str:
    return f"tables/{name}.jsonl"


def _document(document_id: UUID) -> str:
    return f"documents/{document_id.hex}"


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
