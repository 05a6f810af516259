"""One more session of a conference: its format, what it is called, and the hours at which people meet."""

from collections.abc import Mapping
from datetime import time
from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field, ValidationInfo, field_validator
from sqlalchemy.orm import Session

from app.access.fields import Code, Line
from app.access.together import AT_FAULT, Misfit, beside, day_in_order, pauses_in_order
from app.errors import Duplicate
from app.i18n.messages import mark
from app.models import Role
from app.services import beginnings, conferences
from app.services.permissions import Actor, require_organiser
from app.services.slot_grids import SlotGrid
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.grid_form import RULE, ChangeoverMinutes, Pauses, SlotMinutes
from app.web.moments import Clock, Day
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views import formats
from app.web.views.programme import MOST_DAYS, days, days_of

router = APIRouter(prefix="/conferences/{conference_id}/sessions")


class SessionForm(Form):
    """Without hours it has no programme yet."""

    template: ClassVar[str] = "organise/new_session.html"
    at: ClassVar[Mapping[str, str]] = {Duplicate.code: "code"}
    seizes_focus: ClassVar[bool] = False

    format_code: Code | None = None
    name_vi: Line | None = Field(None, validate_default=True)
    name_en: Line | None = Field(None, validate_default=True)
    code: Code | None = Field(None, validate_default=True)
    days: list[Day] = Field([], max_length=MOST_DAYS)
    starts: Clock | None = None
    ends: Clock | None = Field(None, validate_default=True)
    slot_minutes: SlotMinutes | None = Field(None, validate_default=True)
    changeover_minutes: ChangeoverMinutes | None = None
    pauses: Pauses = ()

    @field_validator(*beginnings.NAMES)
    @classmethod
    def _is_called_something(cls, name: str | None, info: ValidationInfo) -> str | None:
        if name is None and beside(info, "format_code") is None:
            raise ValueError(mark("Without a format, please fill this in."))
        return name

    @field_validator("ends")
    @classmethod
    def _has_whole_hours(cls, ends: time | None, info: ValidationInfo) -> time | None:
        starts = beside(info, "starts")
        if (starts is None) != (ends is None):
            lacking = "starts" if starts is None else "ends"
            raise Misfit(lacking, mark("A programme has a first and a last hour; without both it is made later."))
        if ends is not None and not beside(info, "days"):
            raise Misfit("days", mark("Please choose at least one."))
        return None if ends is None else day_in_order(ends, info)

    @field_validator("slot_minutes")
    @classmethod
    def _is_known(cls, minutes: int | None, info: ValidationInfo) -> int | None:
        has_hours = beside(info, "ends") not in {None, AT_FAULT}
        if minutes is None and has_hours and beside(info, "format_code") is None:
            raise ValueError(mark("Say how long a slot is, or name a format."))
        return minutes

    _one_by_one = field_validator("pauses")(pauses_in_order)

    @property
    def names(self) -> dict[str, str]:
        """Those that were said."""
        return {name: said for name in beginnings.NAMES if (said := getattr(self, name)) is not None}

    @property
    def grid(self) -> SlotGrid | None:
        if self.starts is None:
            return None
        return SlotGrid(**self.model_dump(include=RULE), pauses=list(self.pauses), format_code=self.format_code)


@router.get("/new")
def new_session(conference_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    about = _about(conference_id, actor, db, pages)
    return show(pages, Sheet(SessionForm, Typed.of({"days": about["all_days"]}), **about))


@router.post("/new")
def create_session(
    conference_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    form = filled(pages.request, SessionForm, typed, **_about(conference_id, actor, db, pages))
    beginnings.add_session(db, actor, conference_id, format_code=form.format_code, names=form.names, grid=form.grid)
    return see_other(f"/conferences/{conference_id}/setup", "session-made")


def _about(conference_id: UUID, actor: Actor, db: Session, pages: Renderer) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    conference = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference_id, Role.EDITOR)
    enter(pages, db, actor, conference, "setup")
    return {
        "setup": f"/conferences/{conference_id}/setup",
        "path": f"/conferences/{conference_id}/sessions/new",
        "city": conference.city,
        "all_days": [str(day) for day in days_of(conference)],
        "day_choices": days(pages.language, conference),
        "formats": formats.options(pages.language),
        "format_notes": formats.notes(pages.language),
    }
