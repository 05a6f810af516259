"""The `accounts` resource: your own, and for administrators all of them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, status

from app.api.deps import ReadActor, ReadSession, Service, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.accounts import (
    AccountFilter,
    AccountRead,
    ErasureInput,
    MailChange,
    NameChange,
    PasswordChange,
)
from app.api.schemas.fields import PageRead
from app.errors import LastOwner, NotFound, SignInRefused, TooManyAttempts
from app.models import Account
from app.services import accounts, personal_data
from app.services.lookup import Page

router = Router(prefix="/accounts", tags=["People"])


@router.get("", response_model=PageRead[AccountRead])
def list_accounts(wanted: Annotated[AccountFilter, Query()], actor: ReadActor, db: ReadSession) -> Page[Account]:
    """Everybody who may sign in, by name, for administrators."""
    return accounts.page(db, actor, text=wanted.q, limit=wanted.limit, cursor=wanted.cursor)


@router.get("/me", response_model=AccountRead)
def get_account(actor: ReadActor) -> Account:
    """Who you are and what you may do."""
    return actor.account


@router.put(
    "/me/password",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(SignInRefused, TooManyAttempts),
)
def change_password(body: PasswordChange, actor: WriteActor, db: WriteSession, service: Service) -> None:
    """Ends all your other sign-ins."""
    accounts.change_password(db, actor, service, old=body.old_password, new=body.new_password)


@router.put("/me/name", response_model=AccountRead)
def change_name(body: NameChange, actor: WriteActor) -> Account:
    """What you are called by others."""
    actor.account.name = body.name
    return actor.account


@router.put("/me/mail", response_model=AccountRead)
def change_mail(body: MailChange, actor: WriteActor) -> Account:
    """In which language you are written to, and whether of all that happens to what is yours."""
    return accounts.change_mail(actor, **body.model_dump())


@router.get("/me/personal-data")
def export_personal_data(actor: ReadActor, db: ReadSession) -> dict[str, list[dict[str, Any]]]:
    """All that is kept of you, by table, without secrets; docs/privacy.md says why it is kept."""
    return personal_data.export(db, actor)


@router.post(
    "/me/erasures",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(SignInRefused, TooManyAttempts, LastOwner),
)
def erase_own_account(body: ErasureInput, actor: WriteActor, db: WriteSession, service: Service) -> None:
    """Be forgotten: account, sign-ins, memberships and your name in the record go; meetings and submissions stay."""
    personal_data.erase_own(db, actor, service, password=body.password)


@router.post("/{account_id}/erasures", status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, LastOwner))
def erase_account(account_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    """Forget somebody who asks for it, as an administrator."""
    personal_data.erase(db, actor, account_id)
