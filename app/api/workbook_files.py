"""What the routes of all workbooks do alike: of a conference, or, without one, of enquiries."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, File, Query, Response

from app.access.attachments import attachment
from app.adapters.spreadsheets.writing import MEDIA_TYPE
from app.api.deps import ImportActor, ImportSession, ReadActor, Reader, ReadSession, SpreadsheetService
from app.api.schemas.workbooks import ImportFilter, WorkbookFilter, WorkbookImportRead
from app.services.spreadsheets import exporting, importing
from app.services.spreadsheets.importing import Upload

FILE: dict[int | str, dict[str, Any]] = {200: {"description": "An XLSX file.", "content": {MEDIA_TYPE: {}}}}


class Export:
    """A workbook to be taken out."""

    def __init__(
        self, wanted: Annotated[WorkbookFilter, Query()], actor: ReadActor, db: ReadSession, reader: Reader
    ) -> None:
        self.wanted, self.actor, self.db, self.reader = wanted, actor, db, reader

    def of(self, conference_id: UUID | None) -> Response:
        content = exporting.export(self.db, self.actor, conference_id, self.reader, template=self.wanted.template)
        headers = attachment(exporting.file_name(self.db, self.actor, conference_id), "workbook.xlsx")
        return Response(content, media_type=MEDIA_TYPE, headers=headers)


class Import:
    """A workbook as it was sent: looked through, or, confirming that, carried out."""

    def __init__(
        self,
        *,
        file: Annotated[bytes, File(description="An XLSX or ODS file.")],
        wanted: Annotated[ImportFilter, Query()],
        actor: ImportActor,
        db: ImportSession,
        reader: Reader,
        service: SpreadsheetService,
    ) -> None:
        self.upload, self.wanted, self.actor, self.db, self.service = Upload(file, reader), wanted, actor, db, service

    def into(self, conference_id: UUID | None) -> WorkbookImportRead:
        where = (self.db, self.actor, self.service, conference_id, self.upload)
        if self.wanted.dry_run:
            return WorkbookImportRead.told(importing.rehearse(*where), self.upload.language)
        report = importing.carry(*where, confirms=self.wanted.confirms or "")
        return WorkbookImportRead.told(report, self.upload.language)


Exporting = Annotated[Export, Depends(Export)]
Importing = Annotated[Import, Depends(Import)]
