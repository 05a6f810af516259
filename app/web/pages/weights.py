"""The weights by which a conference scores, and what others would change before anybody takes them."""

from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field, create_model, model_validator
from sqlalchemy.orm import Session

from app.access.together import Misfit
from app.i18n.messages import mark
from app.matching.scoring.weights import Part, Weights
from app.models import Role, ScoringWeights
from app.services import conferences
from app.services.permissions import Actor, is_editor, require_organiser
from app.services.scoring import previews, weights
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views import weights as views

router = APIRouter(prefix="/conferences/{conference_id}/weights")

Points = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class _Weighed(Form):
    template: ClassVar[str] = "organise/weights.html"
    seizes_focus: ClassVar[bool] = False

    revision: int

    @model_validator(mode="after")
    def _weighs_something(self) -> Self:
        if not any(getattr(self, part.value) for part in Part):
            raise Misfit(next(iter(Part)).value, mark("Something must bring points"))
        return self

    @property
    def of_pairs(self) -> dict[str, float]:
        return {name: getattr(self, name) for name in OF_PAIRS}

    @property
    def of_meetings(self) -> dict[str, float]:
        return {name: getattr(self, f"meeting_{name}") for name in views.GROUNDS}


OF_PAIRS = tuple(Weights().plain())
POINTS: dict[str, Any] = dict.fromkeys((*OF_PAIRS, *(f"meeting_{name}" for name in views.GROUNDS)), (Points, ...))
WeightsForm: type[_Weighed] = create_model("WeightsForm", __base__=_Weighed, **POINTS)
"""The points of pairs, those against them, and with `meeting_` before them those of whole meetings: all there are."""


@router.get("")
def show_weights(conference_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    """With what is typed in the address, what that would change; nothing is kept."""
    own = weights.get(db, actor, conference_id)
    about = _about(pages, db, actor, own)
    if "sectors" in pages.request.query_params:
        return show(pages, _previewed(pages, db, actor, own, about))
    return show(pages, Sheet(WeightsForm, Typed.of(views.typed(own)), preview=None, **about))


@router.post("")
def change_weights(
    conference_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    own = weights.get(db, actor, conference_id)
    form = filled(pages.request, WeightsForm, typed, preview=None, **_about(pages, db, actor, own, Role.EDITOR))
    check(own, form.revision)
    weights.put(db, actor, own, values={"of_pairs": form.of_pairs, "of_meetings": form.of_meetings})
    return see_other(f"/conferences/{conference_id}/weights", "saved")


def _previewed(pages: Renderer, db: Session, actor: Actor, own: ScoringWeights, about: dict[str, Any]) -> Sheet:
    typed = Typed(pages.request.query_params.multi_items())
    form = filled(pages.request, WeightsForm, typed, preview=None, **about)
    found = previews.preview(db, actor, own.conference_id, Weights(**form.of_pairs))
    told = views.told(pages.language, found, is_of_meetings=form.of_meetings != own.of_meetings)
    return Sheet(WeightsForm, typed, preview=told, **about)


def _about(
    pages: Renderer, db: Session, actor: Actor, own: ScoringWeights, least: Role = Role.VIEWER
) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    require_organiser(actor, own.conference_id, least)
    conference = conferences.get(db, actor, own.conference_id)
    enter(pages, db, actor, conference, "settings")
    return {
        "path": f"/conferences/{conference.id}/weights",
        "name": pages.language.name(conference),
        "may_edit": is_editor(actor, conference.id),
        "parts": views.parts(pages.language),
        "against": views.against(pages.language),
        "grounds": views.grounds(pages.language),
    }
