"""Meeting requests: asking, answering, taking back."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.access.fields import Text
from app.models import Delegation
from app.services import delegations, directories, meeting_requests
from app.services.permissions import Actor
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, filled, show
from app.web.meeting_place import Here, here
from app.web.rendering import Renderer
from app.web.views.counterparts import requests_left
from app.web.views.interest import title

router = APIRouter()

NEW = "/delegations/{delegation_id}/requests/new"
ONE = "/meeting-requests/{request_id}"
Back = Annotated[str, Query(max_length=1000)]


class AskForm(Form):
    template: ClassVar[str] = "meet/ask.html"

    message: Text


class AnswerForm(Form):
    template: ClassVar[str] = "meet/answer.html"
    seizes_focus: ClassVar[bool] = False

    reply: Text | None = None


class Asking:
    """Who asks whom, in which session, and where one has come from."""

    def __init__(self, delegation_id: UUID, to: UUID, session: UUID | None = None, back: Back = "") -> None:
        self.delegation_id, self.to, self.session_id, self.back = delegation_id, to, session, back


class Answering:
    """As whom somebody answers which request: one who is of both is to say."""

    def __init__(self, request_id: UUID, by: UUID) -> None:
        self.request_id, self.by = request_id, by


Asked = Annotated[Asking, Depends(Asking)]
Answered = Annotated[Answering, Depends(Answering)]


@router.get(NEW)
def ask_form(asked: Asked, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(AskForm, **_asking(pages, db, actor, asked)[1]))


@router.post(NEW)
def ask(asked: Asked, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    found, told = _asking(pages, db, actor, asked)
    form = filled(pages.request, AskForm, typed, **told)
    ids = {"requester_id": asked.delegation_id, "addressee_id": asked.to}
    meeting_requests.create(db, actor, found.session.id, **ids, message=form.message)
    return see_other(_list(found), "asked-to-meet")


@router.get(f"{ONE}/answer")
def answer_form(answered: Answered, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(AnswerForm, **_answering(pages, db, actor, answered)[1]))


@router.post(f"{ONE}/answer")
def answer(answered: Answered, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    found, told = _answering(pages, db, actor, answered)
    reply = filled(pages.request, AnswerForm, typed, **told).reply
    settle = meeting_requests.decline if typed.get("answer") == "decline" else meeting_requests.accept
    settle(db, actor, answered.request_id, reply=reply)
    return see_other(_list(found), "answered")


@router.post(f"{ONE}/withdrawal")
def withdraw(answered: Answered, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    found, _ = _answering(pages, db, actor, answered)
    meeting_requests.withdraw(db, actor, answered.request_id)
    return see_other(_list(found), "withdrawn")


def _list(found: Here) -> str:
    return f"{found.root}/wishes?session={found.session.id}#requests"


def _asking(pages: Renderer, db: Session, actor: Actor, asked: Asking) -> tuple[Here, dict[str, Any]]:
    found = here(pages, db, actor, asked.delegation_id, section="wishes", session_id=asked.session_id, to_write=True)
    other, quotas = delegations.get(db, actor, asked.to), found.quotas(db)
    return found, found.told(pages, actor) | {
        "other": pages.language.name(other.organisation),
        "publishes": _published(pages, db, actor, found, other),
        "requests_left": requests_left(pages.language, quotas),
        "is_used_up": quotas.requests.remaining == 0,
        "to": str(other.id),
        "back": found.back(asked.back) or f"{found.root}/directory",
    }


def _answering(pages: Renderer, db: Session, actor: Actor, answered: Answering) -> tuple[Here, dict[str, Any]]:
    request = meeting_requests.get(db, actor, answered.request_id)
    found = here(pages, db, actor, answered.by, section="wishes", session_id=request.session_id, to_write=True)
    ids = {request.requester_id, request.addressee_id} - {found.delegation.id}
    other = delegations.get(db, actor, min(ids))
    return found, found.told(pages, actor) | {
        "other": pages.language.name(other.organisation),
        "message": request.message,
        "publishes": _published(pages, db, actor, found, other),
        "request_id": str(request.id),
        "by": str(found.delegation.id),
    }


def _published(pages: Renderer, db: Session, actor: Actor, found: Here, other: Delegation) -> list[str]:
    """The titles of what it needs and offers, as the directory has them."""
    entries = directories.get(db, actor, found.conference.id, directories.Wanted(side=other.side))
    interests = next((each.interests for each in entries if each.delegation.id == other.id), [])
    return [title(pages.language, each) for each in interests]
