"""The interpreters of a session: whom they can serve, how much, and when."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field, field_validator
from sqlalchemy.orm import Session

from app.access.fields import Code, Line, SpokenLanguage
from app.errors import Duplicate
from app.i18n.messages import mark
from app.models import ConferenceSession, Interpreter, Role
from app.services import interpreters
from app.services.permissions import Actor, is_editor
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter_room
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views import choices
from app.web.views import interpreters as views
from app.web.views.slots import days_of_session

router = APIRouter()

OF_SESSION = "/sessions/{session_id}/interpreters"
NEW = OF_SESSION + "/new"
ONE = "/interpreters/{interpreter_id}"
SHOWN = 50


class InterpreterForm(Form):
    """`shown` are the slots that the page had, `available` those that are ticked."""

    template: ClassVar[str] = "organise/interpreter.html"
    at: ClassVar[Mapping[str, str]] = {Duplicate.code: "code"}
    seizes_focus: ClassVar[bool] = False

    code: Code
    name: Line | None = None
    languages: list[SpokenLanguage] = Field(max_length=20)
    max_meetings: int | None = Field(None, ge=0, le=10_000)
    max_consecutive: int | None = Field(None, ge=1, le=10_000)
    shown: list[UUID] = Field([], max_length=500)
    available: list[UUID] = Field([], max_length=500)
    revision: int = 0
    accept: bool = False

    @field_validator("languages")
    @classmethod
    def _from_one_to_another(cls, languages: list[str]) -> list[str]:
        if len(languages) < 2:  # noqa: PLR2004 -- from one to another
            raise ValueError(mark("Please choose at least two languages."))
        return languages

    def values(self) -> dict[str, Any]:
        """The interpreter as the services take it."""
        missed = [slot_id for slot_id in self.shown if slot_id not in set(self.available)]
        return self.model_dump(include=set(views.COLUMNS)) | {"unavailable_slot_ids": missed}


class RemovalForm(Form):
    template: ClassVar[str] = "organise/interpreter_removal.html"
    seizes_focus: ClassVar[bool] = False

    revision: int


@router.get(OF_SESSION)
def list_interpreters(
    session_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages, cursor: str | None = None
) -> HTMLResponse:
    session = enter_room(pages, db, actor, session_id)
    found = interpreters.page(db, actor, session_id, limit=SHOWN, cursor=cursor)
    lines = found.with_each(lambda each: views.line(pages.language, each))
    may_edit = is_editor(actor, session.conference_id)
    return pages.page("organise/interpreters.html", found=lines, may_edit=may_edit, **_about(pages, session))


@router.get(NEW)
def new_interpreter(session_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    session = enter_room(pages, db, actor, session_id, Role.EDITOR)
    typed = Typed.of({"available": [slot.id for slot in session.slots]})
    return show(pages, Sheet(InterpreterForm, typed, **_about(pages, session)))


@router.post(NEW)
def add_interpreter(
    session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    session = enter_room(pages, db, actor, session_id, Role.EDITOR)
    form = filled(pages.request, InterpreterForm, typed, **_about(pages, session))
    interpreters.create(db, actor, session_id, values=form.values())
    return see_other(f"/sessions/{session_id}/interpreters", "saved")


@router.get(ONE)
def interpreter(interpreter_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    found, session = _found(pages, db, actor, interpreter_id)
    return show(pages, Sheet(InterpreterForm, Typed.of(views.typed(found, session)), **_about(pages, session, found)))


@router.post(ONE)
def change_interpreter(
    interpreter_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """What that would invalidate is told first."""
    found, session = _found(pages, db, actor, interpreter_id)
    form = filled(pages.request, InterpreterForm, typed, **_about(pages, session, found))
    check(found, form.revision)
    interpreters.update(db, actor, interpreter_id, values=form.values(), accept_impact=form.accept)
    return see_other(f"/sessions/{session.id}/interpreters", "saved")


@router.post(ONE + "/removal")
def remove_interpreter(
    interpreter_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """Unless a timetable has meetings with them, which are told then."""
    found, session = _found(pages, db, actor, interpreter_id)
    form = filled(pages.request, RemovalForm, typed, **_about(pages, session, found))
    check(found, form.revision)
    interpreters.delete(db, actor, interpreter_id)
    return see_other(f"/sessions/{session.id}/interpreters", "removed")


def _found(pages: Renderer, db: Session, actor: Actor, interpreter_id: UUID) -> tuple[Interpreter, ConferenceSession]:
    found = interpreters.get(db, actor, interpreter_id)
    return found, enter_room(pages, db, actor, found.session_id, Role.EDITOR)


def _about(pages: Renderer, session: ConferenceSession, found: Interpreter | None = None) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    path = f"/sessions/{session.id}"
    return {
        "path": path,
        "action": f"{path}/interpreters/new" if found is None else f"/interpreters/{found.id}",
        "name": pages.language.name(session),
        "city": session.conference.city,
        "known": None if found is None else found.name or found.code,
        "tongues": choices.tongues(pages.language, () if found is None else found.languages),
        "days": days_of_session(session),
    }
