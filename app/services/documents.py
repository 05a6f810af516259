"""Documents of needs and offerings: taking them in, handing them out, and letting them go."""

import logging
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.adapters.document_files import DocumentFiles, DocumentMissing, FilesAway
from app.errors import DocumentsAway, InUse, NotFound, TooManyDocuments
from app.models import Document, DocumentPurpose, Interest
from app.queries import documents
from app.services import interest_access, interests, lookup, revisions, shelves
from app.services.incoming_files import IncomingFile
from app.services.lookup import Page
from app.services.permissions import Actor
from app.services.showing import Seen

logger = logging.getLogger(__name__)

FOR_OTHERS = frozenset({"id", "interest_id", "purpose", "name", "kind", "size", "sha256", "at"})
"""What everybody may know who may read what it goes with."""


def page(
    db: Session, actor: Actor, kind: type[Interest], interest_id: UUID, *, limit: int, cursor: str | None
) -> Page[Seen[Document]]:
    """The earliest first, as far as the actor may read what they go with."""
    interest = interest_access.one(db, actor, kind, interest_id)
    found = lookup.page(db, documents.of_interest(interest.id, actor.sight), limit=limit, cursor=cursor)
    return found.with_each(lambda document: _seen(actor, document))


def get(db: Session, actor: Actor, document_id: UUID) -> Seen[Document]:
    return _seen(actor, _get(db, actor, document_id))


def content(db: Session, actor: Actor, files: DocumentFiles | None, document_id: UUID) -> tuple[Document, bytes]:
    """With what is in it. Raises as `read`."""
    document = _get(db, actor, document_id)
    return document, read(files, document.id)


def read(files: DocumentFiles | None, document_id: UUID) -> bytes:
    """What is in one that is known. Raises `NotFound` where the file is gone, and `DocumentsAway`."""
    try:
        return files.read(document_id) if files else _nothing(document_id)
    except DocumentMissing as exc:
        raise NotFound("No such document.") from exc
    except FilesAway as exc:
        logger.exception("document can't be read")
        raise DocumentsAway("The file can't be read now. Try again later.") from exc


def create(
    db: Session,
    actor: Actor,
    kind: type[Interest],
    interest_id: UUID,
    *,
    purpose: DocumentPurpose,
    file: IncomingFile,
    most: int,
) -> Seen[Document]:
    """Another version of what it goes with, unless it is a letter.

    Raises `TooManyDocuments`, and as `interests.update`.
    """
    interest = interests.editable(db, actor, kind, interest_id)
    if db.scalars(documents.count(interest.id)).one() >= most:
        raise TooManyDocuments("At most {most} documents go with it.", most=most)
    document = Document(
        delegation_id=interest.delegation_id,
        interest_id=interest.id,
        account_id=actor.account.id,
        at=datetime.now(UTC),
        purpose=purpose,
        **asdict(file),
    )
    db.add(document)
    db.flush()
    _save_with(db, actor, interest, document)
    # Not loaded anew: that would take from the account, which is the actor's, the memberships that it came with.
    return _seen(actor, db.scalars(documents.by_id(document.id, actor.sight)).one())


def delete(db: Session, actor: Actor, document_id: UUID) -> None:
    """As `create`. Raises `InUse` for the letter of a sign-off."""
    document = _get(db, actor, document_id)
    interest = interests.editable(db, actor, type(document.interest), document.interest_id)
    lookup.delete(db, document, unless=InUse("This letter is the one of a sign-off."))
    _save_with(db, actor, interest, document)
    shelves.let_go(db, [document_id])


def sweep(db: Session, files: DocumentFiles, *, before: datetime) -> int:
    """Remove files that no document has any more, as after a crash; says how many. Younger ones may be on their way."""
    gone = files.ids(before=before) - set(db.scalars(documents.all_ids()))
    files.remove(gone)
    return len(gone)


def _get(db: Session, actor: Actor, document_id: UUID) -> Document:
    return lookup.one(db, documents.by_id(document_id, actor.sight), NotFound("No such document."))


def _save_with(db: Session, actor: Actor, interest: Interest, document: Document) -> None:
    """Whoever has not seen an attachment, or that it is gone, has not seen what they approve or change."""
    if document.purpose is DocumentPurpose.ATTACHMENT:
        interest.revise()
    revisions.save(db, actor, interest)


def _seen(actor: Actor, document: Document) -> Seen[Document]:
    """Who sent it is for its own delegation and the organisers."""
    is_inside = actor.sight.knows(document.interest.delegation)
    return Seen(document, FOR_OTHERS, account=document.account if is_inside else None)


def _nothing(document_id: UUID) -> bytes:
    raise DocumentMissing(str(document_id))
