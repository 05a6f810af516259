"""The overview of a conference for its organisers: how far it has come, and reminders to whom it waits for."""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Conference, Role
from app.services import conferences, overview, reminders, setups, stage_changes
from app.services.overview import Lack
from app.services.permissions import Actor, is_editor, require_organiser
from app.web.deps import Pages, ReadActor, ReadSession, Service, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.moments import LocalMoment, written
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.overview import OverviewPage
from app.web.views.setup import SetupPage

router = APIRouter(prefix="/conferences/{conference_id}")

Word = Annotated[str, Query(max_length=100)]


class Asked(NamedTuple):
    """Which of those to chase are to be listed."""

    lacking: Lack | None
    side: str | None
    whole: bool


def get_asked(lacking: Word = "", side: Word = "", whole: Word = "") -> Asked:
    """What is chosen by nothing, or is not known, is anything."""
    return Asked(Lack(lacking) if lacking in set(Lack) else None, side or None, bool(whole))


class DeadlinesForm(Form):
    template: ClassVar[str] = "organise/deadlines.html"
    seizes_focus: ClassVar[bool] = False

    submissions_close_at: LocalMoment | None = None
    requests_close_at: LocalMoment | None = None
    objections_close_at: LocalMoment | None = None


@router.get("/overview")
def show_overview(
    conference_id: UUID, asked: Annotated[Asked, Depends(get_asked)], actor: ReadActor, db: ReadSession, pages: Pages
) -> HTMLResponse:
    found = overview.get(db, actor, conference_id)
    enter(pages, db, actor, found.conference, "overview")
    page = OverviewPage(language=pages.language, found=found, **asked._asdict())
    return _shown(pages, db, actor, page)


def _shown(pages: Renderer, db: Session, actor: Actor, page: OverviewPage) -> HTMLResponse:
    """To a page that is open already and looks anew, its numbers alone."""
    if "HX-Request" in pages.request.headers:
        return pages.page("organise/overview_counts.html", page=page)
    conference_id = page.conference.id
    way = SetupPage(pages.language, setups.get(db, actor, conference_id))
    return pages.page("organise/overview.html", page=page, way=way, **_rights(pages, actor, conference_id))


@router.post("/reminders")
def remind(
    conference_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, service: Service
) -> RedirectResponse:
    """To those that were ticked, or to the one whose own button it was."""
    ids = list(dict.fromkeys(map(_id, typed.all("only") or typed.all("delegation_ids"))))
    told = reminders.create(db, actor, service.postbox, conference_id, delegation_ids=ids)
    return see_other(f"/conferences/{conference_id}/overview", "reminded" if told.reminded else "nobody-reminded")


@router.get("/deadlines")
def deadlines_form(conference_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    conference = _edited(conference_id, actor, db, pages)
    return show(pages, Sheet(DeadlinesForm, _typed(conference), **_about(conference)))


@router.post("/deadlines")
def set_deadlines(
    conference_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """A time that has passed already, or that comes once the conference has begun, may be meant, and is told."""
    conference = _edited(conference_id, actor, db, pages)
    form = filled(pages.request, DeadlinesForm, typed, **_about(conference))
    return see_other(f"/conferences/{conference_id}/overview", _set(db, actor, conference, form))


def _edited(conference_id: UUID, actor: Actor, db: Session, pages: Renderer) -> Conference:
    conference = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference_id, Role.EDITOR)
    enter(pages, db, actor, conference, "overview")
    return conference


def _rights(pages: Renderer, actor: Actor, conference_id: UUID) -> dict[str, Any]:
    sends = pages.request.app.state.postbox.is_emptied
    return {"may_edit": is_editor(actor, conference_id), "sends_mail": sends}


def _set(db: Session, actor: Actor, conference: Conference, form: DeadlinesForm) -> str:
    """What is to be told of it."""
    before = _deadlines(conference)
    changed = _deadlines(stage_changes.set_deadlines(db, actor, conference.id, deadlines=form.model_dump())) - before
    moments = [moment for _, moment in changed if moment is not None]
    if any(moment <= datetime.now(UTC) for moment in moments):
        return "deadline-over"
    is_late = any(conference.by_its_clock(moment).date() >= conference.starts_on for moment in moments)
    return "deadline-late" if is_late else "saved"


def _deadlines(conference: Conference) -> set[tuple[str, datetime | None]]:
    return {(name, getattr(conference, name)) for name in DeadlinesForm.model_fields}


def _id(typed: str) -> UUID:
    """Raises `NotFound` for what is none: no page of ours sends that."""
    try:
        return UUID(typed)
    except ValueError:
        raise NotFound("No such delegation at this conference.") from None


def _about(conference: Conference) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    return {"overview": f"/conferences/{conference.id}/overview", "city": conference.city}


def _typed(conference: Conference) -> Typed:
    return Typed.of({name: written(conference, getattr(conference, name)) for name in DeadlinesForm.model_fields})
