"""Where somebody is: the conference of a page, and the own delegation there."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Conference, Delegation
from app.queries import conferences, delegations
from app.services import lookup
from app.services.permissions import Actor


def conference(db: Session, actor: Actor, conference_id: UUID) -> Conference:
    """With its sessions."""
    query = conferences.with_sessions(actor.sight).where(Conference.id == conference_id)
    return lookup.one(db, query, NotFound("No such conference."))


def own_delegation(db: Session, actor: Actor, conference_id: UUID) -> Delegation | None:
    """The actor's delegation at a conference; the first, should there be several."""
    own = (m.delegation_id for m in actor.memberships if m.conference_id == conference_id and m.delegation_id)
    first = next(own, None)
    return None if first is None else db.scalars(delegations.by_id(first, actor.sight)).one()
