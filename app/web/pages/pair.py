"""Why two delegations meet where they do, or do not meet: for any pair, also one that nobody has asked for."""

from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from app.services import delegations, pair_explanations
from app.services.permissions import Actor
from app.services.timetable_drafts import exchanges, reading
from app.web.deps import Pages, ReadActor, ReadSession
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.desk import DeskPage
from app.web.views.desk_parts import Asked
from app.web.views.pair import PairPage

router = APIRouter()


class PairForm(Form):
    template: ClassVar[str] = "desk/why.html"

    one_id: UUID
    other_id: UUID


@router.get("/sessions/{session_id}/desk/why")
def why(session_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    about = reading.setting(db, actor, session_id)
    enter(pages, db, actor, about.session, f"desk:{session_id}")
    return show(pages, _sheet(db, pages, actor, about))


def _sheet(db: Session, pages: Renderer, actor: Actor, about: reading.Setting) -> Sheet:
    """Of the address: empty, or with the pair that is asked for and the answer. Raises `Invalid`."""
    asked, offered = Typed(pages.request.query_params.multi_items()), _offered(db, pages, actor, about)
    if not {"one_id", "other_id"} & asked.keys():
        return Sheet(PairForm, asked, **offered)
    form = filled(pages.request, PairForm, asked, **offered)
    pair = pair_explanations.of_pair(db, actor, about.session.id, form.one_id, form.other_id)
    return Sheet(PairForm, asked, **offered | {"answer": _answer(db, pages, about, pair)})


def _offered(db: Session, pages: Renderer, actor: Actor, about: reading.Setting) -> dict[str, Any]:
    language, present = pages.language, delegations.named(db, actor, about.session.conference_id)
    return {
        "path": f"/sessions/{about.session.id}/desk",
        "session_name": language.name(about.session),
        "delegations": [(str(each.id), language.name(each.organisation)) for each in present],
        "answer": None,
    }


def _answer(db: Session, pages: Renderer, about: reading.Setting, pair: pair_explanations.Pair) -> PairPage:
    """With what the solver says of each meeting of the two that the draft knows."""
    desk, meetings = about.desk, []
    if desk is not None:
        names = reading.names(db, about.session, desk)
        for meeting in desk.of_both(pair.one.id, pair.other.id):
            page = DeskPage(
                language=pages.language,
                about=about,
                desk=desk,
                names=names,
                asked=Asked(meeting=meeting),
                places=desk.cells(meeting),
                prospect=exchanges.prospect(db, pages.request.app.state.explainer, desk, meeting),
            )
            meetings.append(page.picked)
    return PairPage(
        language=pages.language,
        pair=pair,
        meetings=tuple(each for each in meetings if each is not None),
        has_draft=desk is not None,
    )
