"""A group of one's own, and what is decided of each: its size, what its meeting is worth and needs, and where it is."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field, field_validator
from sqlalchemy.orm import Session

from app.access.fields import Code, Line, Points
from app.access.together import sizes_in_order, table_in_a_slot
from app.models import ConferenceSession, MeetingGroup, Role
from app.services import delegations, group_changes, groups, sessions
from app.services.group_changes import Sizes
from app.services.permissions import Actor, require_organiser
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.pages.tables import Features
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views import choices
from app.web.views import group_plans as views

router = APIRouter()

NEW = "/sessions/{session_id}/groups/new"
PLAN = "/groups/{group_id}/plan"
Size = Annotated[int, Field(ge=3, le=50)]


class _Sized(Form):
    seizes_focus: ClassVar[bool] = False

    theme: Line
    min_size: Size = 3
    max_size: Size | None = None

    _in_order = field_validator("max_size")(sizes_in_order)


class NewForm(_Sized):
    template: ClassVar[str] = "groups/new.html"

    convener_id: UUID | None = None
    member_ids: list[UUID] = Field([], max_length=50)
    are_agreed: bool = False


class PlanForm(_Sized):
    template: ClassVar[str] = "groups/plan.html"

    must_meet: bool = False
    value: Points | None = None
    alternative: Code | None = None
    features: Features = Field((), max_length=20)
    slot_id: UUID | None = None
    table_id: UUID | None = None
    revision: int

    _in_a_slot = field_validator("table_id")(table_in_a_slot)

    @property
    def plan(self) -> dict[str, Any]:
        return self.model_dump(include=set(views.PLANNED)) | {"features": list(self.features)}


@router.get(NEW)
def new_group(session_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    about = _offered(pages, db, actor, _entered(session_id, actor, db, pages))
    return show(pages, Sheet(NewForm, Typed.of({"min_size": 3}), **about))


@router.post(NEW)
def form_group(session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    about = _offered(pages, db, actor, _entered(session_id, actor, db, pages))
    form = filled(pages.request, NewForm, typed, **about)
    sizes, asked = Sizes(form.min_size, form.max_size), form.model_dump(exclude={"min_size", "max_size"})
    made = group_changes.form(db, actor, session_id, sizes=sizes, **asked)
    return see_other(f"/sessions/{session_id}/groups#group-{made.id}", "saved")


@router.get(PLAN)
def plan(group_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    group = groups.get(db, actor, group_id)
    session = _entered(group.session_id, actor, db, pages)
    return show(pages, Sheet(PlanForm, Typed.of(views.planned(group)), **_about(pages, group, session)))


@router.post(PLAN)
def change_plan(group_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    group = groups.get(db, actor, group_id)
    session = _entered(group.session_id, actor, db, pages)
    form = filled(pages.request, PlanForm, typed, **_about(pages, group, session))
    _save(db, actor, group, form)
    return see_other(f"/sessions/{session.id}/groups#group-{group_id}", "saved")


def _save(db: Session, actor: Actor, group: MeetingGroup, form: PlanForm) -> None:
    check(group, form.revision)
    groups.update(db, actor, group.id, values=form.model_dump(include={"theme", "min_size", "max_size"}))
    groups.update_plan(db, actor, group.id, values=form.plan)


def _entered(session_id: UUID, actor: Actor, db: Session, pages: Renderer) -> ConferenceSession:
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.EDITOR)
    enter(pages, db, actor, session, f"groups:{session_id}")
    return session


def _offered(pages: Renderer, db: Session, actor: Actor, session: ConferenceSession) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    present = delegations.named(db, actor, session.conference_id)
    return {
        "path": f"/sessions/{session.id}/groups",
        "name": pages.language.name(session),
        "parties": choices.delegations(pages.language, present),
    }


def _about(pages: Renderer, group: MeetingGroup, session: ConferenceSession) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    return {
        "path": f"/sessions/{session.id}/groups",
        "action": f"/groups/{group.id}/plan",
        "name": pages.language.name(session),
        "known": group.theme,
        "slots": views.slots(pages.language, session),
        "tables": views.tables(session),
    }
