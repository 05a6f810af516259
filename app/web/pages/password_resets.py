"""A new password for whoever has forgotten it."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from app.access.fields import Email, NewPassword
from app.access.sign_in import visitor_of
from app.services import password_resets
from app.services.links import PASSWORD_RESET
from app.web.deps import Pages, ReadSession, Service, TypedIn, WriteSession
from app.web.entrance import let_out, see_other
from app.web.forms import SECRETIVE, Form, Sheet, filled, show

router = APIRouter()

ASK, SENT = "/password-reset", "/password-reset/sent"
Secret = Annotated[str, Query(max_length=200)]


class AskForm(Form):
    template: ClassVar[str] = "password_reset/ask.html"

    email: Email


class NewPasswordForm(Form):
    template: ClassVar[str] = "password_reset/accept.html"
    headers = SECRETIVE

    password: NewPassword


@router.get(ASK)
def ask_form(pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(AskForm))


@router.post(ASK)
def ask(typed: TypedIn, db: WriteSession, service: Service, pages: Pages) -> RedirectResponse:
    form, visitor = filled(pages.request, AskForm, typed), visitor_of(pages.request)
    password_resets.ask(db, service, visitor, pages.language, email=form.email)
    return see_other(SENT)


@router.get(SENT)
def sent(pages: Pages) -> HTMLResponse:
    return pages.page("password_reset/sent.html")


@router.get(PASSWORD_RESET)
def choose(secret: Secret, db: ReadSession, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(NewPasswordForm, email=password_resets.account_of(db, secret).email))


@router.post(PASSWORD_RESET)
def accept(secret: Secret, typed: TypedIn, db: WriteSession, service: Service, pages: Pages) -> RedirectResponse:
    email, visitor = password_resets.account_of(db, secret).email, visitor_of(pages.request)
    form = filled(pages.request, NewPasswordForm, typed, email=email)
    password_resets.accept(db, service, visitor, secret=secret, password=form.password)
    return let_out("password-changed")
