"""When a delegation can meet: a grid of slots to be painted."""

from datetime import time
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field
from sqlalchemy.orm import Session

from app.models import Conference, Delegation
from app.services import availability, availability_proposals, delegation_details
from app.services.availability_proposals import WorkingDay
from app.services.permissions import Actor
from app.services.stage_rules import Activity
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter, enter_to_write
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views.openness import closed, may_write
from app.web.views.slots import days

router = APIRouter()

AVAILABILITY = "/delegations/{delegation_id}/availability"


class AvailabilityForm(Form):
    """`shown` are the slots that the page had, so that one that was added since stays as it is."""

    template: ClassVar[str] = "delegation/availability.html"
    seizes_focus: ClassVar[bool] = False

    shown: list[UUID] = Field([], max_length=2000)
    available: list[UUID] = Field([], max_length=2000)
    revision: int
    accept: bool = False


def proposed_day(propose: bool = False, starts: time = time(7), ends: time = time(21)) -> WorkingDay | None:
    """What the address asks to be proposed, if it does."""
    return WorkingDay(starts, ends) if propose else None


Day = Annotated[WorkingDay | None, Depends(proposed_day)]


@router.get(AVAILABILITY)
def availability_form(delegation_id: UUID, day: Day, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    delegation = delegation_details.get(db, actor, delegation_id)
    conference = enter(pages, db, actor, delegation, "delegation")
    typed = _typed(db, actor, delegation, day)
    return show(pages, Sheet(AvailabilityForm, typed, day=day, **_told(pages, db, actor, conference, delegation)))


@router.post(AVAILABILITY)
def save_availability(
    delegation_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    delegation = delegation_details.get(db, actor, delegation_id)
    conference = enter_to_write(pages, db, actor, delegation, "delegation")
    told = _told(pages, db, actor, conference, delegation)
    form = filled(pages.request, AvailabilityForm, typed, day=None, **told)
    return see_other(f"/delegations/{delegation_id}", _save(db, actor, delegation, form))


def _save(db: Session, actor: Actor, delegation: Delegation, form: AvailabilityForm) -> str:
    """What is to be told of it."""
    check(delegation, form.revision)
    missed = {row.slot_id for row in delegation.unavailabilities} - set(form.shown)
    missed |= set(form.shown) - set(form.available)
    saved = availability.put(db, actor, delegation.id, sorted(missed), accept_impact=form.accept)
    return "saved" if any(slot.is_available for slot in saved.slots) else "never-there"


def _typed(db: Session, actor: Actor, delegation: Delegation, day: WorkingDay | None) -> Typed:
    """What is ticked: all slots but those that are missed, and those that are proposed to be."""
    missed = {row.slot_id for row in delegation.unavailabilities}
    if day is not None:
        missed |= set(availability_proposals.get(db, actor, delegation.id, day).unavailable_slot_ids)
    slots = availability.get(db, actor, delegation.id).slots
    free = [str(slot.slot_id) for slot in slots if slot.slot_id not in missed]
    return Typed.of({"available": free, "revision": delegation.revision})


def _told(pages: Renderer, db: Session, actor: Actor, conference: Conference, delegation: Delegation) -> dict[str, Any]:
    found = availability.get(db, actor, delegation.id)
    own = delegation_details.own_clock(db, delegation)
    sessions = {session.id: pages.language.name(session) for session in conference.sessions}
    return {
        "delegation_id": delegation.id,
        "days": days(found.slots, sessions, conference, own),
        "clock": conference.timezone,
        "own_clock": own.key if own.key != conference.timezone else None,
        "mode": delegation.mode.value,
        "is_bounded": bool(delegation.arrives_at or delegation.departs_at),
        "writes": may_write(actor, delegation),
        "closed": closed(pages.language, actor, conference, Activity.ATTEND),
    }
