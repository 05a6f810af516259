"""The `invitations` resource: who is asked to join, and joining."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response, status

from app.access.sign_in import remember, visitor_of
from app.api.deps import ReadActor, ReadSession, Service, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.invitations import (
    InvitationAcceptance,
    InvitationCreate,
    InvitationFilter,
    InvitationRead,
    InvitedRead,
)
from app.api.schemas.sign_ins import SignInRead
from app.errors import (
    CodeRefused,
    Duplicate,
    InvitationOver,
    NotFound,
    SecondFactorNeeded,
    SignInRefused,
    TooManyAttempts,
)
from app.models import Invitation, SignIn
from app.services import invitations
from app.services.invitations import Invited
from app.services.lookup import Page

router = Router(tags=["People"])

OF_CONFERENCE = "/conferences/{conference_id}/invitations"


@router.get(OF_CONFERENCE, response_model=PageRead[InvitationRead], responses=problems(NotFound))
def list_invitations(
    conference_id: UUID, wanted: Annotated[InvitationFilter, Query()], actor: ReadActor, db: ReadSession
) -> Page[Invitation]:
    """The latest first, for owners and editors."""
    return invitations.page(db, actor, conference_id, text=wanted.q, limit=wanted.limit, cursor=wanted.cursor)


@router.post(
    OF_CONFERENCE,
    status_code=status.HTTP_201_CREATED,
    response_model=InvitedRead,
    responses=problems(NotFound, Duplicate),
)
def create_invitation(
    conference_id: UUID, body: InvitationCreate, actor: WriteActor, db: WriteSession, service: Service
) -> Invited:
    """Owners invite organisers, editors invite delegations, the head of a delegation invites its members."""
    return invitations.create(db, actor, service, conference_id, **body.model_dump())


@router.delete(
    "/invitations/{invitation_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, InvitationOver),
)
def withdraw_invitation(invitation_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    invitations.withdraw(db, actor, invitation_id)


@router.post(
    "/invitation-acceptances",
    status_code=status.HTTP_201_CREATED,
    response_model=SignInRead,
    responses=problems(SignInRefused, SecondFactorNeeded, CodeRefused, InvitationOver, Duplicate, TooManyAttempts),
)
def accept_invitation(
    body: InvitationAcceptance, request: Request, response: Response, db: WriteSession, service: Service
) -> SignIn:
    """Join, and sign in: with a new account, or with the password of the one that the e-mail has."""
    done = invitations.accept(db, service, visitor_of(request), **body.model_dump())
    remember(request, response, done)
    return done.sign_in
