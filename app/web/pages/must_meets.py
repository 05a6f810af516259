"""Who must meet in a session by the word of its organisers: the list, adding a pair, and taking one back."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.errors import Duplicate
from app.models import Role
from app.services import delegations, must_meets, sessions
from app.services.permissions import Actor, is_editor, require_organiser
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views import choices
from app.web.views.must_meets import namer

router = APIRouter()

OF_SESSION = "/sessions/{session_id}/must-meets"
SHOWN = 50


class MustMeetForm(Form):
    template: ClassVar[str] = "organise/must_meets.html"
    at: ClassVar[Mapping[str, str]] = {Duplicate.code: "b_id"}
    seizes_focus: ClassVar[bool] = False

    a_id: UUID
    b_id: UUID


@router.get(OF_SESSION)
def list_must_meets(
    session_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages, cursor: str | None = None
) -> HTMLResponse:
    return show(pages, Sheet(MustMeetForm, **_about(session_id, actor, db, pages, cursor)))


@router.post(OF_SESSION)
def add(session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    form = filled(pages.request, MustMeetForm, typed, **_about(session_id, actor, db, pages, least=Role.EDITOR))
    must_meets.create(db, actor, session_id, a_id=form.a_id, b_id=form.b_id)
    return see_other(f"/sessions/{session_id}/must-meets", "must-meet-added")


@router.post("/must-meets/{must_meet_id}/removal")
def take_back(must_meet_id: UUID, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    session_id = must_meets.get(db, actor, must_meet_id).session_id
    must_meets.delete(db, actor, must_meet_id)
    return see_other(f"/sessions/{session_id}/must-meets#there", "must-meet-removed")


def _about(
    session_id: UUID,
    actor: Actor,
    db: Session,
    pages: Renderer,
    cursor: str | None = None,
    *,
    least: Role = Role.VIEWER,
) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    session = sessions.plain(db, actor, session_id)
    require_organiser(actor, session.conference_id, least)
    enter(pages, db, actor, session, "settings")
    found = must_meets.page(db, actor, session_id, limit=SHOWN, cursor=cursor)
    present = delegations.named(db, actor, session.conference_id)
    return {
        "path": f"/sessions/{session_id}/must-meets",
        "name": pages.language.name(session),
        "may_edit": is_editor(actor, session.conference_id),
        "found": found.with_each(namer(pages.language, present)),
        "sides": choices.delegations(pages.language, present),
        "agreed_must": session.accepted_must_meet,
    }
