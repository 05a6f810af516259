"""Workbooks: what delegations submit as spreadsheets, out and in."""

from uuid import UUID

from fastapi import Response, status

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.workbooks import WorkbookImportRead
from app.api.workbook_files import FILE, Exporting, Importing, SentToConference
from app.errors import InfectedFile, InUse, Invalid, NotFound, NothingToConfirm, ScannerDown, WrongStage
from app.models import WorkbookImport
from app.services import workbook_imports

router = Router(tags=["Workbooks"])

ONE = "/workbook-imports/{import_id}"


@router.get(
    "/conferences/{conference_id}/workbook",
    response_class=Response,
    responses=FILE | problems(NotFound),
)
def get_workbook(conference_id: UUID, export: Exporting) -> Response:
    """All of the conference for organisers, what a delegation submits for its own people; to be edited and imported."""
    return export.of(conference_id)


@router.post(
    "/conferences/{conference_id}/workbook-imports",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=WorkbookImportRead,
    responses=problems(NotFound, WrongStage, Invalid, InfectedFile, ScannerDown),
)
def import_workbook(conference_id: UUID, file: SentToConference, workbook: Importing) -> WorkbookImport:
    """First a dry run, which tells what would be done and each cell with a problem. Nothing is changed by that.

    Poll the address in `Location` until it has succeeded or failed; then confirm it. Rows that the file does not have
    stay as they are.
    """
    return workbook.of(file, conference_id)


@router.get(ONE, response_model=WorkbookImportRead, responses=problems(NotFound))
def get_workbook_import(import_id: UUID, actor: ReadActor, db: ReadSession) -> WorkbookImport:
    """How it stands, and at its end the report, or why it failed. It is kept for a day after that."""
    return workbook_imports.get(db, actor, import_id)


@router.delete(ONE, status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, InUse))
def delete_workbook_import(import_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    """Throws the file away, and what its dry run has told; not while it is imported."""
    workbook_imports.discard(db, actor, import_id)


@router.post(
    ONE + "/confirmations",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=WorkbookImportRead,
    responses=problems(NotFound, NothingToConfirm, WrongStage),
)
def confirm_workbook_import(import_id: UUID, actor: WriteActor, db: WriteSession) -> WorkbookImport:
    """Import what the dry run has told: just that, or nothing. Poll it again until it has succeeded or failed."""
    return workbook_imports.confirm(db, actor, import_id)
