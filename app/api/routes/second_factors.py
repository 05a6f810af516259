"""The second factor of whoever is signed in."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, status

from app.access import qr
from app.access.sign_in import visitor_of
from app.api.deps import ReadActor, ReadSession, Service, WriteActor, WriteSession
from app.api.problems import problems
from app.api.schemas.second_factors import CodeInput, EnrolmentRead, RecoveryCodesRead, SecondFactorRead
from app.errors import CodeRefused, SecondFactorOff, SecondFactorOn, TooManyAttempts
from app.services import second_factors
from app.services.second_factors import State

router = APIRouter(prefix="/accounts/me/second-factor", tags=["People"])


@router.get("", response_model=SecondFactorRead)
def get_second_factor(actor: ReadActor, db: ReadSession) -> State:
    """Whether you are asked for a code when you sign in."""
    return second_factors.state(db, actor)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses=problems(SecondFactorOn),
)
def create_second_factor(actor: WriteActor, db: WriteSession, service: Service) -> EnrolmentRead:
    """A new secret for an app on your telephone; of no effect until it is confirmed."""
    made = second_factors.enrol(db, actor, service)
    return EnrolmentRead(secret=made.secret, uri=made.uri, qr_svg=qr.svg(made.uri))


@router.post("/confirmations", status_code=status.HTTP_201_CREATED, responses=problems(SecondFactorOff))
def confirm_second_factor(body: CodeInput, actor: WriteActor, db: WriteSession, service: Service) -> RecoveryCodesRead:
    """Ask for codes from now on; ends all your other sign-ins. The recovery codes are told this once."""
    codes: Sequence[str] = second_factors.confirm(db, actor, service, body.code)
    return RecoveryCodesRead(recovery_codes=list(codes))


@router.post(
    "/removals",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(CodeRefused, SecondFactorOff, TooManyAttempts),
)
def remove_second_factor(
    body: CodeInput, request: Request, actor: WriteActor, db: WriteSession, service: Service
) -> None:
    """Ask for no codes any more. It takes one, or a recovery code."""
    second_factors.remove(db, actor, service, visitor_of(request), body.code)
