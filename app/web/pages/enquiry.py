"""One enquiry: what it asks, its documents, its answer, and each step that it takes."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Enquiry, EnquiryStatus
from app.services import enquiries, enquiry_documents, enquiry_parties
from app.services.permissions import Actor
from app.web.deps import Pages, ReadActor, ReadSession, SentFile, TypedIn, WriteActor, WriteSession, glance
from app.web.enquiry_forms import DocumentForm, EnquiryForm, StepForm, said_of, typed_of
from app.web.entrance import see_other
from app.web.forms import Sheet, Typed, filled, show
from app.web.interest_forms import DocumentSheet
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views.enquiry import kinds, named, step_words, told

router = APIRouter(prefix="/enquiries/{enquiry_id:uuid}")

Target = Literal[
    EnquiryStatus.ASSIGNED,
    EnquiryStatus.ANSWERED,
    EnquiryStatus.CLOSED,
    EnquiryStatus.DECLINED,
    EnquiryStatus.WITHDRAWN,
    EnquiryStatus.REFUSED,
]
NOTICES: Mapping[EnquiryStatus, str] = {
    EnquiryStatus.ASSIGNED: "assigned",
    EnquiryStatus.ANSWERED: "answered",
    EnquiryStatus.CLOSED: "finished",
    EnquiryStatus.DECLINED: "declined",
    EnquiryStatus.WITHDRAWN: "withdrawn",
    EnquiryStatus.REFUSED: "refused",
}


def keep_at_hand(enquiry_id: UUID, pages: Pages) -> None:
    """The page to come back to, before anything is said of the file."""
    with glance(pages.request) as (db, actor):
        pages.request.state.sheet = _sheet(enquiry_id, actor, db, pages)


@router.get("")
def enquiry(enquiry_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, _sheet(enquiry_id, actor, db, pages))


@router.get("/edit")
def edit_form(enquiry_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    found = enquiries.get(db, actor, enquiry_id)
    enquiries.require_editable(db, actor, found)
    return show(pages, Sheet(EnquiryForm, typed_of(found), **_about_text(found, actor, db, pages)))


@router.post("/edit")
def edit(enquiry_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    found = enquiries.for_asker(db, actor, enquiry_id)
    form = filled(pages.request, EnquiryForm, typed, **_about_text(found, actor, db, pages))
    check(found, form.revision)
    enquiries.update(db, actor, enquiry_id, kind=form.kind, need=form.need)
    return see_other(f"/enquiries/{enquiry_id}", "saved")


@router.get("/steps/{status}")
def step_form(enquiry_id: UUID, status: Target, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    found = enquiries.get(db, actor, enquiry_id)
    enquiries.require_step(db, actor, found, status)
    begun = Typed.of({"revision": found.revision, "text": found.answer if status is EnquiryStatus.ANSWERED else None})
    return show(pages, Sheet(StepForm, begun.over(said_of(found)), **_about_step(found, status, actor, db, pages)))


@router.post("/steps/{status}")
def take_step(
    enquiry_id: UUID, status: Target, *, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    found = enquiries.for_step(db, actor, enquiry_id, status)
    form = filled(pages.request, StepForm, typed.over(said_of(found)), **_about_step(found, status, actor, db, pages))
    check(found, form.revision)
    enquiries.take(db, actor, enquiry_id, status=status, mission_id=form.mission_id, text=form.text)
    return see_other(f"/enquiries/{enquiry_id}", NOTICES[status])


@router.post("/documents", dependencies=[Depends(keep_at_hand)])
def add_document(
    enquiry_id: UUID, *, file: SentFile, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    most = pages.request.app.state.intake.settings.max_per_submission
    enquiry_documents.create(db, actor, enquiry_id, file=file, most=most)
    return see_other(f"/enquiries/{enquiry_id}#documents", "document-added")


@router.post("/documents/{document_id}/removal")
def remove_document(enquiry_id: UUID, document_id: UUID, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    if enquiry_documents.get(db, actor, document_id).enquiry_id != enquiry_id:
        raise NotFound("No such document.")
    enquiry_documents.delete(db, actor, document_id)
    return see_other(f"/enquiries/{enquiry_id}#documents", "removed")


def _sheet(enquiry_id: UUID, actor: Actor, db: Session, pages: Renderer) -> Sheet:
    found = enquiries.get(db, actor, enquiry_id)
    return DocumentSheet(DocumentForm, typed_of(found), **told(db, actor, pages.language, found))


def _about_text(found: Enquiry, actor: Actor, db: Session, pages: Renderer) -> dict[str, Any]:
    about = told(db, actor, pages.language, found)
    return about | {"askers": [], "kinds": kinds(pages.language), "suggested": []}


def _about_step(found: Enquiry, status: EnquiryStatus, actor: Actor, db: Session, pages: Renderer) -> dict[str, Any]:
    """What was asked stands beside the step."""
    is_to_assign = status is EnquiryStatus.ASSIGNED
    missions = enquiry_parties.missions(db, asker_id=found.organisation_id) if is_to_assign else []
    about = told(db, actor, pages.language, found) | step_words(pages.language, found, status)
    return about | {"missions": named(pages.language, missions)}
