"""Workbooks on the pages: taking one out, and bringing one in after a dry run that is shown."""

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, File, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from app.access.attachments import attachment
from app.adapters.spreadsheets.writing import MEDIA_TYPE
from app.errors import ImportChanged, Invalid
from app.models import Role
from app.services import conferences
from app.services.permissions import Actor, is_editor, require_organiser
from app.services.spreadsheets import exporting, importing
from app.services.spreadsheets.importing import Upload, Workbooks
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.imports import ImportReport

router = APIRouter(prefix="/conferences/{conference_id}/import")

CARRIED_BYTES = 600_000
"""Up to this size the file is kept in the page of its dry run; a larger one is chosen once more."""


class ImportForm(Form):
    """`content` is the file of the dry run as the page has kept it, `confirms` what that told."""

    template: ClassVar[str] = "organise/import.html"
    seizes_focus: ClassVar[bool] = False
    secrets: ClassVar[frozenset[str]] = frozenset({"content"})
    at: ClassVar[Mapping[str, str]] = {}

    confirms: str | None = None
    content: str | None = None


async def get_file(file: Annotated[UploadFile | str, File()] = "") -> bytes:
    """Empty if none was chosen."""
    return b"" if isinstance(file, str) else await file.read()


Chosen = Annotated[bytes, Depends(get_file)]


@router.get("")
def import_form(conference_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(ImportForm, **_about(conference_id, actor, db, pages)))


@router.post("")
def rehearse(conference_id: UUID, file: Chosen, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    """The dry run: nothing is changed."""
    about = _about(conference_id, actor, db, pages)
    filled(pages.request, ImportForm, Typed(), **about)
    report = importing.rehearse(db, actor, _workbooks(pages), conference_id, Upload(_given(file), pages.language))
    kept = b64encode(file).decode() if len(file) <= CARRIED_BYTES else None
    return show(pages, Sheet(ImportForm, **about | {"report": ImportReport.of(pages.language, report), "kept": kept}))


@router.post("/confirmed")
def carry(
    conference_id: UUID, *, file: Chosen, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """Just what the dry run has told, or nothing."""
    form = filled(pages.request, ImportForm, typed, **_about(conference_id, actor, db, pages))
    upload = Upload(_given(file or _kept(form)), pages.language)
    with _told_by_cell(pages):
        importing.carry(db, actor, _workbooks(pages), conference_id, upload, confirms=form.confirms or "")
    return see_other(f"/conferences/{conference_id}/overview", "imported")


@router.get("/workbook")
def take_out(
    conference_id: UUID, *, template: bool = False, actor: ReadActor, db: ReadSession, pages: Pages
) -> Response:
    """As the API gives it, in the language of the page."""
    content = exporting.export(db, actor, conference_id, pages.language, template=template)
    headers = attachment(exporting.file_name(db, actor, conference_id), "workbook.xlsx")
    return Response(content, media_type=MEDIA_TYPE, headers=headers | {"Cache-Control": "private, no-store"})


def _about(conference_id: UUID, actor: Actor, db: Session, pages: Renderer) -> dict[str, Any]:
    conference = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference_id, Role.VIEWER)
    enter(pages, db, actor, conference, "import")
    path = f"/conferences/{conference_id}"
    return {"path": path, "may_edit": is_editor(actor, conference_id), "report": None, "kept": None}


@contextmanager
def _told_by_cell(pages: Renderer) -> Iterator[None]:
    """What has become wrong since the dry run is told as that would tell it."""
    try:
        yield
    except Invalid as exc:
        if not exc.places:
            raise
        pages.request.state.sheet.context["report"] = ImportReport.refused(pages.language, exc.places)
        raise ImportChanged("The file, or a row that it changes, is not what it was: do the dry run again.") from None


def _workbooks(pages: Renderer) -> Workbooks:
    workbooks: Workbooks = pages.request.app.state.workbooks
    return workbooks


def _given(file: bytes) -> bytes:
    if not file:
        raise Invalid("Please choose a file.")
    return file


def _kept(form: ImportForm) -> bytes:
    try:
        return b64decode(form.content or "", validate=True)
    except Error:
        raise ImportChanged("The file, or a row that it changes, is not what it was: do the dry run again.") from None
