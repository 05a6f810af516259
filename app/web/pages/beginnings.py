"""The beginning of a conference: a new one, or the next from the last."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.access.fields import Code, Line
from app.errors import Duplicate
from app.models import Role
from app.services import beginnings, clones, conferences
from app.services.permissions import Actor, require_administrator, require_organiser
from app.web.conference_form import ConferenceForm
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.moments import Day
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views import formats
from app.web.views.zones import zones

router = APIRouter(prefix="/conferences")

NEW, NEXT = "/new", "/{conference_id}/next"


class NewForm(ConferenceForm):
    template: ClassVar[str] = "organise/new_conference.html"

    format_code: Code | None = None


class NextForm(Form):
    template: ClassVar[str] = "organise/next_conference.html"
    at: ClassVar[Mapping[str, str]] = {Duplicate.code: "code"}
    seizes_focus: ClassVar[bool] = False

    name_vi: Line
    name_en: Line
    code: Code
    starts_on: Day


@router.get(NEW)
def new_conference(actor: ReadActor, pages: Pages) -> HTMLResponse:
    require_administrator(actor)
    return show(pages, Sheet(NewForm, Typed([("timezone", "Asia/Ho_Chi_Minh")]), **_offered(pages)))


@router.post(NEW)
def create(typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    """What comes next is told on the way through its set-up."""
    require_administrator(actor)
    form = filled(pages.request, NewForm, typed, **_offered(pages))
    made = beginnings.create(db, actor, values=form.model_dump(exclude={"format_code"}), format_code=form.format_code)
    return see_other(f"/conferences/{made.id}/setup", "begun")


@router.get(NEXT)
def next_form(conference_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    about = _last(conference_id, actor, db, pages)
    return show(pages, Sheet(NextForm, Typed.of(about["names"]), **about))


@router.post(NEXT)
def create_next(
    conference_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    form = filled(pages.request, NextForm, typed, **_last(conference_id, actor, db, pages))
    names = {"name_vi": form.name_vi, "name_en": form.name_en}
    made = clones.create(db, actor, conference_id, code=form.code, starts_on=form.starts_on, names=names)
    return see_other(f"/conferences/{made.id}/overview", "begun-again")


def _offered(pages: Renderer) -> dict[str, Any]:
    return {
        "zones": zones(pages.language),
        "formats": formats.options(pages.language),
    }


def _last(conference_id: UUID, actor: Actor, db: Session, pages: Renderer) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    last = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference_id, Role.OWNER)
    enter(pages, db, actor, last, "overview")
    return {
        "path": f"/conferences/{last.id}",
        "last": pages.language.name(last),
        "names": clones.names_on(last, last.starts_on.year + 1),
        "days": pages.language.days(last.starts_on, last.ends_on),
    }
