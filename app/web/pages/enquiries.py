"""Enquiries outside any conference: the list, and asking anew."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.models import Urgency
from app.services import enquiries, enquiry_parties
from app.services.permissions import Actor
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.enquiry_forms import NewEnquiryForm
from app.web.entrance import see_other
from app.web.forms import Sheet, Typed, filled, show
from app.web.rendering import Renderer
from app.web.views.enquiry import Asked, EnquiryList, kinds, named
from app.web.views.interest import Noun
from app.web.views.interest_page import choices, suggested

router = APIRouter(prefix="/enquiries")

PER_PAGE = 50
Word = Annotated[str, Query(max_length=300)]
Cursor = Annotated[str | None, Query(max_length=1000)]


def get_asked(q: Word = "", status: Word = "", kind: Word = "", mission: Word = "", cursor: Cursor = None) -> Asked:
    return Asked(q, status, kind, mission, cursor)


@router.get("")
def list_enquiries(
    asked: Annotated[Asked, Depends(get_asked)], actor: ReadActor, db: ReadSession, pages: Pages
) -> HTMLResponse:
    wanted: dict[str, Any] = {
        "status": asked.status,
        "kind": asked.kind,
        "mission_id": asked.mission_id,
        "text": asked.text or None,
    }
    found = enquiries.page(db, actor, **wanted, limit=PER_PAGE, cursor=asked.cursor)
    listed = EnquiryList.of(pages.language, asked, found, enquiry_parties.answering(db, actor))
    return pages.page("enquiries/list.html", page=listed, may_ask=bool(enquiry_parties.askers(db, actor)))


@router.get("/new")
def new_enquiry(actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    """With a reference that has not been used, as far as the actor sees."""
    known = enquiries.page(db, actor, status=None, kind=None, mission_id=None, text=None, limit=1, cursor=None)
    begun = {"code": f"{known.total + 1:02}", "urgency": Urgency.NORMAL, "priority": 1}
    return show(pages, Sheet(NewEnquiryForm, Typed.of(begun), **_about(actor, db, pages)))


@router.post("/new")
def ask(typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    form = filled(pages.request, NewEnquiryForm, typed, **_about(actor, db, pages))
    made = enquiries.create(db, actor, organisation_id=form.organisation_id, kind=form.kind, need=form.need)
    return see_other(f"/enquiries/{made.id}", "enquiry-sent")


@router.post("/suggestions")
def suggest(typed: TypedIn, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    """Sectors for the text as it is typed; a part of the page."""
    return pages.page("interests/suggested.html", suggested=suggested(db, actor, pages.language, Noun.NEEDS, typed))


def _about(actor: Actor, db: Session, pages: Renderer) -> dict[str, Any]:
    """What the form offers. Raises `Forbidden` to those who may ask in nobody's name."""
    return {
        "askers": named(pages.language, enquiry_parties.require_askers(db, actor)),
        "kinds": kinds(pages.language),
        "suggested": [],
        **choices(db, pages.language, ()),
    }
