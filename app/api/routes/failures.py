"""What failed for good: looking at it, and having it tried again. Failed runs have their own way to be."""

from uuid import UUID

from fastapi import status

from app.api.deps import ReadActor, Reader, ReadSession, Service, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.failures import FailuresRead
from app.api.schemas.workbooks import WorkbookImportRead
from app.errors import NotFailed, NotFound, WrongStage
from app.models import WorkbookImport
from app.services import failures, outgoing_mails, workbook_imports

router = Router(tags=["Failures"])


@router.get("/failures", responses=problems())
def list_failures(actor: ReadActor, db: ReadSession, service: Service, reader: Reader) -> FailuresRead:
    """Runs, imports and mails that nobody tries any more, of all conferences and of none, for administrators."""
    return FailuresRead.of(failures.get(db, actor, service.postbox, None), reader)


@router.get("/conferences/{conference_id}/failures", responses=problems(NotFound))
def list_failures_of_conference(
    conference_id: UUID, actor: ReadActor, db: ReadSession, service: Service, reader: Reader
) -> FailuresRead:
    """Those of a conference, for its organisers; its mails are shown to editors."""
    return FailuresRead.of(failures.get(db, actor, service.postbox, conference_id), reader)


@router.post(
    "/workbook-imports/{import_id}/retries",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=WorkbookImportRead,
    responses=problems(NotFound, NotFailed, WrongStage),
)
def retry_workbook_import(import_id: UUID, actor: WriteActor, db: WriteSession) -> WorkbookImport:
    """Put an import that failed by no fault of its file into the queue again, as whoever has sent it."""
    return workbook_imports.retry(db, actor, import_id)


@router.post(
    "/mails/{mail_id}/retries",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, NotFailed, WrongStage),
)
def retry_mail(mail_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    """Have a mail that was refused for good sent once more."""
    outgoing_mails.retry(db, actor, mail_id)
