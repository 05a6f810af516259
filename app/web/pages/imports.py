"""Workbooks on the pages: taking one out, and bringing one in after a dry run that is shown."""

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from app.access.attachments import attachment
from app.adapters.spreadsheets.writing import MEDIA_TYPE
from app.errors import ImportChanged, Invalid
from app.models import Role
from app.services import conferences, enquiry_parties
from app.services.permissions import Actor, is_editor, require_organiser
from app.services.spreadsheets import exporting, importing
from app.services.spreadsheets.importing import Upload, Workbooks
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.imports import ImportReport

router = APIRouter()

# One is of a conference, the other of what is asked outside of any.
CONFERENCE, ENQUIRIES = "/conferences/{conference_id:uuid}/import", "/enquiries/import"

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


def get_where(request: Request) -> UUID | None:
    """The conference that the address names."""
    return request.path_params.get("conference_id")


Chosen = Annotated[bytes, Depends(get_file)]
Where = Annotated[UUID | None, Depends(get_where)]


@router.get(CONFERENCE)
@router.get(ENQUIRIES)
def import_form(where: Where, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(ImportForm, **_about(where, actor, db, pages)))


@router.post(CONFERENCE)
@router.post(ENQUIRIES)
def rehearse(where: Where, file: Chosen, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    """The dry run: nothing is changed."""
    about = _about(where, actor, db, pages)
    filled(pages.request, ImportForm, Typed(), **about)
    report = importing.rehearse(db, actor, _workbooks(pages), where, Upload(_given(file), pages.language))
    kept = b64encode(file).decode() if len(file) <= CARRIED_BYTES else None
    return show(pages, Sheet(ImportForm, **about | {"report": ImportReport.of(pages.language, report), "kept": kept}))


@router.post(f"{CONFERENCE}/confirmed")
@router.post(f"{ENQUIRIES}/confirmed")
def carry(
    where: Where, *, file: Chosen, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """Just what the dry run has told, or nothing."""
    form = filled(pages.request, ImportForm, typed, **_about(where, actor, db, pages))
    upload = Upload(_given(file or _kept(form)), pages.language)
    with _told_by_cell(pages):
        importing.carry(db, actor, _workbooks(pages), where, upload, confirms=form.confirms or "")
    return see_other("/enquiries" if where is None else f"/conferences/{where}/overview", "imported")


@router.get(f"{CONFERENCE}/workbook")
@router.get(f"{ENQUIRIES}/workbook")
def take_out(where: Where, *, template: bool = False, actor: ReadActor, db: ReadSession, pages: Pages) -> Response:
    """As the API gives it, in the language of the page."""
    content = exporting.export(db, actor, where, pages.language, template=template)
    headers = attachment(exporting.file_name(db, actor, where), "workbook.xlsx")
    return Response(content, media_type=MEDIA_TYPE, headers=headers | {"Cache-Control": "private, no-store"})


def _about(where: UUID | None, actor: Actor, db: Session, pages: Renderer) -> dict[str, Any]:
    """Raises `Forbidden` but to organisers; of enquiries but to those who may ask or answer."""
    about = {"report": None, "kept": None, "of_enquiries": where is None}
    if where is None:
        enquiry_parties.require_askers(db, actor)
        return about | {"path": "/enquiries", "may_edit": True}
    conference = conferences.get(db, actor, where)
    require_organiser(actor, where, Role.VIEWER)
    enter(pages, db, actor, conference, "import")
    return about | {"path": f"/conferences/{where}", "may_edit": is_editor(actor, where)}


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
