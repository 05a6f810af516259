"""Workbooks: what delegations submit as spreadsheets, out and in."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import File, Query, Response

from app.access.attachments import attachment
from app.adapters.spreadsheets.writing import MEDIA_TYPE
from app.api.deps import ImportActor, ImportSession, ReadActor, Reader, ReadSession, SpreadsheetService
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.workbooks import ImportFilter, WorkbookFilter, WorkbookImportRead
from app.errors import ImportChanged, Invalid, NotFound, WrongStage
from app.services.spreadsheets import exporting, importing
from app.services.spreadsheets.importing import Upload

router = Router(tags=["Workbooks"])

FILE: dict[int | str, dict[str, Any]] = {200: {"description": "An XLSX file.", "content": {MEDIA_TYPE: {}}}}


@router.get(
    "/conferences/{conference_id}/workbook",
    response_class=Response,
    responses=FILE | problems(NotFound),
)
def get_workbook(
    conference_id: UUID, wanted: Annotated[WorkbookFilter, Query()], actor: ReadActor, db: ReadSession, reader: Reader
) -> Response:
    """All of the conference for organisers, what a delegation submits for its own people; to be edited and imported."""
    content = exporting.export(db, actor, conference_id, reader, template=wanted.template)
    headers = attachment(exporting.file_name(db, actor, conference_id), "workbook.xlsx")
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


@router.post(
    "/conferences/{conference_id}/workbook-imports", responses=problems(NotFound, ImportChanged, WrongStage, Invalid)
)
def import_workbook(
    conference_id: UUID,
    *,
    file: Annotated[bytes, File(description="An XLSX or ODS file.")],
    wanted: Annotated[ImportFilter, Query()],
    actor: ImportActor,
    db: ImportSession,
    reader: Reader,
    service: SpreadsheetService,
) -> WorkbookImportRead:
    """First a dry run, which tells what would be done and each cell with a problem; then, confirming it, just that.

    All of it is imported, or nothing. Rows that the file does not have stay as they are.
    """
    upload = Upload(file, reader)
    if wanted.dry_run:
        return WorkbookImportRead.told(importing.rehearse(db, actor, service, conference_id, upload), reader)
    report = importing.carry(db, actor, service, conference_id, upload, confirms=wanted.confirms or "")
    return WorkbookImportRead.told(report, reader)
