"""Whom a delegation wants to meet, in what order, whom not, and what others ask of it."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import model_validator
from sqlalchemy.orm import Session

from app.access.fields import Code
from app.access.together import Misfit
from app.i18n.messages import mark
from app.models import WishKind
from app.services import directories, group_members, groups, meeting_requests, wishes
from app.services.permissions import Actor
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.meeting_place import Here, here
from app.web.order import moved
from app.web.rendering import Renderer
from app.web.views.counterparts import remaining, request_rows, requests_left, wish_rows
from app.web.views.groups import GroupsView

router = APIRouter()

ROOT = "/delegations/{delegation_id}/wishes"
MOST = 200
ALTERNATIVES = ("A", "B", "C", "D", "E")


class WishForm(Form):
    template: ClassVar[str] = "meet/wishes.html"
    seizes_focus: ClassVar[bool] = False
    unseen: ClassVar[frozenset[str]] = frozenset({"target_id"})

    target_id: UUID | None = None
    kind: WishKind = WishKind.RANKED

    @model_validator(mode="after")
    def _says_whom(self) -> "WishForm":
        if self.target_id is None:
            raise Misfit("target_id", mark("Please choose a delegation"))
        return self


class OrderForm(Form):
    template: ClassVar[str] = "meet/wishes.html"
    seizes_focus: ClassVar[bool] = False
    unseen: ClassVar[frozenset[str]] = frozenset({"ids"})

    ids: list[UUID]


class AlternativeForm(Form):
    template: ClassVar[str] = "meet/wishes.html"
    seizes_focus: ClassVar[bool] = False
    unseen: ClassVar[frozenset[str]] = frozenset({"alternative"})

    alternative: Code | None = None


class GroupAnswerForm(Form):
    template: ClassVar[str] = "meet/wishes.html"
    seizes_focus: ClassVar[bool] = False
    unseen: ClassVar[frozenset[str]] = frozenset({"answer"})

    answer: Literal["agree", "decline"]
    also_alone: bool = False


class At:
    """The delegation and the session of an address."""

    def __init__(self, delegation_id: UUID, session: UUID | None = None) -> None:
        self.delegation_id, self.session_id = delegation_id, session

    @property
    def path(self) -> str:
        query = f"?session={self.session_id}" if self.session_id else ""
        return f"/delegations/{self.delegation_id}/wishes{query}"


Where = Annotated[At, Depends(At)]


@router.get(ROOT)
def wish_list(at: Where, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(WishForm, **_told(pages, db, actor, at)[1]))


@router.post(ROOT)
def add_wish(at: Where, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    """At the end of the list."""
    found, told = _told(pages, db, actor, at, to_write=True)
    _add(db, actor, found, filled(pages.request, WishForm, typed, **told), len(told["ranked"]))
    return see_other(found.back(typed.get("back")) or at.path, "wished")


@router.post(f"{ROOT}/order")
def order_wishes(at: Where, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    """As a whole, by dragging; or one of them a place up or down, by its button."""
    found, told = _told(pages, db, actor, at, to_write=True)
    form = filled(pages.request, OrderForm, typed, **told)
    ids = moved(form.ids, typed.get("up"), typed.get("down"))
    wishes.put_in_order(db, actor, found.session.id, at.delegation_id, ids)
    return see_other(at.path + _line(typed, ids))


@router.post("/wishes/{wish_id}/alternative")
def set_alternative(
    wish_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """Of those of a delegation's wishes that have the same letter, one at most is met."""
    wish = wishes.get(db, actor, wish_id)
    at = At(wish.delegation_id, wish.session_id)
    form = filled(pages.request, AlternativeForm, typed, **_told(pages, db, actor, at, to_write=True)[1])
    wishes.update(db, actor, wish_id, values={"alternative": form.alternative})
    return see_other(at.path, "saved")


@router.post("/wishes/{wish_id}/removal")
def remove_wish(wish_id: UUID, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    wish = wishes.get(db, actor, wish_id)
    wishes.delete(db, actor, wish_id)
    return see_other(At(wish.delegation_id, wish.session_id).path, "removed")


@router.post("/group-members/{member_id}/answer")
def answer_for_group(
    *, member_id: UUID, at: Where, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """Come into a group, stay out, or change one's mind."""
    form = filled(pages.request, GroupAnswerForm, typed, **_told(pages, db, actor, at, to_write=True)[1])
    agrees = form.answer == "agree"
    group_members.answer(db, actor, member_id, agrees=agrees, also_alone=agrees and form.also_alone)
    return see_other(f"{at.path}#groups", "answered")


def _add(db: Session, actor: Actor, found: Here, form: WishForm, known: int) -> None:
    ranks = [wish.rank for wish in _wishes(db, actor, found) if wish.rank is not None]
    rank = max([known, *ranks]) + 1 if form.kind is WishKind.RANKED else None
    own: dict[str, Any] = {"delegation_id": found.delegation.id, "alternative": None, "rank": rank}
    wishes.create(db, actor, found.session.id, values=own | form.model_dump())


def _line(typed: Typed, ids: list[UUID]) -> str:
    """Where on the page the wish is that was moved by its button."""
    step = typed.get("up", "") or typed.get("down", "")
    return f"#wish-{step}" if step in map(str, ids) else ""


def _wishes(db: Session, actor: Actor, found: Here) -> list[Any]:
    own = found.delegation.id
    return list(wishes.page(db, actor, found.session.id, delegation_id=own, limit=MOST, cursor=None).items)


def _told(pages: Renderer, db: Session, actor: Actor, at: At, *, to_write: bool = False) -> tuple[Here, dict[str, Any]]:
    place: dict[str, Any] = {"section": "wishes", "session_id": at.session_id, "to_write": to_write}
    found = here(pages, db, actor, at.delegation_id, **place)
    language, own = pages.language, found.delegation.id
    names = directories.named(db, actor, found.conference.id)
    wished = _wishes(db, actor, found)
    asked = meeting_requests.page(
        db, actor, found.session.id, delegation_id=own, status=None, limit=MOST, cursor=None
    ).items
    quota = found.quotas(db)
    known = {own, *(wish.target_id for wish in wished)}
    return found, found.told(pages, actor) | {
        "ranked": wish_rows(language, wished, names, WishKind.RANKED),
        "unwanted": wish_rows(language, wished, names, WishKind.DO_NOT_MEET),
        "asked_into": GroupsView(language, names).asked(
            groups.page(db, actor, found.session.id, limit=MOST, cursor=None).items, own
        ),
        "requests": request_rows(language, asked, names, found),
        "others": [
            (str(each.id), language.name(each.organisation))
            for each in names.values()
            if each.id not in known and each.side != found.delegation.side
        ],
        "alternatives": ALTERNATIVES,
        "wishes_left": remaining(language, quota.wishes),
        "requests_left": requests_left(language, quota),
        "refusals_left": remaining(language, quota.do_not_meets),
    }
