"""The `sign-ins` resource: signing in and out."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import Request, Response, status

from app.access.sign_in import forget, remember, visitor_of
from app.api.deps import ReadActor, ReadSession, Service, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.sign_ins import SignInCreate, SignInRead
from app.errors import CodeRefused, NotFound, SecondFactorNeeded, SignInRefused, TooManyAttempts
from app.models import SignIn
from app.services import sign_ins
from app.services.permissions import require_person

router = Router(prefix="/sign-ins", tags=["People"])


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=SignInRead,
    responses=problems(SignInRefused, SecondFactorNeeded, CodeRefused, TooManyAttempts),
)
def create_sign_in(
    body: SignInCreate, request: Request, response: Response, db: WriteSession, service: Service
) -> SignIn:
    """Sign in by password, and a code where there is a second factor; the answer sets a cookie.

    Too many refusals lock an e-mail or an address for a while.
    """
    done = sign_ins.attempt(db, service, visitor_of(request), **body.model_dump())
    remember(request, response, done)
    return done.sign_in


@router.get("", response_model=list[SignInRead])
def list_sign_ins(actor: ReadActor, db: ReadSession) -> Sequence[SignIn]:
    """Where you are signed in, the latest first."""
    return sign_ins.of_actor(db, actor)


@router.delete("/current", status_code=status.HTTP_204_NO_CONTENT)
def delete_current_sign_in(response: Response, actor: WriteActor, db: WriteSession) -> None:
    """Sign out."""
    sign_ins.end(db, actor, require_person(actor))
    forget(response)


@router.delete("/{sign_in_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound))
def delete_sign_in(sign_in_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    """Sign out elsewhere."""
    sign_ins.end(db, actor, sign_in_id)
