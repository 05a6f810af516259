"""One need or offering: written and saved as one types, with documents, approved, sent, and what was said of it."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.models import DocumentPurpose, InterestState
from app.services import contents, delegation_details, documents, interests, state_changes
from app.services.permissions import Actor
from app.web.deps import Pages, ReadActor, ReadSession, SentFile, TypedIn, WriteActor, WriteSession, glance
from app.web.entrance import see_other
from app.web.forms import Sheet, Typed, filled, show
from app.web.interest_forms import DocumentSheet, NeedForm, OfferingForm, draft_of, form_of, typed_of
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views.interest import Noun
from app.web.views.interest_page import offered, suggested

router = APIRouter(prefix="/interests")

ONE = "/{noun}/{interest_id}"


class Which:
    """The need or offering of an address."""

    def __init__(self, noun: Noun, interest_id: UUID) -> None:
        self.noun, self.id = noun, interest_id

    @property
    def path(self) -> str:
        return f"/interests/{self.noun}/{self.id}"


Wanted = Annotated[Which, Depends(Which)]


def keep_at_hand(which: Wanted, pages: Pages) -> None:
    """The page to come back to, before anything is said of what was sent."""
    with glance(pages.request) as (db, actor):
        pages.request.state.sheet = _sheet(which, actor, db, pages)


def keep_typed_at_hand(which: Wanted, pages: Pages, typed: TypedIn) -> None:
    """The same with what was typed, ahead of a file that comes with it."""
    with glance(pages.request) as (db, actor):
        pages.request.state.sheet = DocumentSheet.of(_sheet(which, actor, db, pages, typed))


def keep(which: Which, typed: Typed, actor: Actor, db: Session, pages: Renderer) -> None:
    """What the form says. Raises what `forms.filled` and `interests.update` do."""
    form = form_of(which.noun)
    _save(which, actor, db, filled(pages.request, form, typed, **_sheet(which, actor, db, pages, typed).context))


@router.get(ONE)
def interest(which: Wanted, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, _sheet(which, actor, db, pages))


@router.post(ONE)
def save(which: Wanted, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    """Also sends it, if that is what the button says."""
    keep(which, typed, actor, db, pages)
    if typed.get("then") == "submit":
        state_changes.create(db, actor, which.noun.kind, which.id, state=InterestState.SUBMITTED, comment=None)
    return see_other(which.path, "sent" if typed.get("then") == "submit" else "saved")


@router.post(f"{ONE}/draft")
def save_draft(which: Wanted, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> HTMLResponse:
    """What one has typed so far: a part of the page comes back, with the revision it has now or why it has none."""
    form = filled(pages.request, draft_of(which.noun), typed, **_sheet(which, actor, db, pages, typed).context)
    revision = _save(which, actor, db, form)
    return pages.page("interests/saved.html", revision=revision, at=datetime.now(UTC))


@router.post(f"{ONE}/suggestions")
def suggest(which: Wanted, typed: TypedIn, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    """Sectors for the text as it is typed; a part of the page. Raises `NotFound` for what one may not know of."""
    interests.get(db, actor, which.noun.kind, which.id)
    return pages.page("interests/suggested.html", suggested=suggested(db, actor, pages.language, which.noun, typed))


@router.post(f"{ONE}/withdrawal")
def withdraw(which: Wanted, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    state_changes.create(db, actor, which.noun.kind, which.id, state=InterestState.WITHDRAWN, comment=None)
    return see_other(which.path, "withdrawn")


@router.post(f"{ONE}/removal")
def remove(which: Wanted, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    found = interests.get(db, actor, which.noun.kind, which.id)
    interests.delete(db, actor, which.noun.kind, which.id)
    return see_other(f"/delegations/{found.delegation_id}/interests", "removed")


@router.post(f"{ONE}/documents", dependencies=[Depends(keep_typed_at_hand)])
def add_document(
    which: Wanted, *, file: SentFile, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """What is in the form is kept first, for the page that comes back is another."""
    keep(which, typed, actor, db, pages)
    most = pages.request.app.state.intake.settings.max_per_submission
    pages.request.state.sheet = DocumentSheet.of(pages.request.state.sheet)
    documents.create(db, actor, which.noun.kind, which.id, purpose=_purpose(typed), file=file, most=most)
    return see_other(f"{which.path}#documents", "document-added")


@router.post(f"{ONE}/documents/{{document_id}}/removal")
def remove_document(
    which: Wanted, document_id: UUID, *, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """Keeps what is in the form, too."""
    keep(which, typed, actor, db, pages)
    documents.delete(db, actor, document_id)
    return see_other(f"{which.path}#documents", "removed")


def _purpose(typed: Typed) -> DocumentPurpose:
    return DocumentPurpose.LETTER if typed.get("purpose") == "letter" else DocumentPurpose.ATTACHMENT


def _sheet(which: Which, actor: Actor, db: Session, pages: Renderer, typed: Typed | None = None) -> Sheet:
    """The page as it is, or with what was typed. Raises `Forbidden` to those who may read it, and have typed."""
    shown = (interests.get if typed is None else interests.for_author)(db, actor, which.noun.kind, which.id)
    delegation = delegation_details.get(db, actor, shown.delegation_id)
    conference = enter(pages, db, actor, delegation, "interests")
    typed = typed_of(shown) if typed is None else typed
    told = offered(db, actor, pages.language, conference=conference, delegation=delegation, shown=shown)
    told |= {"noun": which.noun.value, "path": which.path}
    return Sheet(form_of(which.noun), typed, **told, suggested=suggested(db, actor, pages.language, which.noun, typed))


def _save(which: Which, actor: Actor, db: Session, form: NeedForm | OfferingForm) -> int:
    """Also what has arrived before, though its answer was lost: saying what is said already overwrites nothing."""
    shown = interests.get(db, actor, which.noun.kind, which.id)
    values = form.model_dump(exclude={"revision"}) | {"code": shown.code}
    if not contents.is_said(shown.interest, values):
        check(shown, form.revision)
    return interests.update(db, actor, which.noun.kind, which.id, values=values).revision
