"""Enquiries as a workbook, out and in."""

from typing import Annotated

from fastapi import File, Query, Response

from app.access.attachments import attachment
from app.adapters.spreadsheets.writing import MEDIA_TYPE
from app.api.deps import ImportActor, ImportSession, ReadActor, Reader, ReadSession, SpreadsheetService
from app.api.problems import problems
from app.api.routes.workbooks import FILE
from app.api.routing import Router
from app.api.schemas.workbooks import ImportFilter, WorkbookFilter, WorkbookImportRead
from app.errors import ImportChanged, Invalid
from app.services.spreadsheets import exporting, importing
from app.services.spreadsheets.importing import Upload

router = Router(tags=["Enquiries"])


@router.get("/enquiry-workbook", response_class=Response, responses=FILE)
def get_enquiry_workbook(
    wanted: Annotated[WorkbookFilter, Query()], actor: ReadActor, db: ReadSession, reader: Reader
) -> Response:
    """Your organisation's, those that your mission has to answer, to administrators all: to be edited and imported."""
    content = exporting.export(db, actor, None, reader, template=wanted.template)
    return Response(content, media_type=MEDIA_TYPE, headers=attachment(exporting.file_name(db, actor, None)))


@router.post("/enquiry-workbook-imports", responses=problems(ImportChanged, Invalid))
def import_enquiries(
    *,
    file: Annotated[bytes, File(description="An XLSX or ODS file.")],
    wanted: Annotated[ImportFilter, Query()],
    actor: ImportActor,
    db: ImportSession,
    reader: Reader,
    service: SpreadsheetService,
) -> WorkbookImportRead:
    """First a dry run, which tells what would be done and each cell with a problem; then, confirming it, just that.

    New rows are asked, questions edited as long as nobody has taken them on, missions assigned by administrators, and
    answers given by missions: all of it, or nothing.
    """
    upload = Upload(file, reader)
    if wanted.dry_run:
        return WorkbookImportRead.told(importing.rehearse(db, actor, service, None, upload), reader)
    report = importing.carry(db, actor, service, None, upload, confirms=wanted.confirms or "")
    return WorkbookImportRead.told(report, reader)
