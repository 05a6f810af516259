"""Files that follow a transaction: what a failed one has written goes; what a committed one lets go, goes after it."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from app.adapters.document_files import DocumentFiles
from app.queries import documents

logger = logging.getLogger(__name__)
KEY = "shelf"


@dataclass(slots=True)
class Shelf:
    """Of one transaction. Without `files` there are none to follow."""

    files: DocumentFiles | None
    written: list[UUID] = field(default_factory=list)
    doomed: list[UUID] = field(default_factory=list)

    def committed(self) -> None:
        """What was let go is removed. What can't be now is found later, by `documents.sweep`."""
        self._remove(self.doomed)

    def rolled_back(self) -> None:
        """What was written is removed."""
        self._remove(self.written)

    def _remove(self, document_ids: Collection[UUID]) -> None:
        if self.files is None or not document_ids:
            return
        try:
            self.files.remove(document_ids)
        except OSError:
            logger.exception("documents could not be removed")


def put_on(db: Session, shelf: Shelf) -> None:
    """From now on the session's files follow it."""
    db.info[KEY] = shelf


def write(db: Session, document_id: UUID, data: bytes) -> None:
    """Keep a file, unless the transaction fails."""
    shelf: Shelf = db.info[KEY]
    assert shelf.files is not None
    shelf.written.append(document_id)
    shelf.files.write(document_id, data)


def settle(db: Session) -> None:
    """Just before the commit: what was let go in an attempt that has been undone, as a dry run, stays."""
    shelf: Shelf = db.info[KEY]
    if shelf.doomed:
        db.flush()
        kept = set(db.scalars(documents.ids_among(shelf.doomed)))
        shelf.doomed = [each for each in shelf.doomed if each not in kept]


def let_go(db: Session, document_ids: Collection[UUID]) -> None:
    """Remove files once the transaction is committed; without a shelf, the next sweep finds them."""
    shelf: Shelf | None = db.info.get(KEY)
    if shelf is not None:
        shelf.doomed.extend(document_ids)
