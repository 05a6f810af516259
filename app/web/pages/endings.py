"""Deleting a session or a whole conference: what goes along is told before anything goes."""

from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Role
from app.services import conferences, sessions
from app.services.permissions import Actor, require_organiser
from app.web.deps import Pages, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, filled
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.revisions import check

router = APIRouter()


class EndingForm(Form):
    template: ClassVar[str] = "organise/removal.html"
    seizes_focus: ClassVar[bool] = False

    revision: int
    accept: bool = False


@router.post("/sessions/{session_id}/removal")
def remove_session(
    session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    session = sessions.get(db, actor, session_id)
    _enter(pages, db, actor, session, Role.EDITOR)
    form = filled(pages.request, EndingForm, typed, **_named(pages, session))
    return _end_session(db, actor, session, form)


@router.post("/conferences/{conference_id}/removal")
def remove_conference(
    conference_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    conference = conferences.get(db, actor, conference_id)
    _enter(pages, db, actor, conference, Role.OWNER)
    form = filled(pages.request, EndingForm, typed, **_named(pages, conference))
    return _end_conference(db, actor, conference, form)


def _end_session(db: Session, actor: Actor, session: ConferenceSession, form: EndingForm) -> RedirectResponse:
    left = f"/conferences/{session.conference_id}/setup"
    check(session, form.revision)
    sessions.delete(db, actor, session.id, accept_impact=form.accept)
    return see_other(left, "session-removed")


def _end_conference(db: Session, actor: Actor, conference: Conference, form: EndingForm) -> RedirectResponse:
    check(conference, form.revision)
    conferences.delete(db, actor, conference.id, accept_impact=form.accept)
    return see_other("/", "conference-removed")


def _enter(pages: Renderer, db: Session, actor: Actor, thing: Conference | ConferenceSession, least: Role) -> None:
    conference = enter(pages, db, actor, thing, "settings")
    require_organiser(actor, conference.id, least)


def _named(pages: Renderer, thing: Conference | ConferenceSession) -> dict[str, Any]:
    """Plain values, for a failure forgets rows; `is_whole` of a whole conference."""
    is_whole = isinstance(thing, Conference)
    kind = "conferences" if is_whole else "sessions"
    return {"name": pages.language.name(thing), "path": f"/{kind}/{thing.id}", "is_whole": is_whole}
