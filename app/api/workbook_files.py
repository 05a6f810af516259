"""What the routes of all workbooks do alike: of a conference, or, without one, of enquiries."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from app.access.attachments import attachment
from app.adapters.spreadsheets.writing import MEDIA_TYPE
from app.api.deps import (
    Prechecking,
    ReadActor,
    Reader,
    ReadSession,
    SentWorkbook,
    WriteActor,
    WriteSession,
    scanned_after,
)
from app.api.schemas.workbooks import WorkbookFilter
from app.models import WorkbookImport
from app.services import workbook_imports
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
        template = self.wanted.template
        content = exporting.export(self.db, self.actor, conference_id, self.reader, template=template)
        name = exporting.file_name(self.db, self.actor, conference_id, template=template)
        headers = attachment(name, "workbook.xlsx")
        return Response(content, media_type=MEDIA_TYPE, headers=headers)


class Import:
    """A workbook that was sent, to be looked through."""

    def __init__(
        self,
        *,
        actor: WriteActor,
        db: WriteSession,
        reader: Reader,
        request: Request,
        response: Response,
    ) -> None:
        self.actor, self.db, self.reader = actor, db, reader
        self.request, self.response = request, response

    def of(self, file: SentWorkbook, conference_id: UUID | None) -> WorkbookImport:
        """The import, whose address is told."""
        upload = Upload(file.content, self.reader, file.name)
        row = workbook_imports.create(self.db, self.actor, conference_id, upload)
        address = self.request.url_for("get_workbook_import", import_id=row.id)
        self.response.headers["Location"] = str(address.path)
        return row


def require_sender(conference_id: UUID, precheck: Prechecking) -> None:
    precheck(lambda db, actor: importing.require_sender(db, actor, conference_id))


def require_party(precheck: Prechecking) -> None:
    precheck(lambda db, actor: importing.require_sender(db, actor, None))


Exporting = Annotated[Export, Depends(Export)]
Importing = Annotated[Import, Depends(Import)]
# Before the actor, whose transaction need not wait for the scanner.
SentToConference = Annotated[SentWorkbook, scanned_after(require_sender)]
SentWithEnquiries = Annotated[SentWorkbook, scanned_after(require_party)]
