"""Documents of enquiries."""

from typing import Annotated
from uuid import UUID

from fastapi import Response, status

from app.access.files import Intaking
from app.adapters.file_kinds import TAKEN
from app.api.deps import Paging, Prechecking, ReadActor, ReadSession, WriteActor, WriteSession, taken_after
from app.api.problems import problems
from app.api.routes.documents import FILE, SAFE, disposition
from app.api.routing import Router
from app.api.schemas.enquiries import EnquiryDocumentRead
from app.api.schemas.fields import PageRead
from app.errors import (
    ContentTooLarge,
    DocumentsAway,
    DocumentsNotTaken,
    InfectedFile,
    Invalid,
    NotFound,
    PreconditionFailed,
    ScannerDown,
    TooManyDocuments,
    WrongState,
)
from app.models import EnquiryDocument
from app.services import enquiries, enquiry_documents
from app.services.incoming_files import IncomingFile
from app.services.lookup import Page

router = Router(tags=["Enquiries"])

ALL = "/enquiries/{enquiry_id}/documents"
ONE = "/enquiry-documents/{enquiry_document_id}"


def require_party(enquiry_id: UUID, precheck: Prechecking) -> None:
    """Nobody else sees the enquiry; whose turn it is, is told when the file is there."""
    precheck(lambda db, actor: enquiries.get(db, actor, enquiry_id))


@router.get(ALL, response_model=PageRead[EnquiryDocumentRead], responses=problems(NotFound))
def list_enquiry_documents(
    enquiry_id: UUID, window: Paging, actor: ReadActor, db: ReadSession
) -> Page[EnquiryDocument]:
    """The earliest first."""
    return enquiry_documents.page(db, actor, enquiry_id, limit=window.limit, cursor=window.cursor)


@router.post(
    ALL,
    status_code=status.HTTP_201_CREATED,
    response_model=EnquiryDocumentRead,
    responses=problems(
        *(NotFound, WrongState, TooManyDocuments, DocumentsNotTaken, PreconditionFailed, ContentTooLarge),
        *(Invalid, InfectedFile, ScannerDown, DocumentsAway),
    ),
)
def create_enquiry_document(
    enquiry_id: UUID,
    *,
    file: Annotated[IncomingFile, taken_after(require_party)],
    actor: WriteActor,
    db: WriteSession,
    intake: Intaking,
) -> EnquiryDocument:
    """With the question, until somebody has taken it on; from then on with the mission's answer."""
    return enquiry_documents.create(db, actor, enquiry_id, file=file, most=intake.settings.max_per_submission)


@router.get(ONE, response_model=EnquiryDocumentRead, responses=problems(NotFound))
def get_enquiry_document(enquiry_document_id: UUID, actor: ReadActor, db: ReadSession) -> EnquiryDocument:
    return enquiry_documents.get(db, actor, enquiry_document_id)


@router.get(f"{ONE}/file", response_class=Response, responses=FILE | problems(NotFound, DocumentsAway))
def get_enquiry_file(enquiry_document_id: UUID, actor: ReadActor, db: ReadSession, intake: Intaking) -> Response:
    """To be saved, under its name, and not shown."""
    document, content = enquiry_documents.content(db, actor, intake.files, enquiry_document_id)
    headers = SAFE | disposition(document.name, document.kind)
    return Response(content, media_type=TAKEN[document.kind], headers=headers)


@router.delete(
    ONE,
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, WrongState, PreconditionFailed),
)
def delete_enquiry_document(enquiry_document_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    """Each side its own, as long as it could add another one."""
    enquiry_documents.delete(db, actor, enquiry_document_id)
