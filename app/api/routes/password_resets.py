"""The `password-resets` resource: a new password for whoever has forgotten it."""

from fastapi import Request, status

from app.access.sign_in import visitor_of
from app.api.deps import Reader, Service, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.password_resets import PasswordResetAcceptance, PasswordResetCreate
from app.errors import NoMail, ResetOver, TooManyAttempts
from app.services import password_resets

router = Router(tags=["People"])


@router.post("/password-resets", status_code=status.HTTP_202_ACCEPTED, responses=problems(TooManyAttempts, NoMail))
def ask_for_password_reset(
    body: PasswordResetCreate, request: Request, db: WriteSession, service: Service, language: Reader
) -> None:
    """A link is mailed to this e-mail if it has an account with a password; whether it has is not told."""
    visitor = visitor_of(request)
    password_resets.ask(db, service, visitor, language, email=body.email)


@router.post("/password-reset-acceptances", status_code=status.HTTP_204_NO_CONTENT, responses=problems(ResetOver))
def accept_password_reset(body: PasswordResetAcceptance, request: Request, db: WriteSession, service: Service) -> None:
    """Choose a new password by the secret of the link, once; all sign-ins of the account end."""
    visitor = visitor_of(request)
    password_resets.accept(db, service, visitor, **body.model_dump())
