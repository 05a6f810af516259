"""The process of an import: `python -m app.worker.importing PARENT_PID` carries out one attempt, which it is told.

What is wrong with the file is written to the row here; anything else ends the process, which the runner then sees. It
has nothing to hand over when it is told to end: what it has not committed was never done.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.adapters import embeddings
from app.adapters.child import die_with, next_work
from app.adapters.document_files import DocumentFiles, Folder
from app.adapters.jobs import Hold
from app.adapters.spreadsheets.grids import Grid
from app.adapters.spreadsheets.reading import ChildReader
from app.api import sheet_rules
from app.db import SessionFactory, unit_of_work
from app.errors import AppError, ImportChanged
from app.i18n.languages import language
from app.models import WorkbookImport
from app.services import auditing, happenings, import_queue, shelves
from app.services.scoring import meanings
from app.services.shelves import Shelf
from app.services.spreadsheets import importing
from app.services.spreadsheets.importing import CHANGED, Upload, Workbooks
from app.settings import ImporterSettings
from app.worker.database import opened, patiently
from app.worker.tracing import failed, job, phase, traced


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read before the transaction, during which others wait."""

    grids: Sequence[Grid]

    def read(self, _data: bytes) -> Sequence[Grid]:
        return self.grids


def main() -> None:
    (parent,) = sys.argv[1:]
    die_with(int(parent))
    hold = Hold.of_line(next_work("import"))
    settings = ImporterSettings()
    with opened() as factory, traced():
        if settings.scoring.semantic and (embedder := embeddings.installed()):
            meanings.watch(factory, embedder)
        folder = settings.documents.folder
        carry_out(factory, hold, Folder(Path(folder)) if folder else None)


def carry_out(factory: SessionFactory, hold: Hold, files: DocumentFiles | None) -> None:
    """Look the file through, or do what was confirmed, if this attempt holds the import."""
    with unit_of_work(factory, write=False) as db:
        row = import_queue.with_file(db, hold)
    if row is None or row.content is None:
        return
    with job("import", row.traceparent, hold):
        _carry_out(factory, hold, files, row)


def _carry_out(factory: SessionFactory, hold: Hold, files: DocumentFiles | None, row: WorkbookImport) -> None:
    assert row.content is not None
    upload = Upload(row.content, language(row.language))
    try:
        with phase("reading"):
            workbooks = Workbooks(Read(ChildReader(at_once=1).read(row.content)), sheet_rules.judged)
        with phase("rehearsing" if row.dry_run else "importing"):
            _Attempt(factory, hold, files, row, workbooks, upload).do()
    except import_queue.Lost:
        return
    except StaleDataError:
        error: AppError = ImportChanged(CHANGED)
    except AppError as exc:
        error = exc
    else:
        return
    failed(error.code)
    patiently(factory, lambda db: import_queue.fail(db, hold, error))


@dataclass(frozen=True, slots=True)
class _Attempt:
    factory: SessionFactory
    hold: Hold
    files: DocumentFiles | None
    row: WorkbookImport
    workbooks: Workbooks
    upload: Upload

    def do(self) -> None:
        if self.row.dry_run:
            self._rehearse()
        else:
            self._carry()

    def _rehearse(self) -> None:
        with unit_of_work(self.factory, write=False) as db:
            actor = import_queue.actor_of(db, self.row)
            report = importing.rehearse(db, actor, self.workbooks, self.row.conference_id, self.upload)
        patiently(self.factory, lambda db: import_queue.succeed(db, self.hold, report))

    def _carry(self) -> None:
        shelf = Shelf(self.files)
        patiently(self.factory, lambda db: self._carry_in(db, shelf))
        shelf.committed()

    def _carry_in(self, db: Session, shelf: Shelf) -> None:
        """All of it and that it has succeeded, in one transaction."""
        row, confirmation = self.row, self.row.confirmation or ""
        shelves.put_on(db, shelf)
        if row.tells:
            happenings.collect_in(db)
        actor = import_queue.actor_of(db, row)
        auditing.watch(db, actor)
        report = importing.carry(db, actor, self.workbooks, row.conference_id, self.upload, confirms=confirmation)
        db.flush()
        import_queue.succeed(db, self.hold, report)
        shelves.settle(db)


if __name__ == "__main__":
    main()
