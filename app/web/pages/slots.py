"""One slot of a programme: adding one at its end, changing one, taking one away."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationInfo, field_validator
from sqlalchemy.orm import Session

from app.access.fields import Code, Line
from app.access.together import AT_FAULT, Misfit, beside
from app.errors import Duplicate
from app.i18n.messages import mark
from app.models import ConferenceSession, Role, Slot
from app.services import programmes
from app.services.permissions import Actor
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.moments import Clock, Day
from app.web.places import enter_room
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views import programme as views

router = APIRouter()

NEW = "/sessions/{session_id}/slots/new"
ONE = "/slots/{slot_id}"


class SlotForm(Form):
    template: ClassVar[str] = "organise/slot.html"
    at: ClassVar[Mapping[str, str]] = {Duplicate.code: "code"}
    seizes_focus: ClassVar[bool] = False
    called: ClassVar[dict[str, str]] = {"starts_at": "starts", "ends_at": "ends"}

    day: Day
    starts: Clock
    ends: Clock
    code: Code
    period: Line
    revision: int
    accept: bool = False

    @field_validator("ends")
    @classmethod
    def _in_order(cls, ends: time, info: ValidationInfo) -> time:
        starts = beside(info, "starts")
        if starts is not AT_FAULT and ends <= starts:
            raise Misfit("ends", mark("A slot ends after it starts."))
        return ends

    def values(self, session: ConferenceSession) -> dict[str, Any]:
        """The slot as the services take it, by the clock of the conference."""
        zone = ZoneInfo(session.conference.timezone)
        times = {"starts_at": self.starts, "ends_at": self.ends}
        moments = {name: datetime.combine(self.day, clock, zone) for name, clock in times.items()}
        return {"code": self.code, "period": self.period} | moments


class RemovalForm(Form):
    template: ClassVar[str] = "organise/slot_removal.html"
    seizes_focus: ClassVar[bool] = False

    revision: int
    accept: bool = False


@router.get(NEW)
def new_slot(session_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    session = enter_room(pages, db, actor, session_id, Role.EDITOR)
    return show(pages, Sheet(SlotForm, Typed.of(views.next_slot(session)), **_about(pages, session)))


@router.post(NEW)
def add_slot(session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    session = enter_room(pages, db, actor, session_id, Role.EDITOR)
    form = filled(pages.request, SlotForm, typed, **_about(pages, session))
    check(session, form.revision)
    programmes.append(db, actor, session_id, values=form.values(session))
    return see_other(f"/sessions/{session_id}/programme", "saved")


@router.get(ONE)
def slot(slot_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    found, session = _found(pages, db, actor, slot_id)
    return show(pages, Sheet(SlotForm, Typed.of(views.of_slot(found)), **_about(pages, session, found)))


@router.post(ONE)
def change_slot(slot_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    """What that would invalidate is told first."""
    found, session = _found(pages, db, actor, slot_id)
    form = filled(pages.request, SlotForm, typed, **_about(pages, session, found))
    check(session, form.revision)
    programmes.update(db, actor, slot_id, values=form.values(session), accept_impact=form.accept)
    return see_other(f"/sessions/{session.id}/programme", "saved")


@router.post(ONE + "/removal")
def remove_slot(slot_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    """What that would invalidate is told first."""
    found, session = _found(pages, db, actor, slot_id)
    form = filled(pages.request, RemovalForm, typed, **_about(pages, session, found))
    check(session, form.revision)
    programmes.delete(db, actor, slot_id, accept_impact=form.accept)
    return see_other(f"/sessions/{session.id}/programme", "removed")


def _found(pages: Renderer, db: Session, actor: Actor, slot_id: UUID) -> tuple[Slot, ConferenceSession]:
    found = programmes.slot(db, actor, slot_id)
    return found, enter_room(pages, db, actor, found.session_id, Role.EDITOR)


def _about(pages: Renderer, session: ConferenceSession, found: Slot | None = None) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    return {
        "path": f"/sessions/{session.id}",
        "action": f"/sessions/{session.id}/slots/new" if found is None else f"/slots/{found.id}",
        "name": pages.language.name(session),
        "city": session.conference.city,
        "known": None if found is None else views.called(pages.language, found),
        "periods": list(dict.fromkeys(each.period for each in session.slots)),
        "day_choices": views.days_of_slots(pages.language, session),
    }
