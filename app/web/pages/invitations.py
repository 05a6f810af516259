"""Accepting an invitation."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from app.access.fields import FactorCode, Line, NewPassword, Password
from app.access.sign_in import visitor_of
from app.errors import CodeRefused, SignInRefused
from app.services import invitations
from app.services.links import INVITATION
from app.web.deps import Pages, ReadSession, Service, TypedIn, WriteSession
from app.web.entrance import let_in
from app.web.forms import SECRETIVE, Form, Sheet, Typed, filled, show
from app.web.rendering import Renderer
from app.web.views.invitation import Told, told_of

router = APIRouter()

Secret = Annotated[str, Query(max_length=200)]  # In the address, since what follows a # would need a script.


class JoinForm(Form):
    """Of somebody who is new here."""

    template: ClassVar[str] = "invitation.html"
    headers = SECRETIVE
    code: ClassVar[str | None] = None

    name: Line
    password: NewPassword


class ReturnForm(Form):
    """Of somebody who has an account, and so a name."""

    template: ClassVar[str] = JoinForm.template
    headers = SECRETIVE
    at: ClassVar[Mapping[str, str]] = {SignInRefused.code: "password"}
    name: ClassVar[str] = ""
    code: ClassVar[str | None] = None

    password: Password


class ReturnWithCodeForm(Form):
    """The same of an account that has a second factor."""

    template: ClassVar[str] = JoinForm.template
    headers = SECRETIVE
    secrets: ClassVar[frozenset[str]] = frozenset({"password", "code"})
    at: ClassVar[Mapping[str, str]] = {**ReturnForm.at, CodeRefused.code: "code"}
    name: ClassVar[str] = ""

    password: Password
    code: FactorCode


@router.get(INVITATION)
def invitation(secret: Secret, db: ReadSession, pages: Pages) -> HTMLResponse:
    told = told_of(pages.language, invitations.pending(db, secret))
    return show(pages, Sheet(_form(told), letter=told))


@router.post(INVITATION)
def accept_invitation(
    secret: Secret, typed: TypedIn, db: WriteSession, service: Service, pages: Pages
) -> RedirectResponse:
    pending = invitations.pending(db, secret)
    form = _filled(pages, typed, told_of(pages.language, pending))
    given: dict[str, Any] = {"secret": secret, "name": form.name, "password": form.password, "code": form.code}
    done = invitations.accept(db, service, visitor_of(pages.request), **given)
    return let_in(pages.request, done, f"/conferences/{pending.conference.id}")


def _form(told: Told) -> type[Form]:
    if told.asks_code:
        return ReturnWithCodeForm
    return ReturnForm if told.known else JoinForm


def _filled(pages: Renderer, typed: Typed, told: Told) -> JoinForm | ReturnForm | ReturnWithCodeForm:
    if told.asks_code:
        return filled(pages.request, ReturnWithCodeForm, typed, letter=told)
    if told.known:
        return filled(pages.request, ReturnForm, typed, letter=told)
    return filled(pages.request, JoinForm, typed, letter=told)
