"""The `memberships` resource: who may do what at a conference."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.memberships import MembershipFilter, MembershipRead, MembershipUpdate
from app.errors import Invalid, LastOwner, NotFound
from app.models import Membership
from app.services import memberships
from app.services.lookup import Page

router = Router(tags=["People"])


@router.get(
    "/conferences/{conference_id}/memberships",
    response_model=PageRead[MembershipRead],
    responses=problems(NotFound),
)
def list_memberships(
    conference_id: UUID, wanted: Annotated[MembershipFilter, Query()], actor: ReadActor, db: ReadSession
) -> Page[Membership]:
    """By name: to organisers all, to a head those in its own delegation."""
    return memberships.page(db, actor, conference_id, text=wanted.q, limit=wanted.limit, cursor=wanted.cursor)


@router.put(
    "/memberships/{membership_id}",
    response_model=MembershipRead,
    responses=problems(NotFound, LastOwner, Invalid),
)
def change_membership(membership_id: UUID, body: MembershipUpdate, actor: WriteActor, db: WriteSession) -> Membership:
    """Another role of the same kind. Signs the person out everywhere."""
    return memberships.change(db, actor, membership_id, role=body.role)


@router.delete(
    "/memberships/{membership_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, LastOwner),
)
def end_membership(membership_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    """Signs the person out everywhere. Everybody may end what is their own."""
    memberships.end(db, actor, membership_id)
