"""Delegations: which organisations come to a conference, and when they can meet."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, InUse, NotFound
from app.models import Delegation, Role, Unavailability
from app.queries import accounts, delegations, documents, impacts, memberships, organisations, sessions
from app.services import conferences, endings, lookup, shelves, stages
from app.services.group_impacts import of_leaving
from app.services.lookup import Page
from app.services.organisations import ids_named
from app.services.permissions import Actor, require_organiser, require_submitter


def page(
    db: Session,
    actor: Actor,
    conference_id: UUID,
    *,
    side: str | None = None,
    text: str | None = None,
    limit: int,
    cursor: str | None,
) -> Page[Delegation]:
    """In the order of protocol; names and code of the organisation have each word of `text`."""
    conference = conferences.get(db, actor, conference_id)
    organisation_ids = None if text is None else ids_named(db, text)
    query = delegations.of_conference(conference.id, side=side, organisation_ids=organisation_ids)
    return lookup.page(db, query, limit=limit, cursor=cursor)


def named(db: Session, actor: Actor, conference_id: UUID) -> Sequence[Delegation]:
    """All of a conference with their organisations alone, in the order of protocol."""
    conference = conferences.get(db, actor, conference_id)
    return db.scalars(delegations.named_of_conference(conference.id)).all()


def get(db: Session, actor: Actor, delegation_id: UUID) -> Delegation:
    return lookup.one(db, delegations.by_id(delegation_id, actor.sight), NotFound("No such delegation."))


def for_editor(db: Session, actor: Actor, delegation_id: UUID) -> Delegation:
    """The same for what organisers decide of it. Raises `Forbidden` but to editors."""
    delegation = get(db, actor, delegation_id)
    require_organiser(actor, delegation.conference_id, Role.EDITOR)
    return delegation


def for_submitter(db: Session, actor: Actor, delegation_id: UUID) -> Delegation:
    """The same for what it says itself. Raises `Forbidden` but to the delegation and to editors."""
    delegation = get(db, actor, delegation_id)
    require_submitter(actor, delegation)
    return delegation


def locked(db: Session, actor: Actor, delegation_id: UUID) -> Delegation:
    """The delegation, of which nobody else changes the parts until this transaction ends."""
    return lookup.one(
        db, delegations.row(delegation_id, actor.sight).with_for_update(), NotFound("No such delegation.")
    )


def alone(db: Session, actor: Actor, delegation_id: UUID) -> Delegation:
    """Without organisation and slots, for what belongs to it. Raises `NotFound`."""
    return lookup.one(db, delegations.row(delegation_id, actor.sight), NotFound("No such delegation."))


def create(db: Session, actor: Actor, conference_id: UUID, *, values: dict[str, Any]) -> Delegation:
    """Raises `Forbidden` but to editors, `Duplicate` if the organisation is there already, and `Invalid`."""
    conference = conferences.get(db, actor, conference_id)
    stages.require_editor(db, actor, conference.id)
    if db.scalars(organisations.by_id(values["organisation_id"])).one_or_none() is None:
        raise lookup.invalid("/organisation_id", "No such organisation.")
    slot_ids = values.pop("unavailable_slot_ids")
    delegation = Delegation(conference_id=conference.id, **values)
    set_unavailable(db, delegation, slot_ids)
    with lookup.refused_as(db, Duplicate("This organisation has a delegation at the conference already.")):
        db.add(delegation)
    return lookup.reloaded(db, delegations.by_id(delegation.id, actor.sight))


def delete(db: Session, actor: Actor, delegation_id: UUID, *, accept_impact: bool) -> None:
    """Takes along all that it has said and all that is said of it.

    Raises `Forbidden` but to editors, `InUse` if it has a meeting in a timetable, and `WouldInvalidate` if there is
    something to take along; its tables and the groups that it convenes stay, and are nobody's.
    Its people are signed out.
    """
    delegation = get(db, actor, delegation_id)
    stages.require_editor(db, actor, delegation.conference_id)
    stored = db.scalars(documents.ids_of_delegation(delegation.id)).all()
    people = db.scalars(memberships.people_of_delegation(delegation.id)).all()
    loosened = replace(
        of_leaving(db, delegation),
        own_tables=db.scalars(impacts.own_tables(delegation.id)).all(),
        convened_groups=db.scalars(impacts.groups(impacts.convened_by(delegation.id))).all(),
    )
    unless = InUse("This delegation has meetings in a timetable.")
    endings.delete(db, delegation, unless=unless, accepted=accept_impact, besides=loosened)
    shelves.let_go(db, stored)
    db.execute(accounts.end_sign_ins(*people, but=actor.sign_in_id))


def set_unavailable(db: Session, delegation: Delegation, slot_ids: Sequence[UUID]) -> None:
    """Raises `Invalid` for a slot that is not of the conference."""
    known = {slot.id for slot in db.scalars(sessions.slots_of_conference(delegation.conference_id))}
    for i, slot_id in enumerate(slot_ids):
        if slot_id not in known:
            raise lookup.invalid(f"/unavailable_slot_ids/{i}", "No such slot at this conference.")
    kept = {row.slot_id: row for row in delegation.unavailabilities}
    delegation.unavailabilities = [kept.get(slot_id) or Unavailability(slot_id=slot_id) for slot_id in slot_ids]
