"""Memberships: who may do what at a conference, and ending that."""

from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.errors import Forbidden, LastOwner, NotFound
from app.models import Membership, Role
from app.models.account import OF_DELEGATIONS
from app.queries import accounts, memberships
from app.services import audit_entries, lookup
from app.services.folding import ids_with
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser


def page(
    db: Session, actor: Actor, conference_id: UUID, *, text: str | None = None, limit: int, cursor: str | None
) -> Page[Membership]:
    """By name: to organisers all, to a head those in its own delegation. Raises `NotFound`, `Forbidden` to others.

    Name and e-mail have each word of `text`.
    """
    query = _seen_by(actor, conference_id)
    if text is not None:
        query = query.where(Membership.id.in_(ids_with(db.execute(memberships.names(conference_id)), text)))
    return lookup.page(db, query, limit=limit, cursor=cursor)


def _seen_by(actor: Actor, conference_id: UUID) -> Select[Membership]:
    headed = {m.delegation_id for m in actor.memberships if m.conference_id == conference_id and m.role is Role.HEAD}
    if not headed or actor.organises(conference_id) is not None:
        require_organiser(actor, conference_id, Role.VIEWER)
        return memberships.of_conference(conference_id)
    return memberships.of_delegations(conference_id, {each for each in headed if each is not None})


def end(db: Session, actor: Actor, membership_id: UUID) -> None:
    """The person is signed out everywhere, since what they may do has changed.

    Owners end any membership, editors those in delegations, heads those of their members, and everybody their own.
    Raises `NotFound`, `Forbidden`, or `LastOwner`.
    """
    membership = _seen(db, actor, membership_id)
    if not may_end(actor, membership):
        raise Forbidden("Your role does not allow that.")
    if membership.role is Role.OWNER:
        _require_another_owner(db, membership)
    told = {"account_id": str(membership.account_id), "role": membership.role}
    audit_entries.record(
        db,
        actor,
        "membership.ended",
        conference_id=membership.conference_id,
        subject_id=membership.id,
        before=told,
    )
    db.execute(accounts.end_sign_ins(membership.account_id))
    db.delete(membership)


def change(db: Session, actor: Actor, membership_id: UUID, *, role: Role) -> Membership:
    """Give the person another role of the same kind; they sign in anew, since what they may do has changed.

    Owners change the roles of organisers, editors those in delegations. Raises `NotFound`, `Forbidden`, `Invalid` for
    a role of the other kind, or `LastOwner`.
    """
    membership = changeable(db, actor, membership_id)
    if (role in OF_DELEGATIONS) is not (membership.delegation_id is not None):
        raise lookup.invalid("/role", "Heads and members belong to a delegation, organisers to none.")
    if membership.role is Role.OWNER is not role:
        _require_another_owner(db, membership)
    told = {"account_id": str(membership.account_id)}
    audit_entries.record(
        db,
        actor,
        "membership.changed",
        conference_id=membership.conference_id,
        subject_id=membership.id,
        before=told | {"role": membership.role},
        after=told | {"role": role},
    )
    membership.role = role
    db.execute(accounts.end_sign_ins(membership.account_id))
    return membership


def changeable(db: Session, actor: Actor, membership_id: UUID) -> Membership:
    """Whose role the actor may change. Raises `NotFound` and `Forbidden`."""
    membership = _seen(db, actor, membership_id)
    role = Role.OWNER if membership.delegation_id is None else Role.EDITOR
    require_organiser(actor, membership.conference_id, role)
    return membership


def may_change(actor: Actor, membership: Membership) -> bool:
    """Whether the actor may give the person another role."""
    organiser = actor.organises(membership.conference_id)
    return organiser is Role.OWNER or (organiser is Role.EDITOR and membership.delegation_id is not None)


def _seen(db: Session, actor: Actor, membership_id: UUID) -> Membership:
    missing = NotFound("No such membership.")
    membership = lookup.one(db, memberships.by_id(membership_id), missing)
    if not _may_see(actor, membership):
        raise missing
    return membership


def _require_another_owner(db: Session, membership: Membership) -> None:
    if len(db.scalars(memberships.owners(membership.conference_id)).all()) == 1:
        raise LastOwner("Make somebody else an owner first.")


def _may_see(actor: Actor, membership: Membership) -> bool:
    inside = membership.delegation_id is not None and actor.of_delegation(membership.delegation_id) is not None
    return inside or actor.organises(membership.conference_id) is not None


def may_end(actor: Actor, membership: Membership) -> bool:
    """Whether the actor may end it, if not for the last owner."""
    if membership.account_id == actor.account.id:
        return True
    organiser = actor.organises(membership.conference_id)
    if membership.delegation_id is None:
        return organiser is Role.OWNER
    head = actor.of_delegation(membership.delegation_id) is Role.HEAD
    return organiser in {Role.OWNER, Role.EDITOR} or (head and membership.role is Role.MEMBER)
