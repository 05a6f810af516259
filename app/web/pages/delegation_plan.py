"""What organisers decide of a delegation, and taking it out; what that would invalidate is told first."""

from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.models import Delegation, Role
from app.services import delegation_changes, delegations, rosters
from app.services.permissions import Actor, require_organiser
from app.web.delegation_form import PlanFields
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views import delegations as views

router = APIRouter(prefix="/delegations/{delegation_id}")


class PlanForm(PlanFields):
    template: ClassVar[str] = "organise/delegation_plan.html"

    revision: int
    accept: bool = False


class RemovalForm(Form):
    template: ClassVar[str] = "organise/delegation_removal.html"
    seizes_focus: ClassVar[bool] = False

    revision: int
    accept: bool = False


@router.get("/plan")
def plan(delegation_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    found = _entered(delegation_id, actor, db, pages)
    return show(pages, Sheet(PlanForm, Typed.of(views.planned(found)), **_about(pages, db, actor, found)))


@router.post("/plan")
def change_plan(
    delegation_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    found = _entered(delegation_id, actor, db, pages)
    form = filled(pages.request, PlanForm, typed, **_about(pages, db, actor, found))
    check(found, form.revision)
    delegation_changes.update(db, actor, delegation_id, values=form.plan, accept_impact=form.accept)
    return see_other(f"/delegations/{delegation_id}", "saved")


@router.post("/delegation-removal")
def remove(delegation_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    found = _entered(delegation_id, actor, db, pages)
    form, conference_id = filled(pages.request, RemovalForm, typed, **_named(pages, found)), found.conference_id
    check(found, form.revision)
    delegations.delete(db, actor, delegation_id, accept_impact=form.accept)
    return see_other(f"/conferences/{conference_id}/delegations", "delegation-removed")


def _entered(delegation_id: UUID, actor: Actor, db: Session, pages: Renderer) -> Delegation:
    found = delegations.get(db, actor, delegation_id)
    require_organiser(actor, found.conference_id, Role.EDITOR)
    enter(pages, db, actor, found, "people")
    return found


def _named(pages: Renderer, found: Delegation) -> dict[str, Any]:
    return {
        "name": pages.language.name(found.organisation),
        "path": f"/delegations/{found.id}",
        "list": f"/conferences/{found.conference_id}/delegations",
    }


def _about(pages: Renderer, db: Session, actor: Actor, found: Delegation) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    roster = rosters.get(db, actor, found.conference_id)
    return _named(pages, found) | {"sides": views.sides(pages.language, roster)}
