"""The delegates of a delegation: who comes, and what they are there for."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field, field_validator
from sqlalchemy.orm import Session

from app.access.fields import Code, Email, Line, Phone, SpokenLanguage, Text
from app.access.together import sectors_of_experts
from app.models import Delegate, DelegateFunction, Delegation
from app.services import delegates, delegation_details, vocabulary
from app.services.delegates import MOST, SeenDelegate
from app.services.permissions import Actor
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter, enter_to_write
from app.web.rendering import Renderer
from app.web.revisions import check
from app.web.views import choices

router = APIRouter()

NEW = "/delegations/{delegation_id}/delegates/new"
ONE = "/delegates/{delegate_id}"
FIELDS = ("name", "title_vi", "title_en", "languages", "email", "phone", "note", "function", "teams")


class DelegateForm(Form):
    template: ClassVar[str] = "delegation/delegate.html"
    seizes_focus: ClassVar[bool] = True

    name: Line
    title_vi: Line | None = None
    title_en: Line | None = None
    function: DelegateFunction | None = None
    sector_codes: list[Code] = Field([], validate_default=True, max_length=50)
    teams: list[int] = Field([], max_length=100)
    languages: list[SpokenLanguage] = Field([], max_length=20)
    email: Email | None = None
    phone: Phone | None = None
    note: Text | None = None
    accept: bool = False

    _of_experts = field_validator("sector_codes")(sectors_of_experts)

    def values(self, membership_id: UUID | None = None) -> dict[str, Any]:
        """The delegate as the services take them."""
        return self.model_dump(exclude={"revision", "accept"}) | {"membership_id": membership_id}


class KnownDelegateForm(DelegateForm):
    """Of a delegate who is there already."""

    seizes_focus: ClassVar[bool] = False

    revision: int


class RemovalForm(Form):
    template: ClassVar[str] = "delegation/removal.html"
    seizes_focus: ClassVar[bool] = False

    revision: int
    accept: bool = False


@router.get(NEW)
def new_delegate(delegation_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    delegation = delegation_details.get(db, actor, delegation_id)
    enter_to_write(pages, db, actor, delegation, "delegation")
    # Most who come take part, where it is not to be said at which of several teams.
    expected = Typed([("teams", "1")] if delegation.teams == 1 else [])
    return show(pages, Sheet(DelegateForm, expected, **_offered(pages, db, delegation)))


@router.post(NEW)
def add_delegate(
    delegation_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    delegation = delegation_details.get(db, actor, delegation_id)
    enter_to_write(pages, db, actor, delegation, "delegation")
    form = filled(pages.request, DelegateForm, typed, **_offered(pages, db, delegation))
    delegates.create(db, actor, delegation_id, values=form.values(), accept_impact=form.accept)
    return see_other(f"/delegations/{delegation_id}", "delegate-added")


@router.get(ONE)
def delegate_form(delegate_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    seen, delegation = _found(db, actor, delegate_id)
    enter(pages, db, actor, delegation, "delegation")
    return show(pages, Sheet(KnownDelegateForm, _typed(seen), **_offered(pages, db, delegation, seen)))


@router.post(ONE)
def update_delegate(
    delegate_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    seen, delegation = _found(db, actor, delegate_id)
    enter_to_write(pages, db, actor, delegation, "delegation")
    form = filled(pages.request, KnownDelegateForm, typed, **_offered(pages, db, delegation, seen))
    _save(db, actor, seen, form)
    return see_other(f"/delegations/{delegation.id}", "saved")


@router.post(f"{ONE}/removal")
def remove_delegate(
    delegate_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """The meetings at which the delegate sits are told first."""
    seen, delegation = _found(db, actor, delegate_id)
    enter_to_write(pages, db, actor, delegation, "delegation")
    form = filled(
        pages.request, RemovalForm, typed, delegation_id=delegation.id, delegate_id=delegate_id, name=seen.name
    )
    _remove(db, actor, seen, form)
    return see_other(f"/delegations/{delegation.id}", "delegate-removed")


@router.post(f"{ONE}/rise")
def raise_delegate(delegate_id: UUID, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    """One place up in the order of protocol."""
    seen = delegates.get(db, actor, delegate_id)
    people = delegates.page(db, actor, seen.delegation_id, limit=MOST, cursor=None).items
    delegates.put_in_order(db, actor, seen.delegation_id, risen([each.id for each in people], seen.id))
    return see_other(f"/delegations/{seen.delegation_id}#delegate-{seen.id}")


def risen(ids: Sequence[UUID], which: UUID) -> list[UUID]:
    """The same with one of them a place further up."""
    at = ids.index(which)
    return [*ids[: max(at - 1, 0)], which, *ids[max(at - 1, 0) : at], *ids[at + 1 :]]


def _found(db: Session, actor: Actor, delegate_id: UUID) -> tuple[SeenDelegate, Delegation]:
    """Raises `Forbidden` but to the delegation itself and the organisers."""
    seen = delegates.get(db, actor, delegate_id)
    return seen, delegation_details.get(db, actor, seen.delegation_id)


def _private(seen: SeenDelegate) -> Delegate:
    """Of a delegation whose own affairs are shown."""
    assert isinstance(seen.private, Delegate)
    return seen.private


def _typed(seen: SeenDelegate) -> Typed:
    row = _private(seen)
    values = {name: getattr(row, name) for name in (*FIELDS, "revision")}
    return Typed.of(values | {"sector_codes": [sector.code for sector in row.sectors]})


def _save(db: Session, actor: Actor, seen: SeenDelegate, form: KnownDelegateForm) -> None:
    check(seen, form.revision)
    values = form.values(_private(seen).membership_id)
    delegates.update(db, actor, seen.id, values=values, accept_impact=form.accept)


def _remove(db: Session, actor: Actor, seen: SeenDelegate, form: RemovalForm) -> None:
    check(seen, form.revision)
    delegates.delete(db, actor, seen.id, accept_impact=form.accept)


def _offered(pages: Renderer, db: Session, delegation: Delegation, seen: SeenDelegate | None = None) -> dict[str, Any]:
    name = pages.language.gettext("Team %(number)s", number="{}")
    return {
        "delegation_id": delegation.id,
        "delegate_id": seen.id if seen else None,
        "tongues": choices.tongues(pages.language, _private(seen).languages if seen else ()),
        "functions": choices.functions(pages.language),
        "team_choices": [(str(n), name.format(n)) for n in range(1, delegation.teams + 1)],
        "sectors": choices.sector_groups(pages.language, vocabulary.sectors(db)),
    }
