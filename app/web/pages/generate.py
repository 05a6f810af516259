"""Making a timetable: what would go wrong, starting a run, watching it, ending it."""

from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field
from sqlalchemy.orm import Session

from app.errors import NothingToCompare, OwnTablesClash
from app.models import Role, Run, RunStatus
from app.services import delegations, prechecks, runs, timetable_sheets, what_if_results
from app.services.permissions import Actor, is_editor, require_organiser
from app.services.runs import Wanted
from app.services.timetable_sheets import Setting
from app.settings import SolverSettings
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.generate import GeneratePage, Told, told
from app.web.views.run import RunPage
from app.web.views.what_if import Answer, Naming

router = APIRouter()

OF_SESSION = "/sessions/{session_id}/generate"
ONE = "/runs/{run_id}"
SECONDS, WORKERS = 60, 2
"""What is proposed, if the server allows as much."""


class RunForm(Form):
    template: ClassVar[str] = "organise/generate.html"
    seizes_focus: ClassVar[bool] = False

    # How much at most, the server's settings say.
    seconds: int = Field(ge=1)
    workers: int = Field(ge=1)
    shares: int = Field(1, ge=1)
    seed: int = Field(0, ge=0, le=2_147_483_647)
    priority: int = Field(0, ge=-9, le=9)
    again: bool = False


@router.get(OF_SESSION)
def generate(session_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    context = _about(pages, db, actor, session_id)
    return show(pages, Sheet(RunForm, _proposed(_limits(pages)), **context))


@router.post(OF_SESSION)
def start(session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    form = filled(pages.request, RunForm, typed, **_about(pages, db, actor, session_id, Role.EDITOR))
    wanted = Wanted(**form.model_dump(exclude={"again"}))
    run, is_new = runs.create(db, actor, session_id, wanted, limits=_limits(pages), again=form.again)
    return see_other(f"/runs/{run.id}", None if is_new else "same-run")


@router.get(ONE)
def run(run_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return _shown(run_id, actor, db, pages, "organise/run.html")


@router.get(ONE + "/progress")
def progress(run_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    """The part of the page that changes."""
    return _shown(run_id, actor, db, pages, "organise/run_progress.html")


@router.post(ONE + "/stop")
def stop(run_id: UUID, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    runs.stop(db, actor, run_id)
    return see_other(f"/runs/{run_id}")


@router.post(ONE + "/cancel")
def cancel(run_id: UUID, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    runs.cancel(db, actor, run_id)
    return see_other(f"/runs/{run_id}")


@router.post(ONE + "/retries")
def retry(run_id: UUID, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    runs.retry(db, actor, run_id)
    return see_other(f"/runs/{run_id}")


def _limits(pages: Renderer) -> SolverSettings:
    limits: SolverSettings = pages.request.app.state.settings.solver
    return limits


def _about(pages: Renderer, db: Session, actor: Actor, session_id: UUID, least: Role = Role.VIEWER) -> dict[str, Any]:
    """What the page of the form shows besides, as plain values."""
    about = timetable_sheets.setting(db, actor, session_id)
    require_organiser(actor, about.conference.id, least)
    enter(pages, db, actor, about.session, f"generate:{session_id}")
    found = runs.page(db, actor, session_id, limit=20, cursor=None).items
    page = GeneratePage.of(pages.language, about, found, _troubles(pages, db, actor, session_id))
    return {"page": page, "limits": _limits(pages), "may_edit": is_editor(actor, about.conference.id)}


def _troubles(pages: Renderer, db: Session, actor: Actor, session_id: UUID) -> Told:
    try:
        return told(pages.language, prechecks.get(db, actor, session_id))
    except OwnTablesClash as exc:
        return Told.clash(pages.language, exc)


def _proposed(limits: SolverSettings) -> Typed:
    seconds, workers = min(SECONDS, int(limits.max_seconds)), min(WORKERS, limits.max_workers)
    return Typed.of({"seconds": seconds, "workers": workers, "shares": 1, "seed": 0, "priority": 0})


def _shown(run_id: UUID, actor: Actor, db: Session, pages: Renderer, template: str) -> HTMLResponse:
    found = runs.get(db, actor, run_id)
    about = timetable_sheets.setting(db, actor, found.session_id)
    enter(pages, db, actor, about.session, f"{'what-ifs' if found.is_what_if else 'generate'}:{found.session_id}")
    asked = _question(pages, db, actor, about, found) if found.is_what_if else {"question": None, "answer": None}
    course, is_answered = runs.course(db, actor, run_id), asked["answer"] is not None
    page = RunPage.of(pages.language, about, found, course, is_answered=is_answered)
    return pages.page(template, page=page, may_edit=is_editor(actor, about.conference.id), **asked)


def _question(pages: Renderer, db: Session, actor: Actor, about: Setting, run: Run) -> dict[str, Any]:
    """What was asked, and the answer once there is one."""
    naming = Naming.of(pages.language, about, delegations.named(db, actor, about.conference.id))
    answer = None
    if run.status is RunStatus.SUCCEEDED:
        with suppress(NothingToCompare):
            answer = Answer.of(naming, what_if_results.comparison(db, actor, run.id))
    return {"question": naming.question(run), "answer": answer}
