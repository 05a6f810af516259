"""A conference's own data: what it is called, when and where it is, and what it asks of delegations."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field
from sqlalchemy.orm import Session

from app.i18n.messages import mark
from app.models import Conference, NeedsVisibleTo, Role
from app.services import conferences
from app.services.permissions import Actor, is_editor, require_organiser
from app.services.stage_rules import DEADLINES
from app.web.conference_form import ConferenceForm
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Sheet, Typed, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views.overview import OPEN
from app.web.views.zones import zones

router = APIRouter(prefix="/conferences/{conference_id}/settings")

VISIBLE: Mapping[NeedsVisibleTo, str] = {
    NeedsVisibleTo.NOBODY: mark("Nobody but its delegation and organisers"),
    NeedsVisibleTo.OTHER_SIDES: mark("All of the other sides, once organisers have validated it"),
}


class SettingsForm(ConferenceForm):
    template: ClassVar[str] = "organise/settings.html"
    seizes_focus: ClassVar[bool] = False

    requires_sign_off: bool = False
    requires_letter_scan: bool = False
    requires_validation: bool = False
    needs_visible_to: NeedsVisibleTo
    retention_days: int = Field(ge=30, le=3650)
    online_links: Annotated[int, Field(ge=0, le=10_000)] | None = None
    revision: int
    accept: bool = False


@router.get("")
def settings(conference_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    conference = _entered(conference_id, actor, db, pages)
    typed = Typed.of({name: getattr(conference, name, None) for name in SettingsForm.model_fields})
    return show(pages, Sheet(SettingsForm, typed, **_about(pages, actor, conference)))


@router.post("")
def change_settings(
    conference_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """What other days or another clock would invalidate is told first."""
    conference = _entered(conference_id, actor, db, pages, Role.EDITOR)
    form = filled(pages.request, SettingsForm, typed, **_about(pages, actor, conference))
    _save(db, actor, conference, form)
    return see_other(f"/conferences/{conference_id}/settings", "saved")


def _save(db: Session, actor: Actor, conference: Conference, form: SettingsForm) -> None:
    check(conference, form.revision)
    values = form.model_dump(exclude={"revision", "accept"})
    conferences.update(db, actor, conference.id, values=values, accept_impact=form.accept)


def _entered(conference_id: UUID, actor: Actor, db: Session, pages: Renderer, least: Role = Role.VIEWER) -> Conference:
    conference = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference_id, least)
    enter(pages, db, actor, conference, "settings")
    return conference


def _about(pages: Renderer, actor: Actor, conference: Conference) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    gettext = pages.language.gettext
    return {
        "path": f"/conferences/{conference.id}",
        "name": pages.language.name(conference),
        "days": pages.language.days(conference.starts_on, conference.ends_on),
        "may_edit": is_editor(actor, conference.id),
        "may_delete": actor.organises(conference.id) is Role.OWNER,
        "zones": zones(pages.language, conference.timezone),
        "visible": [(value.value, gettext(name)) for value, name in VISIBLE.items()],
        "deadlines": [(gettext(name), _when(pages, conference, DEADLINES[each])) for each, name in OPEN.items()],
    }


def _when(pages: Renderer, conference: Conference, field: str) -> str | None:
    moment = getattr(conference, field)
    return None if moment is None else pages.language.moment(conference.by_its_clock(moment), tells_zone=False)
