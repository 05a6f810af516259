"""Documents of needs and offerings."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Path, Response, status

from app.access.attachments import attachment
from app.access.files import Intaking
from app.adapters.file_kinds import TAKEN
from app.api.deps import Paging, Prechecking, ReadActor, ReadSession, WriteActor, WriteSession, taken_after
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.documents import DocumentRead
from app.api.schemas.fields import PageRead
from app.errors import (
    ContentTooLarge,
    DocumentsAway,
    DocumentsNotTaken,
    InfectedFile,
    InUse,
    Invalid,
    NotFound,
    PreconditionFailed,
    ScannerDown,
    SubmissionsClosed,
    TooManyDocuments,
    WrongStage,
    WrongState,
)
from app.models import Document, DocumentPurpose, Interest
from app.services import documents, interests
from app.services.incoming_files import IncomingFile
from app.services.lookup import Page
from app.services.showing import Seen

router = Router(tags=["Documents"])

ONE = "/documents/{document_id}"
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "What is in it.", "content": {media_type: {} for media_type in TAKEN.values()}}
}
# Whatever is in it, no browser shows it as a page of ours, runs it, or keeps it.
SAFE = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


@router.get(ONE, response_model=DocumentRead, responses=problems(NotFound))
def get_document(document_id: UUID, actor: ReadActor, db: ReadSession) -> Seen[Document]:
    return documents.get(db, actor, document_id)


@router.get(f"{ONE}/file", response_class=Response, responses=FILE | problems(NotFound, DocumentsAway))
def get_file(document_id: UUID, actor: ReadActor, db: ReadSession, intake: Intaking) -> Response:
    """To be saved, under its name, and not shown."""
    document, content = documents.content(db, actor, intake.files, document_id)
    return Response(content, media_type=TAKEN[document.kind], headers=SAFE | disposition(document.name, document.kind))


@router.delete(
    ONE,
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, InUse, WrongState, SubmissionsClosed, WrongStage, PreconditionFailed),
)
def delete_document(document_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    documents.delete(db, actor, document_id)


def add_to(router: Router, kind: type[Interest], noun: str) -> None:
    """Add the documents of a need or an offering to the resource of this noun."""
    address = f"/{noun}s/{{{noun}_id}}/documents"
    Id = Annotated[UUID, Path(alias=f"{noun}_id")]  # noqa: N806 -- it is a type

    def require_author(interest_id: Id, precheck: Prechecking) -> None:
        precheck(lambda db, actor: interests.for_author(db, actor, kind, interest_id))

    @router.get(address, response_model=PageRead[DocumentRead], responses=problems(NotFound))
    def list_documents(interest_id: Id, window: Paging, actor: ReadActor, db: ReadSession) -> Page[Seen[Document]]:
        """The earliest first; letters are for the delegation and organisers."""
        return documents.page(db, actor, kind, interest_id, limit=window.limit, cursor=window.cursor)

    @router.post(
        address,
        status_code=status.HTTP_201_CREATED,
        response_model=DocumentRead,
        responses=problems(
            *(NotFound, WrongState, TooManyDocuments, DocumentsNotTaken, SubmissionsClosed, WrongStage),
            *(PreconditionFailed, ContentTooLarge, Invalid, InfectedFile, ScannerDown, DocumentsAway),
        ),
    )
    def create_document(
        interest_id: Id,
        *,
        # Before the actor, whose transaction need wait neither for the scanner nor for the disk.
        file: Annotated[IncomingFile, taken_after(require_author)],
        actor: WriteActor,
        db: WriteSession,
        intake: Intaking,
        purpose: Annotated[DocumentPurpose, Form()] = DocumentPurpose.ATTACHMENT,
    ) -> Seen[Document]:
        """PDF, pictures and office documents without macros; what it is, is told by what is in it."""
        most = intake.settings.max_per_submission
        return documents.create(db, actor, kind, interest_id, purpose=purpose, file=file, most=most)


def disposition(name: str, kind: str) -> dict[str, str]:
    """By the name that the file came with."""
    return attachment(name, f"document.{kind}")
