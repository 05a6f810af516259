"""The account of whoever is signed in."""

from fastapi import status

from app.api.deps import ReadActor, Service, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.accounts import AccountRead, PasswordChange
from app.errors import SignInRefused, TooManyAttempts
from app.models import Account
from app.services import accounts

router = Router(prefix="/accounts/me", tags=["People"])


@router.get("", response_model=AccountRead)
def get_account(actor: ReadActor) -> Account:
    """Who you are and what you may do."""
    return actor.account


@router.put(
    "/password",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(SignInRefused, TooManyAttempts),
)
def change_password(body: PasswordChange, actor: WriteActor, db: WriteSession, service: Service) -> None:
    """Ends all your other sign-ins."""
    accounts.change_password(
        db, actor, service.passwords, service.accounts, service.postbox, old=body.old_password, new=body.new_password
    )
