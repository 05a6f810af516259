"""Signing in and out."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.access.fields import Email, Password
from app.access.sign_in import visitor_of
from app.errors import SignInRefused
from app.services import sign_ins
from app.services.permissions import require_person
from app.web.addresses import SIGN_IN, Following
from app.web.deps import Pages, Service, Somebody, TypedIn, WriteActor, WriteSession
from app.web.entrance import let_in, let_out, see_other
from app.web.forms import Form, Sheet, filled, show

router = APIRouter()

# What has just been done, told above the form.
Because = Literal["password-changed"] | None


class SignInForm(Form):
    template: ClassVar[str] = "sign_in.html"
    at: ClassVar[Mapping[str, str]] = {SignInRefused.code: "password"}

    email: Email
    password: Password


@router.get(SIGN_IN)
def sign_in_form(
    following: Following, somebody: Somebody, pages: Pages, service: Service, because: Because = None
) -> Response:
    return see_other(following) if somebody else show(pages, Sheet(SignInForm, because=because, service=service))


@router.post(SIGN_IN)
def sign_in(
    request: Request, typed: TypedIn, following: Following, db: WriteSession, service: Service
) -> RedirectResponse:
    form = filled(request, SignInForm, typed, because=None, service=service)
    done = sign_ins.attempt(db, service.passwords, service.accounts, visitor_of(request), **form.model_dump())
    return let_in(request, done, following)


@router.post("/sign-out")
def sign_out(actor: WriteActor, db: WriteSession) -> RedirectResponse:
    sign_ins.end(db, actor, require_person(actor))
    return let_out()
