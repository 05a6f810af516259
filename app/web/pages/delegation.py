"""A delegation: how it attends, who comes, when it can meet."""

from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field

from app.access.fields import Code, Link, SpokenLanguage, Timezone
from app.models import Conference, Delegation, DelegationMode
from app.services import delegates, delegation_details
from app.services.delegates import MOST
from app.services.permissions import Actor, is_editor
from app.services.stage_rules import Activity
from app.web.clocks import in_order, on_clock
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.moments import LocalMoment, written
from app.web.places import enter, enter_to_write
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views import choices
from app.web.views.delegations import facts
from app.web.views.openness import closed, may_write
from app.web.views.zones import zones

router = APIRouter()

ONE = "/delegations/{delegation_id}"
DETAILS = f"{ONE}/details"


class DetailsForm(Form):
    template: ClassVar[str] = "delegation/details.html"
    seizes_focus: ClassVar[bool] = False

    mode: DelegationMode
    timezone: Timezone | None = None
    meeting_link: Link | None = None
    arrives_at: LocalMoment | None = None
    departs_at: LocalMoment | None = None
    languages: list[SpokenLanguage] = Field([], max_length=20)
    table_features: list[Code] = Field([], max_length=20)
    revision: int
    accept: bool = False


@router.get(ONE)
def delegation(delegation_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    found = delegation_details.get(db, actor, delegation_id)
    conference = enter(pages, db, actor, found, "delegation")
    people = delegates.page(db, actor, found.id, limit=MOST, cursor=None).items
    return pages.page("delegation/page.html", people=people, **_told(pages, actor, conference, found))


@router.get(DETAILS)
def details_form(delegation_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    found = delegation_details.get(db, actor, delegation_id)
    conference = enter(pages, db, actor, found, "delegation")
    return show(pages, Sheet(DetailsForm, _typed(conference, found), **_offered(pages, conference, found)))


@router.post(DETAILS)
def update_details(
    delegation_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    found = delegation_details.get(db, actor, delegation_id)
    conference = enter_to_write(pages, db, actor, found, "delegation")
    form = filled(pages.request, DetailsForm, typed, **_offered(pages, conference, found))
    _save(db, actor, found, form, conference)
    return see_other(f"/delegations/{delegation_id}", "saved")


def _save(db: WriteSession, actor: Actor, found: Delegation, form: DetailsForm, conference: Conference) -> None:
    check(found, form.revision)
    values = form.model_dump(exclude={"revision", "accept"})
    values |= {name: on_clock(conference, values[name]) for name in ("arrives_at", "departs_at")}
    in_order(values["arrives_at"], values["departs_at"])
    delegation_details.update(db, actor, found.id, values=values, accept_impact=form.accept)


def _typed(conference: Conference, found: Delegation) -> Typed:
    names = ("mode", "timezone", "meeting_link", "languages", "table_features", "revision")
    moments = {name: written(conference, getattr(found, name)) for name in ("arrives_at", "departs_at")}
    return Typed.of({name: getattr(found, name) for name in names} | moments)


def _offered(pages: Renderer, conference: Conference, found: Delegation) -> dict[str, Any]:
    return {
        "delegation_id": found.id,
        "clock": conference.timezone,
        "modes": choices.modes(pages.language),
        "zones": zones(pages.language, found.timezone),
        "usual_zone": found.organisation.timezone or conference.timezone,
        "tongues": choices.tongues(pages.language, found.languages),
    }


def _told(pages: Renderer, actor: Actor, conference: Conference, found: Delegation) -> dict[str, Any]:
    """What the page says besides who comes."""
    return {
        "delegation": found,
        "conference": conference,
        "mode": dict(choices.modes(pages.language))[found.mode.value],
        "arrives_at": written(conference, found.arrives_at),
        "functions": dict(choices.functions(pages.language)),
        "writes": may_write(actor, found),
        "is_own": actor.of_delegation(found.id) is not None,
        "decided": facts(pages.language, found) if is_editor(actor, conference.id) else None,
        "closed": closed(pages.language, actor, conference, Activity.EDIT_DELEGATES),
    }
