"""The own account: password, second factor, where one is signed in."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.access import qr
from app.access.fields import FactorCode, NewPassword, Password
from app.access.sign_in import visitor_of
from app.errors import CodeRefused, SignInRefused
from app.services import accounts, second_factors, sign_ins
from app.services.permissions import Actor
from app.web.deps import Pages, ReadActor, ReadSession, Service, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.views.account import sign_in_rows

router = APIRouter(prefix="/account")

ACCOUNT, FACTOR = "/account", "/account/second-factor"


class PasswordForm(Form):
    template: ClassVar[str] = "account/password.html"
    secrets: ClassVar[frozenset[str]] = frozenset({"old", "new"})
    at: ClassVar[Mapping[str, str]] = {SignInRefused.code: "old"}
    called: ClassVar[Mapping[str, str]] = {"new_password": "new"}

    old: Password
    new: NewPassword


class MailForm(Form):
    template: ClassVar[str] = "account/mail.html"
    seizes_focus: ClassVar[bool] = False

    language: Literal["", "vi", "en"]
    essential: bool = False


class ConfirmationForm(Form):
    template: ClassVar[str] = "account/new_factor.html"
    secrets: ClassVar[frozenset[str]] = frozenset({"code"})
    headers: ClassVar[Mapping[str, str]] = {"Cache-Control": "no-store"}

    code: FactorCode


class RemovalForm(Form):
    template: ClassVar[str] = "account/remove_factor.html"
    secrets: ClassVar[frozenset[str]] = frozenset({"code"})
    at: ClassVar[Mapping[str, str]] = {CodeRefused.code: "code"}

    code: FactorCode


@router.get("")
def account(actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    state, own = second_factors.state(db, actor), sign_in_rows(pages.language, sign_ins.of_actor(db, actor))
    return pages.page("account/page.html", actor=actor, factor=state, sign_ins=own)


@router.post("/sign-ins/{sign_in_id}/end")
def end_sign_in(sign_in_id: UUID, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    sign_ins.end(db, actor, sign_in_id)
    return see_other(ACCOUNT)


@router.get("/password")
def password_form(actor: ReadActor, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(PasswordForm, email=actor.account.email))


@router.post("/password")
def change_password(
    typed: TypedIn, actor: WriteActor, db: WriteSession, service: Service, pages: Pages
) -> RedirectResponse:
    form = filled(pages.request, PasswordForm, typed, email=actor.account.email)
    accounts.change_password(db, actor, service, old=form.old, new=form.new)
    return see_other(ACCOUNT)


@router.get("/mail")
def mail_form(actor: ReadActor, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(MailForm, _mail_of(actor)))


@router.post("/mail")
def change_mail(typed: TypedIn, actor: WriteActor, _db: WriteSession, pages: Pages) -> RedirectResponse:
    form = filled(pages.request, MailForm, typed)
    accounts.change_mail(actor, language=form.language or None, only_essential_mail=form.essential)
    return see_other(ACCOUNT)


@router.post("/second-factor/new")
def begin_second_factor(actor: WriteActor, db: WriteSession, service: Service) -> RedirectResponse:
    second_factors.enrol(db, actor, service)
    return see_other(FACTOR)


@router.get("/second-factor")
def new_factor(actor: ReadActor, db: ReadSession, service: Service, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(ConfirmationForm, **_told(second_factors.enrolment(db, actor, service))))


@router.post("/second-factor")
def confirm(typed: TypedIn, actor: WriteActor, db: WriteSession, service: Service, pages: Pages) -> HTMLResponse:
    told = _told(second_factors.enrolment(db, actor, service))
    form = filled(pages.request, ConfirmationForm, typed, **told)
    return pages.page("account/recovery_codes.html", codes=second_factors.confirm(db, actor, service, form.code))


@router.get("/second-factor/removal")
def removal_form(_actor: ReadActor, pages: Pages) -> HTMLResponse:
    return show(pages, Sheet(RemovalForm))


@router.post("/second-factor/removal")
def remove(typed: TypedIn, actor: WriteActor, db: WriteSession, service: Service, pages: Pages) -> RedirectResponse:
    form = filled(pages.request, RemovalForm, typed)
    second_factors.remove(db, actor, service, visitor_of(pages.request), form.code)
    return see_other(ACCOUNT)


def _mail_of(actor: Actor) -> Typed:
    account = actor.account
    return Typed([("language", account.language or ""), ("essential", str(account.only_essential_mail).lower())])


def _told(enrolment: second_factors.Enrolment) -> dict[str, Any]:
    """The secret in groups, to be typed, and as a picture."""
    groups = (enrolment.secret[start : start + 4] for start in range(0, len(enrolment.secret), 4))
    return {"secret": " ".join(groups), "picture": f"data:image/svg+xml,{quote(qr.svg(enrolment.uri))}"}
