"""The review of needs and offerings by organisers: the queue, and one after the other."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.access.fields import Text
from app.errors import PreconditionFailed
from app.models import InterestState, Role
from app.services import conferences, delegation_details, interests, review, state_changes
from app.services.disclosure import Shown
from app.services.permissions import Actor, is_editor, require_organiser
from app.services.state_rules import STEPS
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.interest_forms import typed_of
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.interest import Noun
from app.web.views.interest_page import offered
from app.web.views.review import Asked, ReviewList

router = APIRouter()

ONE = "/review/{noun}/{interest_id}"
DECISIONS = (InterestState.VALIDATED, InterestState.RETURNED, InterestState.REFUSED)
MOST = 50
Word = Annotated[str, Query(max_length=200)]
Cursor = Annotated[str | None, Query(max_length=1000)]


def get_asked(noun: Word = "", state: Word = "", text: Word = "", cursor: Cursor = None) -> Asked:
    return Asked(noun, state, text, cursor)


class DecisionForm(Form):
    template: ClassVar[str] = "organise/review_one.html"
    seizes_focus: ClassVar[bool] = False

    state: Literal[InterestState.VALIDATED, InterestState.RETURNED, InterestState.REFUSED]
    comment: Text | None = None
    seen: int | None = None


class RefusalForm(DecisionForm):
    """Of what is taken away for good."""

    template: ClassVar[str] = "organise/refusal.html"
    seizes_focus: ClassVar[bool] = True


@router.get("/conferences/{conference_id}/review")
def queue(
    conference_id: UUID, asked: Annotated[Asked, Depends(get_asked)], actor: ReadActor, db: ReadSession, pages: Pages
) -> HTMLResponse:
    return pages.page("organise/review.html", page=_listed(conference_id, asked, db=db, actor=actor, pages=pages))


@router.get(ONE)
def one(noun: Noun, interest_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, _sheet(DecisionForm, noun, interest_id, Typed(), db=db, actor=actor, pages=pages))


@router.get(f"{ONE}/refusal")
def refusal(noun: Noun, interest_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    asked: dict[str, Any] = {"db": db, "actor": actor, "pages": pages, "least": Role.EDITOR}
    return show(pages, _sheet(RefusalForm, noun, interest_id, Typed(), **asked))


@router.post(ONE)
def decide(
    noun: Noun, interest_id: UUID, *, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    form = _form_of(typed)
    sheet = _sheet(form, noun, interest_id, typed, db=db, actor=actor, pages=pages, least=Role.EDITOR)
    decision = _decision(form, sheet, pages)
    state_changes.create(db, actor, noun.kind, interest_id, state=decision.state, comment=decision.comment)
    return _go_on(decision.state, sheet)


def _go_on(state: InterestState, sheet: Sheet) -> RedirectResponse:
    """To what comes next in the queue, from its last one to the list."""
    following = sheet.context["following"]
    done = "validated-last" if state is InterestState.VALIDATED and not following else state.value
    return see_other(following or sheet.context["list_path"], done)


def _form_of(typed: Typed) -> type[DecisionForm]:
    return RefusalForm if typed.get("state") == InterestState.REFUSED else DecisionForm


def _decision(form: type[DecisionForm], sheet: Sheet, pages: Renderer) -> DecisionForm:
    """Nobody decides on a text that was never read. Raises `PreconditionFailed`, and the page has the new text."""
    decision = filled(pages.request, form, sheet.typed, **sheet.context)
    if decision.seen != sheet.context["revision"]:
        raise PreconditionFailed("It has been changed meanwhile: this is what it says now.")
    return decision


def _listed(conference_id: UUID, asked: Asked, *, db: Session, actor: Actor, pages: Renderer) -> ReviewList:
    conference = enter(pages, db, actor, conferences.get(db, actor, conference_id), "review")
    require_organiser(actor, conference_id, Role.VIEWER)
    wanted: dict[str, Any] = {"state": asked.state, "text": asked.text or None, "cursor": asked.cursor, "limit": MOST}
    found = interests.page_of_conference(db, actor, asked.noun.kind, conference_id, **wanted)
    whose = review.organisations(db, found.items)
    return ReviewList.of(pages.language, conference, asked, found, whose)


def _sheet(
    form: type[DecisionForm],
    noun: Noun,
    interest_id: UUID,
    typed: Typed,
    *,
    db: Session,
    actor: Actor,
    pages: Renderer,
    least: Role = Role.VIEWER,
) -> Sheet:
    """The page with what it says, and with what was typed of a decision."""
    shown = interests.get(db, actor, noun.kind, interest_id)
    delegation = delegation_details.get(db, actor, shown.delegation_id)
    conference_id = delegation.conference_id
    require_organiser(actor, conference_id, least)
    at = review.place(db, actor, noun.kind, conference_id, interest_id)
    conference = enter(pages, db, actor, conferences.get(db, actor, conference_id), "review")
    told = offered(db, actor, pages.language, conference=conference, delegation=delegation, shown=shown)
    told |= {"editable": False, "may_withdraw": False, "may_delete": False}
    told |= _around(pages, noun, interest_id, conference_id, at)
    told |= {
        "whose": pages.language.name(delegation.organisation),
        "decisions": _decisions(actor, conference_id, shown),
        "revision": shown.revision,
    }
    return Sheet(form, typed.over(typed_of(shown)), **told)


def _around(pages: Renderer, noun: Noun, interest_id: UUID, conference_id: UUID, at: review.Place) -> dict[str, Any]:
    path = f"/review/{noun}"
    place = None
    if at.number is not None:
        place = pages.language.gettext("%(number)s of %(total)s that wait", number=at.number, total=at.total)
    return {
        "noun": noun.value,
        "path": f"{path}/{interest_id}",
        "list_path": f"/conferences/{conference_id}/review?noun={noun}",
        "place_in_queue": place,
        "previous": at.previous and f"{path}/{at.previous}",
        "following": at.following and f"{path}/{at.following}",
    }


def _decisions(actor: Actor, conference_id: UUID, shown: Shown[Any]) -> list[str]:
    """Those that its state allows, for those who may take them."""
    if not is_editor(actor, conference_id):
        return []
    return [state.value for state in DECISIONS if shown.state in STEPS[state].sources]
