"""Signing in and out."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, NamedTuple

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from app.access.fields import Email, FactorCode, Password
from app.access.sign_in import STEP_COOKIE, visitor_of
from app.errors import CodeRefused, SignInRefused
from app.services import sign_ins
from app.services.permissions import require_person
from app.settings import OidcSettings
from app.web.addresses import SIGN_IN, SIGN_IN_CODE, Following
from app.web.deps import Pages, ReadSession, Service, Somebody, TypedIn, WriteActor, WriteSession
from app.web.entrance import let_in, let_out, see_other
from app.web.forms import Form, Sheet, filled, show

router = APIRouter()

# What has just been done, told above the form.
Because = Literal["password-changed"] | None


class OtherWays(NamedTuple):
    """How else one may get in: by a link that is mailed, by another service; and where to go then."""

    mail: bool
    elsewhere: str | None
    following: str


def get_ways(request: Request, service: Service, following: Following) -> OtherWays:
    settings: OidcSettings = request.app.state.settings.oidc
    return OtherWays(service.postbox.is_emptied, settings.button if settings.issuer else None, following)


Ways = Annotated[OtherWays, Depends(get_ways)]


class SignInForm(Form):
    template: ClassVar[str] = "sign_in/password.html"
    at: ClassVar[Mapping[str, str]] = {SignInRefused.code: "password"}

    email: Email
    password: Password


class CodeForm(Form):
    template: ClassVar[str] = "sign_in/code.html"
    secrets: ClassVar[frozenset[str]] = frozenset({"code"})
    at: ClassVar[Mapping[str, str]] = {CodeRefused.code: "code"}

    code: FactorCode


@router.get(SIGN_IN)
def sign_in_form(
    following: Following, somebody: Somebody, pages: Pages, ways: Ways, because: Because = None
) -> Response:
    return see_other(following) if somebody else show(pages, Sheet(SignInForm, because=because, ways=ways))


@router.post(SIGN_IN)
def sign_in(typed: TypedIn, ways: Ways, db: WriteSession, service: Service, pages: Pages) -> RedirectResponse:
    form, visitor = filled(pages.request, SignInForm, typed, because=None, ways=ways), visitor_of(pages.request)
    account = sign_ins.identified(db, service, visitor, **form.model_dump())
    return let_in(pages.request, sign_ins.begin(db, service, visitor, account), ways.following)


@router.get(SIGN_IN_CODE)
def code_form(db: ReadSession, pages: Pages) -> Response:
    sign_ins.halfway(db, pages.request.cookies.get(STEP_COOKIE))
    return show(pages, Sheet(CodeForm))


@router.post(SIGN_IN_CODE)
def sign_in_with_code(
    typed: TypedIn, following: Following, db: WriteSession, service: Service, pages: Pages
) -> RedirectResponse:
    form, visitor = filled(pages.request, CodeForm, typed), visitor_of(pages.request)
    secret = pages.request.cookies.get(STEP_COOKIE)
    return let_in(pages.request, sign_ins.finish(db, service, visitor, secret=secret, code=form.code), following)


@router.post("/sign-out")
def sign_out(actor: WriteActor, db: WriteSession) -> RedirectResponse:
    sign_ins.end(db, actor, require_person(actor))
    return let_out()
