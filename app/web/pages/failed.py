"""What failed for good, of a conference or of all: told with its reason, and tried again by a button."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.services import conferences, failures, outgoing_mails, runs, workbook_imports
from app.web.deps import Pages, ReadActor, ReadSession, Service, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.places import enter
from app.web.views.failed import FailedPage

router = APIRouter()

CONFERENCE, ALL = "/conferences/{conference_id:uuid}/failures", "/failures"


def get_where(request: Request) -> UUID | None:
    """The conference that the address names."""
    return request.path_params.get("conference_id")


Where = Annotated[UUID | None, Depends(get_where)]


@router.get(CONFERENCE)
@router.get(ALL)
def show_failures(where: Where, actor: ReadActor, db: ReadSession, pages: Pages, service: Service) -> HTMLResponse:
    if where is not None:
        enter(pages, db, actor, conferences.get(db, actor, where), "failures")
    found = failures.get(db, actor, service.postbox, where)
    return pages.page("failed.html", page=FailedPage.of(pages.language, actor, found, where))


@router.post(CONFERENCE + "/runs/{run_id}")
@router.post(ALL + "/runs/{run_id}")
def retry_run(where: Where, run_id: UUID, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    runs.retry(db, actor, run_id)
    return _back(where)


@router.post(CONFERENCE + "/imports/{import_id}")
@router.post(ALL + "/imports/{import_id}")
def retry_import(where: Where, import_id: UUID, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    workbook_imports.retry(db, actor, import_id)
    return _back(where)


@router.post(CONFERENCE + "/mails/{mail_id}")
@router.post(ALL + "/mails/{mail_id}")
def retry_mail(where: Where, mail_id: UUID, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    outgoing_mails.retry(db, actor, mail_id)
    return _back(where)


def _back(where: UUID | None) -> RedirectResponse:
    return see_other(ALL if where is None else f"/conferences/{where}/failures", "retried")
