"""The stage of a conference: where it is, where it can go, and what a release would tell whom."""

from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field
from sqlalchemy.orm import Session

from app.access.fields import Line
from app.errors import SessionChanged
from app.models import Role, Stage
from app.services import conferences, lookup, releases, setups, stage_changes
from app.services.permissions import Actor, is_editor, require_organiser
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.setup import SetupPage
from app.web.views.stage import StagePage

router = APIRouter(prefix="/conferences/{conference_id}/stage")


class StageForm(Form):
    template: ClassVar[str] = "organise/stage.html"
    seizes_focus: ClassVar[bool] = False

    stage: Stage
    reason: Line | None = None
    seen: str | None = Field(None, max_length=2000)
    takes_back: bool = False


@router.get("")
def stage(conference_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(StageForm, **_about(conference_id, actor, db, pages)))


@router.post("")
def change_stage(
    conference_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    context = _about(conference_id, actor, db, pages, Role.EDITOR)
    form = filled(pages.request, StageForm, typed, **context)
    _check(form, context["page"])
    stage_changes.create(db, actor, conference_id, stage=form.stage, reason=form.reason)
    return see_other(f"/conferences/{conference_id}/stage", _done(form.stage, context["page"]))


def _check(form: StageForm, page: StagePage) -> None:
    _check_seen(form, page)
    _check_taken_back(form, page)


def _check_seen(form: StageForm, page: StagePage) -> None:
    """Whoever presses the button has read what it tells. Raises `SessionChanged`."""
    if form.seen is not None and form.seen != page.seen:
        raise SessionChanged("Another timetable has been made meanwhile: this is what would be told now.")


def _check_taken_back(form: StageForm, page: StagePage) -> None:
    """Nobody takes away by accident what delegations plan by. Raises `Invalid`."""
    if page.back and page.back.takes_back and form.stage == page.back.stage and not form.takes_back:
        raise lookup.invalid("/takes_back", "Please tick that the timetable is to be taken back.")


def _done(stage: Stage, page: StagePage) -> str:
    """The notice of what has been done."""
    if page.back and stage == page.back.stage:
        return "taken-back" if page.back.takes_back else "staged"
    return "told" if stage in stage_changes.TELLING else "staged"


def _about(
    conference_id: UUID, actor: Actor, db: Session, pages: Renderer, least: Role = Role.VIEWER
) -> dict[str, Any]:
    conference = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference_id, least)
    enter(pages, db, actor, conference, "stage")
    page = StagePage.of(pages.language, conference, releases.preview(db, actor, conference_id))
    is_draft = conference.stage is Stage.DRAFT
    lacking = SetupPage(pages.language, setups.get(db, actor, conference_id)).before_collecting if is_draft else []
    return {"page": page, "may_edit": is_editor(actor, conference_id), "lacking": lacking}
