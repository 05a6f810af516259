"""Approving a need or an offering within its delegation: by the head, or by an official letter."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse

from app.access.fields import Line, Text
from app.models import DocumentPurpose, SignOffState
from app.services import delegation_details, documents, interests, sign_offs
from app.services.permissions import Actor
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.pages.interest import Wanted, Which, keep, keep_at_hand
from app.web.places import enter_to_write
from app.web.rendering import Renderer
from app.web.revisions import overtaken
from app.web.views.interest import title

router = APIRouter(prefix="/interests")

ONE = "/{noun}/{interest_id}"


class LetterForm(Form):
    template: ClassVar[str] = "interests/letter.html"
    called: ClassVar[Mapping[str, str]] = {"document_id": "scan"}

    number: Line
    on: date
    scan: UUID | None = None


class SendBackForm(Form):
    template: ClassVar[str] = "interests/send_back.html"

    comment: Text


def get_about(which: Wanted, actor: ReadActor, db: ReadSession, pages: Pages) -> dict[str, Any]:
    return about(which, actor, db, pages)


def about(which: Which, actor: Actor, db: ReadSession, pages: Renderer) -> dict[str, Any]:
    """Of what the forms are. Raises `Forbidden` to those who approve nothing."""
    shown = interests.get(db, actor, which.noun.kind, which.id)
    enter_to_write(pages, db, actor, delegation_details.get(db, actor, shown.delegation_id), "interests")
    found = documents.page(db, actor, which.noun.kind, which.id, limit=50, cursor=None).items
    letters = [(str(each.id), each.name) for each in found if each.purpose is DocumentPurpose.LETTER]
    return {
        "path": which.path,
        "heading": title(pages.language, shown),
        "letters": letters,
        "requires_scan": sign_offs.requires_scan(db, shown.interest),
        "revision": shown.revision,
    }


About = Annotated[dict[str, Any], Depends(get_about)]


@router.post(f"{ONE}/sign-off", dependencies=[Depends(keep_at_hand)])
def ask_or_approve(
    which: Wanted, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """Of what is in the form, which is kept first."""
    state = SignOffState.APPROVED if typed.get("state") == "approved" else SignOffState.ASKED
    _require_seen(which, typed, actor, db, state)
    keep(which, typed, actor, db, pages)
    sign_offs.create(db, actor, which.noun.kind, which.id, state=state, letter=None, comment=None)
    return see_other(which.path, "approved" if state is SignOffState.APPROVED else "asked")


@router.get(f"{ONE}/letter")
def letter_form(told: About, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(LetterForm, **told))


@router.post(f"{ONE}/letter")
def record_letter(which: Wanted, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    form = filled(pages.request, LetterForm, typed, **about(which, actor, db, pages))
    _require_seen(which, typed, actor, db, SignOffState.APPROVED, by_letter=True)
    letter = {"number": form.number, "on": form.on, "document_id": form.scan}
    sign_offs.create(db, actor, which.noun.kind, which.id, state=SignOffState.APPROVED, letter=letter, comment=None)
    return see_other(which.path, "approved")


@router.get(f"{ONE}/sending-back")
def send_back_form(which: Wanted, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(SendBackForm, **_for_head(which, actor, db, pages)))


@router.post(f"{ONE}/sending-back")
def send_back(which: Wanted, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    form = filled(pages.request, SendBackForm, typed, **_for_head(which, actor, db, pages))
    _require_seen(which, typed, actor, db, SignOffState.SENT_BACK)
    given: dict[str, Any] = {"state": SignOffState.SENT_BACK, "letter": None, "comment": form.comment}
    sign_offs.create(db, actor, which.noun.kind, which.id, **given)
    return see_other(which.path, "sent-back")


def _require_seen(
    which: Which, typed: Typed, actor: Actor, db: ReadSession, state: SignOffState, *, by_letter: bool = False
) -> None:
    """Raises `PreconditionFailed` for what has changed since the page was shown: nobody approves that unseen."""
    shown = sign_offs.for_word(db, actor, which.noun.kind, which.id, state=state, by_letter=by_letter)
    if typed.get("revision") != str(shown.revision):
        raise overtaken()


def _for_head(which: Which, actor: Actor, db: ReadSession, pages: Renderer) -> dict[str, Any]:
    """Raises `Forbidden` to everybody else."""
    sign_offs.require_head(actor, interests.get(db, actor, which.noun.kind, which.id).delegation_id)
    return about(which, actor, db, pages)
