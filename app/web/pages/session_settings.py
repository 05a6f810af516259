"""What a session goes by as a whole: how long requests wait, its lines, the goals and rules of its timetable."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field, ValidationInfo, create_model, field_validator
from sqlalchemy.orm import Session

from app.access.fields import Code, Line
from app.access.together import AT_FAULT, Misfit, beside
from app.errors import Duplicate
from app.i18n.messages import mark
from app.matching.scheduling.problem import Goal
from app.models import ConferenceSession, Role
from app.services import sessions
from app.services.permissions import Actor, is_editor, require_organiser
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views import session_settings as views

router = APIRouter(prefix="/sessions/{session_id}/settings")

Number = Annotated[int, Field(ge=0, le=10_000)]
Place = Annotated[int, Field(ge=1, le=len(Goal))]


class _Settings(Form):
    template: ClassVar[str] = "organise/session.html"
    at: ClassVar[Mapping[str, str]] = {Duplicate.code: "code"}
    seizes_focus: ClassVar[bool] = False

    name_vi: Line
    name_en: Line
    code: Code
    request_days: Annotated[int, Field(ge=1, le=10_000)] | None = None
    accepted_must_meet: bool = False
    online_links: Number | None = None
    max_break_spread: Number | None = None
    zone_gap: Number = 0
    revision: int
    accept: bool = False

    @property
    def goals(self) -> list[Goal]:
        """The most important first."""
        return _in_order({goal: getattr(self, views.field_of(goal)) for goal in Goal})

    def values(self, session: ConferenceSession) -> dict[str, Any]:
        """The session as the services take it; of its policy, what stands on another page stays."""
        policy = session.policy | {"goals": [goal.value for goal in self.goals], "zone_gap": self.zone_gap}
        policy["max_break_spread"] = self.max_break_spread
        given = {name: value for name, value in policy.items() if value is not None}
        return self.model_dump(include=set(views.COLUMNS)) | {"policy": given}


def _in_order(places: Mapping[Goal, int | None]) -> list[Goal]:
    placed = {goal: place for goal, place in places.items() if place is not None}
    return sorted(placed, key=placed.__getitem__)


def _has_goals(last: int | None, info: ValidationInfo) -> int | None:
    """For the place of the last goal beside all others."""
    places = {goal: beside(info, views.field_of(goal)) for goal in Goal} | {LAST: last}
    if AT_FAULT in places.values():
        return last
    goals, first = _in_order(places), views.field_of(Goal.REQUIRED)
    if not goals:
        raise Misfit(first, mark("A timetable needs a goal"))
    for one, other in pairwise(goals):
        if places[one] == places[other]:
            raise Misfit(views.field_of(other), mark("Two goals have the same number"))
    if Goal.REQUIRED in goals[1:]:
        raise Misfit(first, mark("The meetings that must be held come first, or are no goal"))
    return last


LAST = [*Goal][-1]
PLACES: dict[str, Any] = {views.field_of(goal): (Place | None, Field(None, validate_default=True)) for goal in Goal}
CHECKS: dict[str, Any] = {"has_goals": field_validator(views.field_of(LAST))(_has_goals)}
SettingsForm: type[_Settings] = create_model("SettingsForm", __base__=_Settings, __validators__=CHECKS, **PLACES)
"""With the place of each goal among them, None for one that the timetable does not go by."""


@router.get("")
def session_settings(session_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    session = _entered(session_id, actor, db, pages)
    return show(pages, Sheet(SettingsForm, Typed.of(views.typed(session)), **_about(pages, actor, session)))


@router.post("")
def change_session_settings(
    session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """What that would invalidate is told first."""
    session = _entered(session_id, actor, db, pages, Role.EDITOR)
    form = filled(pages.request, SettingsForm, typed, **_about(pages, actor, session))
    _save(db, actor, session, form)
    return see_other(f"/sessions/{session_id}/settings", "saved")


def _save(db: Session, actor: Actor, session: ConferenceSession, form: _Settings) -> None:
    check(session, form.revision)
    sessions.update(db, actor, session.id, values=form.values(session), accept_impact=form.accept)


def _entered(
    session_id: UUID, actor: Actor, db: Session, pages: Renderer, least: Role = Role.VIEWER
) -> ConferenceSession:
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, least)
    enter(pages, db, actor, session, "settings")
    return session


def _about(pages: Renderer, actor: Actor, session: ConferenceSession) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    return {
        "path": f"/sessions/{session.id}/settings",
        "removal": f"/sessions/{session.id}/removal",
        "name": pages.language.name(session),
        "may_edit": is_editor(actor, session.conference_id),
        "goals": views.goals(pages.language),
        "facts": views.facts(pages.language, session),
    }
