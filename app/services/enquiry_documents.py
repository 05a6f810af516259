"""Documents of enquiries: those who ask send theirs with the question, the mission its own with the answer."""

from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.adapters.document_files import DocumentFiles
from app.errors import NotFound, TooManyDocuments
from app.models import Enquiry, EnquiryDocument, EnquiryStatus
from app.queries import enquiry_documents
from app.services import documents, enquiries, lookup, shelves
from app.services.enquiry_rules import ANSWERING
from app.services.incoming_files import IncomingFile
from app.services.lookup import Page
from app.services.permissions import Actor


def page(db: Session, actor: Actor, enquiry_id: UUID, *, limit: int, cursor: str | None) -> Page[EnquiryDocument]:
    """The earliest first."""
    enquiry = enquiries.get(db, actor, enquiry_id)
    return lookup.page(db, enquiry_documents.of_enquiry(enquiry.id, actor.sight), limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, document_id: UUID) -> EnquiryDocument:
    return lookup.one(db, enquiry_documents.by_id(document_id, actor.sight), NotFound("No such document."))


def content(db: Session, actor: Actor, files: DocumentFiles | None, document_id: UUID) -> tuple[EnquiryDocument, bytes]:
    """With what is in it. Raises as `documents.read`."""
    document = get(db, actor, document_id)
    return document, documents.read(files, document.id)


def create(db: Session, actor: Actor, enquiry_id: UUID, *, file: IncomingFile, most: int) -> EnquiryDocument:
    """As long as the question can be edited, and as long as the mission may answer.

    Raises `Forbidden` to the mission before its turn, `WrongState` to those who ask after theirs and when it is
    nobody's, `TooManyDocuments`, and `PreconditionFailed`.
    """
    enquiry, by_mission = _in_turn(db, actor, enquiry_id)
    if len(_own(db, enquiry, by_mission=by_mission)) >= most:
        raise TooManyDocuments("At most {most} documents go with it.", most=most)
    document = EnquiryDocument(
        enquiry=enquiry,
        account_id=actor.account.id,
        at=datetime.now(UTC),
        by_mission=by_mission,
        **asdict(file),
    )
    db.add(document)
    enquiry.revise()
    db.flush()
    return db.scalars(enquiry_documents.by_id(document.id, actor.sight)).one()


def delete(db: Session, actor: Actor, document_id: UUID) -> None:
    """As `create`; each side its own, and no mission those of another that had it before."""
    document = get(db, actor, document_id)
    enquiry, by_mission = _in_turn(db, actor, document.enquiry_id)
    if document.id not in _own(db, enquiry, by_mission=by_mission):
        raise enquiries.gone_on(enquiry)
    db.delete(document)
    enquiry.revise()
    shelves.let_go(db, [document_id])


def removable(db: Session, enquiry: Enquiry) -> set[UUID]:
    """Those that whoever may add to it now may take back."""
    return _own(db, enquiry, by_mission=enquiry.status in ANSWERING)


def _own(db: Session, enquiry: Enquiry, *, by_mission: bool) -> set[UUID]:
    return set(db.scalars(enquiry_documents.own(enquiry, by_mission=by_mission)))


def _in_turn(db: Session, actor: Actor, enquiry_id: UUID) -> tuple[Enquiry, bool]:
    """The enquiry, to be added to by the actor, and whether that is the mission's turn."""
    seen = enquiries.get(db, actor, enquiry_id)
    enquiries.require_status(seen, {EnquiryStatus.SENT, *ANSWERING})
    by_mission = seen.status in ANSWERING
    whose = seen.mission_id if by_mission else seen.organisation_id
    assert whose is not None
    # Whoever has asked has had their turn, and is no stranger.
    if not enquiries.speaks_for(db, actor, whose) and enquiries.speaks_for(db, actor, seen.organisation_id):
        raise enquiries.gone_on(seen)
    enquiries.require_speaker(db, actor, whose)
    return enquiries.held(db, actor, seen), by_mission
