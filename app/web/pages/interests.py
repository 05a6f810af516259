"""Needs and offerings of a delegation: the list, and the pages on which one begins."""

from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field, field_validator
from sqlalchemy.orm import Session

from app.access.fields import Line
from app.access.together import has_a_title
from app.models import Conference, Delegation, Interest, Urgency, Visibility
from app.services import contents, delegation_details, interests
from app.services.disclosure import Shown
from app.services.permissions import Actor
from app.services.stage_rules import Activity
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, filled, show
from app.web.places import enter, enter_to_write
from app.web.rendering import Renderer
from app.web.views.interest import NEEDING, SIGN_OFFS, STATES, Noun
from app.web.views.openness import closed, may_write

router = APIRouter()

LIST = "/delegations/{delegation_id}/interests"
NEW = "/delegations/{delegation_id}/interests/{noun}/new"
MOST = 200


class TitleForm(Form):
    """Enough to begin with; the rest is written on the page of what then exists, and saved as one types."""

    template: ClassVar[str] = "interests/new.html"

    title_vi: Line | None = None
    title_en: Line | None = Field(None, validate_default=True)

    _has_a_title = field_validator("title_en")(has_a_title)


@router.get(LIST)
def list_interests(delegation_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    delegation = delegation_details.get(db, actor, delegation_id)
    conference = enter(pages, db, actor, delegation, "interests")
    return pages.page("interests/list.html", **_told(pages, db, actor, conference, delegation))


@router.get(NEW)
def new_interest(delegation_id: UUID, noun: Noun, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    enter_to_write(pages, db, actor, delegation_details.get(db, actor, delegation_id), "interests")
    return show(pages, Sheet(TitleForm, delegation_id=delegation_id, noun=noun.value))


@router.post(NEW)
def begin_interest(
    delegation_id: UUID, noun: Noun, *, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    enter_to_write(pages, db, actor, delegation_details.get(db, actor, delegation_id), "interests")
    form = filled(pages.request, TitleForm, typed, delegation_id=delegation_id, noun=noun.value)
    return see_other(f"/interests/{noun}/{_begun(db, actor, noun, delegation_id, form)}")


def _told(pages: Renderer, db: Session, actor: Actor, conference: Conference, delegation: Delegation) -> dict[str, Any]:
    return {
        "delegation": delegation,
        "lists": _lists(db, actor, delegation),
        "states": STATES,
        "sign_offs": SIGN_OFFS,
        "requires_sign_off": conference.requires_sign_off,
        "writes": may_write(actor, delegation),
        "closed": closed(pages.language, actor, conference, Activity.SUBMIT),
    }


def _lists(db: Session, actor: Actor, delegation: Delegation) -> list[tuple[Noun, list[Shown[Interest]]]]:
    """Needs and offerings, those first that the side comes with; of the others only what is there."""
    nouns = sorted(Noun, key=lambda noun: (noun is Noun.NEEDS) is not (delegation.side == NEEDING))
    found = [
        (noun, list(interests.page(db, actor, noun.kind, delegation.id, limit=MOST, cursor=None).items))
        for noun in nouns
    ]
    return [found[0], *(each for each in found[1:] if each[1])]


def _begun(db: Session, actor: Actor, noun: Noun, delegation_id: UUID, form: TitleForm) -> UUID:
    """A draft with the next number that is free."""
    known = interests.page(db, actor, noun.kind, delegation_id, limit=MOST, cursor=None)
    taken = {each.code for each in known.items}
    code = next(code for number in range(known.total + 1, MOST * 2) if (code := f"{number:02}") not in taken)
    values: dict[str, Any] = dict.fromkeys((*contents.NULLABLE, *contents.PARTNER)) | form.model_dump()
    values |= {"code": code, "priority": 1, "urgency": Urgency.NORMAL, "sector_codes": [], "country_codes": []}
    if noun is Noun.NEEDS:
        values = {name: value for name, value in values.items() if name not in contents.PARTNER} | {"region_codes": []}
    else:
        values["visibility"] = Visibility.MATCHED
    return interests.create(db, actor, noun.kind, delegation_id, values=values).interest.id
