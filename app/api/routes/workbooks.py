"""Workbooks: what delegations submit as spreadsheets, out and in."""

from uuid import UUID

from fastapi import Response

from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.workbooks import WorkbookImportRead
from app.api.workbook_files import FILE, Exporting, Importing
from app.errors import ImportChanged, Invalid, NotFound, WrongStage

router = Router(tags=["Workbooks"])


@router.get(
    "/conferences/{conference_id}/workbook",
    response_class=Response,
    responses=FILE | problems(NotFound),
)
def get_workbook(conference_id: UUID, export: Exporting) -> Response:
    """All of the conference for organisers, what a delegation submits for its own people; to be edited and imported."""
    return export.of(conference_id)


@router.post(
    "/conferences/{conference_id}/workbook-imports", responses=problems(NotFound, ImportChanged, WrongStage, Invalid)
)
def import_workbook(conference_id: UUID, workbook: Importing) -> WorkbookImportRead:
    """First a dry run, which tells what would be done and each cell with a problem; then, confirming it, just that.

    All of it is imported, or nothing. Rows that the file does not have stay as they are.
    """
    return workbook.into(conference_id)
