"""The programme of a session, made by a rule; what that would invalidate is told first."""

from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field, field_validator
from sqlalchemy.orm import Session

from app.access.together import day_in_order, pauses_in_order
from app.models import ConferenceSession, Role
from app.services import programmes
from app.services.permissions import Actor, is_editor
from app.services.slot_grids import SlotGrid
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.grid_form import RULE, ChangeoverMinutes, Pauses, SlotMinutes
from app.web.moments import Clock, Day
from app.web.places import enter_room
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views import programme as views

router = APIRouter(prefix="/sessions/{session_id}/programme")


class ProgrammeForm(Form):
    template: ClassVar[str] = "organise/programme.html"
    seizes_focus: ClassVar[bool] = False

    days: list[Day] = Field(min_length=1, max_length=views.MOST_DAYS)
    starts: Clock
    ends: Clock
    slot_minutes: SlotMinutes
    changeover_minutes: ChangeoverMinutes = 0
    pauses: Pauses = ()
    revision: int
    accept: bool = False

    _in_order = field_validator("ends")(day_in_order)
    _one_by_one = field_validator("pauses")(pauses_in_order)


@router.get("")
def programme(session_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    session = enter_room(pages, db, actor, session_id)
    typed = views.rule(session.conference, session) | {"revision": session.revision}
    return show(pages, Sheet(ProgrammeForm, Typed.of(typed), **_about(pages, actor, session)))


@router.post("")
def make_programme(
    session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    session = enter_room(pages, db, actor, session_id, Role.EDITOR)
    form = filled(pages.request, ProgrammeForm, typed, **_about(pages, actor, session))
    check(session, form.revision)
    _make(db, actor, session_id, form)
    return see_other(f"/sessions/{session_id}/programme", "programme-made")


def _make(db: Session, actor: Actor, session_id: UUID, form: ProgrammeForm) -> None:
    rule = SlotGrid(**form.model_dump(include=RULE), pauses=list(form.pauses))
    wanted = programmes.wanted(db, actor, session_id, slots=None, rule=rule)
    programmes.put(db, actor, session_id, wanted=wanted, accept_impact=form.accept)


def _about(pages: Renderer, actor: Actor, session: ConferenceSession) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    return {
        "path": f"/sessions/{session.id}",
        "name": pages.language.name(session),
        "city": session.conference.city,
        "may_edit": is_editor(actor, session.conference_id),
        "periods": views.periods(pages.language, session.slots),
        "day_choices": views.days(pages.language, session.conference),
    }
