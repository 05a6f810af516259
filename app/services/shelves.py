"""Files that follow a transaction: what comes before it stays if it takes that in; what it lets go, goes after it."""

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
    brought: list[UUID] = field(default_factory=list)
    doomed: list[UUID] = field(default_factory=list)

    def put(self, document_id: UUID, data: bytes) -> None:
        """Bring a file before the transaction, for which nobody has to wait meanwhile. Raises `FilesAway`."""
        assert self.files is not None
        self.brought.append(document_id)
        self.files.write(document_id, data)

    def committed(self) -> None:
        """What was let go is removed. What can't be now is found later, by `documents.sweep`."""
        self._remove(self.doomed)

    def rolled_back(self) -> None:
        """What was brought is removed."""
        self._remove(self.brought)

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


def takes_files(db: Session) -> bool:
    """Whether documents are kept where the session works; false only where somebody has said so."""
    shelf: Shelf | None = db.info.get(KEY)
    return shelf is None or shelf.files is not None


def settle(db: Session) -> None:
    """Just before the commit: what was let go in an attempt that has been undone, as a dry run, stays.

    What was brought for a request that has been carried out before goes.
    """
    shelf: Shelf = db.info[KEY]
    if concerned := [*shelf.doomed, *shelf.brought]:
        db.flush()
        kept = set(db.scalars(documents.ids_among(concerned)))
        shelf.doomed = [each for each in concerned if each not in kept]


def let_go(db: Session, document_ids: Collection[UUID]) -> None:
    """Remove files once the transaction is committed; without a shelf, the next sweep finds them."""
    shelf: Shelf | None = db.info.get(KEY)
    if shelf is not None:
        shelf.doomed.extend(document_ids)
