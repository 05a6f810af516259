"""What holds for the sides of a session: whom they may ask and how often, and what they are promised."""

from collections.abc import Collection
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BeforeValidator, Field, ValidationInfo, field_validator
from sqlalchemy.orm import Session

from app.access.fields import MOST_BONUS, Code, NotIncreasing, Points, not_below_promise
from app.access.together import beside
from app.i18n.messages import mark
from app.models import ConferenceSession, Role
from app.services import delegations, sessions, side_rule_changes, side_rules
from app.services.permissions import Actor, is_editor, require_organiser
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, between_commas, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views import rules as views

router = APIRouter(prefix="/sessions/{session_id}/rules")

Number = Annotated[int, Field(ge=0, le=10_000)]
Bonus = Annotated[tuple[Points, ...], BeforeValidator(between_commas), NotIncreasing]
Side = Annotated[Code, Query()]


class RuleForm(Form):
    template: ClassVar[str] = "organise/rule.html"
    seizes_focus: ClassVar[bool] = False

    asks: Literal["everybody", "some", "nobody"]
    may_ask: list[Code] = Field([], validate_default=True, max_length=50)
    max_requests: Number | None = None
    max_wishes: Number | None = None
    max_do_not_meets: Number | None = None
    min_meetings: Number = 0
    max_meetings: Number | None = None
    max_consecutive: Annotated[int, Field(ge=1, le=10_000)] | None = None
    bonus: Bonus = Field((), max_length=MOST_BONUS)
    revision: int
    accept: bool = False

    _keeps_promise = field_validator("max_meetings")(not_below_promise)

    @field_validator("may_ask")
    @classmethod
    def _are_some(cls, may_ask: list[str], info: ValidationInfo) -> list[str]:
        if beside(info, "asks") == views.SOME and not may_ask:
            raise ValueError(mark("Please choose at least one."))
        return may_ask

    def of_side(self, side: str) -> dict[str, Any]:
        """The rule as the services take it."""
        asked = {views.EVERYBODY: None, views.SOME: self.may_ask, views.NONE: []}[self.asks]
        return {"side": side, "may_ask": asked} | self.model_dump(include=set(views.NUMBERS))


@router.get("")
def rules(session_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    session = _entered(session_id, actor, db, pages)
    sides = _sides(db, actor, session)
    of_sides = views.lines(pages.language, sides, session)
    return pages.page(
        "organise/rules.html", lines=of_sides, heads=views.NUMBERS, **_about(pages, actor, session, sides)
    )


@router.get("/side")
def rule_form(session_id: UUID, side: Side, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    session = _entered(session_id, actor, db, pages, Role.EDITOR)
    rule = next((each for each in session.side_rules if each.side == side), None)
    typed = Typed.of(views.typed(rule) | {"bonus": views.bonus(session, side), "revision": session.revision})
    return show(pages, Sheet(RuleForm, typed, **_of_side(pages, actor, session, side, _sides(db, actor, session))))


@router.post("/side")
def change_rule(
    *, session_id: UUID, side: Side, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    session = _entered(session_id, actor, db, pages, Role.EDITOR)
    about = _of_side(pages, actor, session, side, _sides(db, actor, session))
    form = filled(pages.request, RuleForm, typed, **about)
    _save(db, actor, session, form.of_side(side), form)
    return see_other(f"/sessions/{session_id}/rules", "saved")


def _save(db: Session, actor: Actor, session: ConferenceSession, rule: dict[str, Any], form: RuleForm) -> None:
    # When nobody else saves any more: what comes next builds on what is there then, whatever the form has shown.
    check(sessions.awaited_for_editor(db, actor, session.id), form.revision)
    side_rule_changes.put_one(db, actor, session.id, rule, accept_impact=form.accept)
    sessions.put_bonus(db, actor, session.id, side=rule["side"], points=form.bonus)


def _entered(
    session_id: UUID, actor: Actor, db: Session, pages: Renderer, role: Role = Role.VIEWER
) -> ConferenceSession:
    session = side_rules.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, role)
    enter(pages, db, actor, session, "settings")
    return session


def _sides(db: Session, actor: Actor, session: ConferenceSession) -> list[str]:
    present = {each.side for each in delegations.named(db, actor, session.conference_id)}
    return views.ordered(present, [rule.side for rule in session.side_rules])


def _about(pages: Renderer, actor: Actor, session: ConferenceSession, sides: Collection[str]) -> dict[str, Any]:
    return {
        "path": f"/sessions/{session.id}/rules",
        "name": pages.language.name(session),
        "session_id": session.id,
        "may_edit": is_editor(actor, session.conference_id),
        "further": views.options(pages.language, views.further(sides)),
    }


def _of_side(
    pages: Renderer, actor: Actor, session: ConferenceSession, side: str, sides: Collection[str]
) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    others = views.ordered(sides, [*views.further(sides), side])
    return _about(pages, actor, session, sides) | {
        "side": side,
        "asking": views.asking(pages.language),
        "others": views.options(pages.language, others),
    }
