"""The timetable desk: moving meetings by hand.

Each change is a form of its own. A script sends the same forms and takes the parts of the page that have changed.
"""

from dataclasses import replace
from typing import Annotated, ClassVar, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from pydantic import BeforeValidator, Field
from sqlalchemy.orm import Session

from app.adapters.explainer import Explainer
from app.errors import PreconditionFailed
from app.models import Role
from app.services import sessions
from app.services.permissions import Actor, require_organiser
from app.services.planning.seating import Wanted
from app.services.timetable_drafts import drafts, exchanges, moves, reading
from app.services.timetable_drafts.drafts import Desk
from app.services.timetable_drafts.exchanges import UNKNOWN
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Typed, filled
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.desk import DeskPage
from app.web.views.desk_parts import INTERPRETERS, SHADES, TABLES, VALUE, Asked

router = APIRouter(prefix="/sessions/{session_id}/desk")


def asked(
    rows: Annotated[str, Query(max_length=100)] = "",
    shade: Annotated[str, Query(max_length=20)] = VALUE,
    meeting: Annotated[str | None, Query(max_length=300)] = None,
) -> Asked:
    return Asked(rows=rows, shade=shade if shade in SHADES else VALUE, meeting=meeting or None)


Question = Annotated[Asked, Depends(asked)]
Left = Annotated[str, Query(max_length=300)]
Number = Annotated[int, Query(ge=0, le=2**31)]


class BeginForm(Form):
    """From which version; none that is chosen is the newest."""

    template: ClassVar[str] = "desk/refused.html"

    timetable_id: Annotated[UUID | None, BeforeValidator(lambda typed: typed or None)] = None


class StepForm(Form):
    """Of which draft, and which revision of it was seen."""

    template: ClassVar[str] = "desk/refused.html"

    draft_id: UUID
    revision: int


F = TypeVar("F", bound=StepForm)


class MoveForm(StepForm):
    """A place that a cell names is "slot" or "slot|table", and "slot|table|exchange" where others make way.

    In a row of an interpreter it is "slot|||interpreter".
    """

    meeting: str = Field(max_length=300)
    place: str | None = Field(None, max_length=200)
    table: str | None = Field(None, max_length=100)

    def carry_out(self, db: Session, actor: Actor, explainer: Explainer) -> Desk:
        slot, table, way, interpreter = [*(self.place or "").split("|", 3), "", "", ""][:4]
        if way:
            where = {"meeting": self.meeting, "slot": slot, "table": table}
            return exchanges.carry_out(db, actor, explainer, self.draft_id, **where)
        people = (interpreter,) if interpreter else None
        wanted = Wanted(meeting=self.meeting, slot=slot or None, table=table or self.table or None, interpreters=people)
        return moves.move(db, actor, self.draft_id, [wanted])


class PinForm(StepForm):
    meeting: str = Field(max_length=300)
    pinned: bool = False


@router.get("")
def desk(
    *,
    session_id: UUID,
    question: Question,
    kept: Annotated[int | None, Query(ge=1, le=2**31)] = None,
    actor: ReadActor,
    db: ReadSession,
    pages: Pages,
) -> HTMLResponse:
    about = reading.setting(db, actor, session_id)
    enter(pages, db, actor, about.session, "desk")
    if about.desk is None:
        return pages.page("desk/begin.html", about=about)
    return pages.page("desk/page.html", page=_whole(db, pages, about, question, kept))


@router.get("/parts")
def parts(
    *,
    session_id: UUID,
    question: Question,
    since: Number = 0,
    had: Annotated[str | None, Query(max_length=300)] = None,
    deep: bool = False,
    actor: ReadActor,
    db: ReadSession,
    pages: Pages,
) -> Response:
    """What differs from the page that somebody has: of the meetings picked up now and before, after a change all."""
    if since == (revision := reading.revision(db, actor, session_id)) and had == question.meeting and not deep:
        return Response(status_code=204)
    about = reading.setting(db, actor, session_id)
    shown = {each for each in (had, question.meeting) if each} if since == revision else None
    return _parts(db, pages, about, question, shown, whole=since != revision, deep=deep)


@router.get("/price")
def price(session_id: UUID, meeting: Left, actor: ReadActor, db: ReadSession, pages: Pages) -> Response:
    """What holding a meeting that is left over would bring or cost, in a sentence; nothing if nobody knows."""
    about = reading.setting(db, actor, session_id)
    told = _price(db, pages, about, meeting)
    return Response(status_code=204) if told is None else PlainTextResponse(told)


@router.post("")
def begin(session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    require_organiser(actor, sessions.plain(db, actor, session_id).conference_id, Role.EDITOR)
    form = filled(pages.request, BeginForm, typed, session_id=session_id)
    drafts.begin(db, actor, session_id, timetable_id=form.timetable_id)
    return see_other(f"/sessions/{session_id}/desk")


@router.post("/moves")
def move(
    *, session_id: UUID, typed: TypedIn, question: Question, actor: WriteActor, db: WriteSession, pages: Pages
) -> Response:
    form = _seen(db, actor, pages, session_id, form=MoveForm, typed=typed)
    return _after(db, actor, pages, question, form.carry_out(db, actor, _explainer(pages)))


@router.post("/pins")
def pin(
    *, session_id: UUID, typed: TypedIn, question: Question, actor: WriteActor, db: WriteSession, pages: Pages
) -> Response:
    form = _seen(db, actor, pages, session_id, form=PinForm, typed=typed)
    changed = moves.pin(db, actor, form.draft_id, form.meeting, is_pinned=form.pinned)
    return _after(db, actor, pages, question, changed)


@router.post("/undo")
def undo(
    *, session_id: UUID, typed: TypedIn, question: Question, actor: WriteActor, db: WriteSession, pages: Pages
) -> Response:
    form = _seen(db, actor, pages, session_id, form=StepForm, typed=typed)
    return _after(db, actor, pages, question, moves.undo(db, actor, form.draft_id))


@router.post("/redo")
def redo(
    *, session_id: UUID, typed: TypedIn, question: Question, actor: WriteActor, db: WriteSession, pages: Pages
) -> Response:
    form = _seen(db, actor, pages, session_id, form=StepForm, typed=typed)
    return _after(db, actor, pages, question, moves.redo(db, actor, form.draft_id))


@router.post("/versions")
def keep(session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    form = _seen(db, actor, pages, session_id, form=StepForm, typed=typed)
    version = drafts.keep(db, actor, form.draft_id)
    return see_other(f"/sessions/{session_id}/desk?kept={version.number}")


@router.post("/end")
def give_up(session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    form = _seen(db, actor, pages, session_id, form=StepForm, typed=typed)
    drafts.give_up(db, actor, form.draft_id)
    return see_other(f"/sessions/{session_id}/desk")


def _seen(db: Session, actor: Actor, pages: Renderer, session_id: UUID, *, form: type[F], typed: Typed) -> F:
    """What was typed. Raises `Forbidden` but to editors, `PreconditionFailed` if somebody was faster."""
    require_organiser(actor, sessions.plain(db, actor, session_id).conference_id, Role.EDITOR)
    step = filled(pages.request, form, typed, session_id=session_id)
    draft = drafts.row(db, actor, step.draft_id)
    if (draft.session_id, draft.revision) != (session_id, step.revision):
        raise PreconditionFailed("Somebody else has changed the timetable meanwhile. Nothing was overwritten.")
    return step


def _after(db: Session, actor: Actor, pages: Renderer, question: Asked, desk: Desk) -> Response:
    """To a script the parts that have changed, to a form the page.

    What was wrong before may be right now, wherever it stands: then a script asks for all.
    """
    wanted = pages.request.headers.get("x-parts")
    if wanted is None:
        return see_other(f"/sessions/{desk.session_id}/desk{question.query(meeting=None)}")
    about = reading.setting(db, actor, desk.session_id, desk)
    latest = [step for step in (desk.done, desk.undone) if step]
    shown = {change["meeting"] for step in latest for change in step.changes}
    return _parts(db, pages, about, question, None if wanted == "all" or desk.violations else shown)


def _explainer(pages: Renderer) -> Explainer:
    explainer: Explainer = pages.request.app.state.explainer
    return explainer


def _price(db: Session, pages: Renderer, about: reading.Setting, meeting: str) -> str | None:
    if about.desk is None:
        return None
    return DeskPage(
        language=pages.language,
        about=about,
        desk=about.desk,
        names=reading.names(db, about.session, about.desk),
        asked=Asked(meeting=meeting),
        prospect=exchanges.prospect(db, _explainer(pages), about.desk, meeting),
    ).price


def _page(db: Session, pages: Renderer, about: reading.Setting, question: Asked, *, deep: bool = True) -> DeskPage:
    """With what the solver says if it is `deep`, which takes a moment."""
    assert about.desk is not None
    _explainer(pages).warm_up()
    picked = question.meeting if about.can_edit else None
    return DeskPage(
        language=pages.language,
        about=about,
        desk=about.desk,
        names=reading.names(db, about.session, about.desk),
        asked=question,
        places=about.desk.cells(picked) if picked else (),
        interpreting=about.desk.interpreters(picked) if picked and question.rows == INTERPRETERS else {},
        prospect=exchanges.prospect(db, _explainer(pages), about.desk, picked) if picked and deep else UNKNOWN,
    )


def _whole(db: Session, pages: Renderer, about: reading.Setting, question: Asked, kept: int | None) -> DeskPage:
    """With what only the page as a whole tells."""
    page = _page(db, pages, about, question)
    return replace(page, strangers=reading.strangers(db, about), kept=kept)


def _parts(
    db: Session,
    pages: Renderer,
    about: reading.Setting,
    question: Asked,
    shown: set[str] | None,
    *,
    whole: bool = True,
    deep: bool = False,
) -> HTMLResponse:
    """What is picked up, and the rows of the meetings `shown`, or all; with the bar and the tray it is the `whole`."""
    if about.desk is None:
        return HTMLResponse(status_code=205)
    page = _page(db, pages, about, question, deep=deep)
    numbers = None if shown is None or page.view in {TABLES, INTERPRETERS} else page.numbers_of(shown)
    return pages.page("desk/parts.html", page=page, numbers=numbers, whole=whole)
