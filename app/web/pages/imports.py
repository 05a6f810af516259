"""Workbooks on the pages: taking one out, and bringing one in after a dry run that is shown."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from app.access.attachments import attachment
from app.access.files import get_intake
from app.adapters.spreadsheets.writing import MEDIA_TYPE
from app.errors import InUse, NotFailed, NotFound, NothingToConfirm
from app.models import Role, WorkbookImport
from app.services import conferences, enquiry_parties, places, workbook_imports
from app.services.permissions import Actor, is_editor, require_organiser
from app.services.reference import VIETNAM
from app.services.spreadsheets import exporting, importing
from app.services.spreadsheets.importing import Upload
from app.web.deps import Pages, ReadActor, ReadSession, WriteActor, WriteSession, glance
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.imports import ImportPage, Sent

router = APIRouter()

# One is of a conference, the other of what is asked outside of any.
CONFERENCE, ENQUIRIES = "/conferences/{conference_id:uuid}/import", "/enquiries/import"
ONE = "/{import_id:uuid}"


class ImportForm(Form):
    """Nothing is typed: the file comes by itself."""

    template: ClassVar[str] = "organise/import.html"
    seizes_focus: ClassVar[bool] = False
    at: ClassVar[Mapping[str, str]] = {}


def get_where(request: Request) -> UUID | None:
    """The conference that the address names."""
    return request.path_params.get("conference_id")


Where = Annotated[UUID | None, Depends(get_where)]


def get_file(request: Request, where: Where, pages: Pages, file: Annotated[UploadFile | str, File()] = "") -> Upload:
    """Empty if none was chosen. It is looked into outside any transaction, for somebody who may send it."""
    with glance(request) as (db, actor):
        filled(request, ImportForm, Typed(), **_about(where, actor, db, pages))
        importing.require_sender(db, actor, where)
    content, name = (b"", "") if isinstance(file, str) else (file.file.read(), file.filename or "")
    get_intake(request).scan(content)
    return Upload(content, pages.language, name)


Chosen = Annotated[Upload, Depends(get_file)]


@router.get(CONFERENCE)
@router.get(ENQUIRIES)
def import_form(where: Where, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(ImportForm, **_about(where, actor, db, pages)))


@router.post(CONFERENCE)
@router.post(ENQUIRIES)
def rehearse(where: Where, upload: Chosen, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    """The dry run: nothing is changed."""
    row = workbook_imports.create(db, actor, where, upload)
    return see_other(f"{_path(where)}/import/{row.id}")


@router.get(CONFERENCE + ONE)
@router.get(ENQUIRIES + ONE)
def imported(where: Where, import_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(ImportForm, **_about(where, actor, db, pages, import_id)))


@router.get(CONFERENCE + ONE + "/progress")
@router.get(ENQUIRIES + ONE + "/progress")
def progress(where: Where, import_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    """The part of the page that changes."""
    return pages.page("organise/import_live.html", **_about(where, actor, db, pages, import_id))


@router.post(CONFERENCE + ONE + "/confirmed")
@router.post(ENQUIRIES + ONE + "/confirmed")
def carry(where: Where, import_id: UUID, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    """Just what the dry run has told, or nothing; its page says what has become of it, also of an earlier word."""
    about = _about(where, actor, db, pages, import_id)
    with suppress(NothingToConfirm):
        workbook_imports.confirm(db, actor, import_id)
    return see_other(about["found"].href)


@router.post(CONFERENCE + ONE + "/retries")
@router.post(ENQUIRIES + ONE + "/retries")
def retry(where: Where, import_id: UUID, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    """Where that is done already, its page says how it stands."""
    about = _about(where, actor, db, pages, import_id)
    with suppress(NotFailed):
        workbook_imports.retry(db, actor, import_id)
    return see_other(about["found"].href)


@router.post(CONFERENCE + ONE + "/removal")
@router.post(ENQUIRIES + ONE + "/removal")
def throw_away(where: Where, import_id: UUID, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    """What is imported already goes on, and its page says so."""
    about = _about(where, actor, db, pages, import_id)
    with suppress(InUse):
        workbook_imports.discard(db, actor, import_id)
        return see_other(f"{_path(where)}/import", "removed")
    return see_other(about["found"].href)


@router.get(f"{CONFERENCE}/workbook")
@router.get(f"{ENQUIRIES}/workbook")
def take_out(where: Where, *, template: bool = False, actor: ReadActor, db: ReadSession, pages: Pages) -> Response:
    """As the API gives it, in the language of the page."""
    content = exporting.export(db, actor, where, pages.language, template=template)
    headers = attachment(exporting.file_name(db, actor, where, template=template), "workbook.xlsx")
    return Response(content, media_type=MEDIA_TYPE, headers=headers | {"Cache-Control": "private, no-store"})


def _path(where: UUID | None) -> str:
    return "/enquiries" if where is None else f"/conferences/{where}"


def _about(
    where: UUID | None, actor: Actor, db: Session, pages: Renderer, import_id: UUID | None = None
) -> dict[str, Any]:
    """Raises `Forbidden` but to organisers and delegations; of enquiries but to those who may ask or answer."""
    if where is None:
        enquiry_parties.require_askers(db, actor)
        told = _told(where, actor, db, pages, import_id, clock=ZoneInfo(VIETNAM))
        return told | {"may_send": True, "own_id": None}
    conference = conferences.get(db, actor, where)
    own = places.own_delegation(db, actor, where)
    if own is None:
        require_organiser(actor, where, Role.VIEWER)
    organises = actor.organises(where) is not None
    enter(pages, db, actor, conference, "import" if organises else "delegation")
    clock = ZoneInfo(conference.timezone)
    told = _told(where, actor, db, pages, import_id, clock=clock)
    may_send = own is not None or is_editor(actor, where)
    return told | {"may_send": may_send, "own_id": None if organises or own is None else own.id}


def _told(
    where: UUID | None,
    actor: Actor,
    db: Session,
    pages: Renderer,
    import_id: UUID | None,
    *,
    clock: ZoneInfo,
) -> dict[str, Any]:
    """One import, if the address names it, and the reader's last few."""
    path, language = _path(where), pages.language
    found = None if import_id is None else workbook_imports.get(db, actor, import_id)
    if found is not None and found.conference_id != where:
        raise NotFound("No such import; what has ended is kept for a day.")
    # What the page itself tells goes on changing there.
    sent = [row for row in workbook_imports.latest(db, actor, where) if row.id != import_id]
    return {
        "of_enquiries": where is None,
        "path": path,
        "found": None if found is None else _page(db, pages, found, path),
        "others": [Sent.of(language, row, path=path, clock=clock) for row in sent],
    }


def _page(db: Session, pages: Renderer, row: WorkbookImport, path: str) -> ImportPage:
    can_be_retried = workbook_imports.can_be_retried(db, row)
    return ImportPage.of(pages.language, row, path=path, can_be_retried=can_be_retried)
