"""Needs and offerings: what delegations look for, and what they bring."""

from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import WrongState
from app.models import Interest, InterestState
from app.queries import documents, interests
from app.services import (
    conferences,
    contents,
    delegations,
    interest_access,
    lookup,
    revisions,
    shelves,
    stages,
    state_changes,
)
from app.services.disclosure import Shown, shown
from app.services.folding import words
from app.services.lookup import Page
from app.services.permissions import Actor, require_submitter
from app.services.stage_rules import Activity

Kind = TypeVar("Kind", bound=Interest)


def page(
    db: Session, actor: Actor, kind: type[Kind], delegation_id: UUID, *, limit: int, cursor: str | None
) -> Page[Shown[Kind]]:
    delegation = delegations.alone(db, actor, delegation_id)
    query = interests.of_delegation(kind, delegation, actor.sight)
    return lookup.page(db, query, limit=limit, cursor=cursor).with_each(partial(shown, actor))


def page_of_conference(
    db: Session,
    actor: Actor,
    kind: type[Kind],
    conference_id: UUID,
    *,
    text: str | None,
    limit: int,
    cursor: str | None,
    **wanted: Any,
) -> Page[Shown[Kind]]:
    """All that the actor sees of a conference, by the delegations' order of protocol; it says each word of `text`.

    What a filter asks of what something says finds only what the actor may read.
    """
    conference = conferences.get(db, actor, conference_id)
    query = interests.of_conference(kind, conference.id, actor.sight, words=words(text), **wanted)
    return lookup.page(db, query, limit=limit, cursor=cursor).with_each(partial(shown, actor))


def get(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID) -> Shown[Kind]:
    return shown(actor, interest_access.one(db, actor, kind, interest_id))


def for_author(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID) -> Shown[Kind]:
    """The same to be changed. Raises `Forbidden` but to the delegation, and to editors if they may read it."""
    interest = interest_access.one(db, actor, kind, interest_id)
    interest_access.require_author(actor, interest)
    return shown(actor, interest)


def create(db: Session, actor: Actor, kind: type[Kind], delegation_id: UUID, *, values: dict[str, Any]) -> Shown[Kind]:
    """A draft. Raises `Forbidden`, as `stages.require` and as `contents.write`."""
    (interest,) = create_all(db, actor, kind, [(delegation_id, values)])
    return shown(actor, interest)


def create_all(
    db: Session, actor: Actor, kind: type[Kind], entries: Sequence[tuple[UUID, dict[str, Any]]]
) -> list[Kind]:
    """Several drafts at once, with few statements. Raises as `create` for the first that is refused."""
    owners = {each: delegations.alone(db, actor, each) for each in dict.fromkeys(owner for owner, _ in entries)}
    for delegation in owners.values():
        require_submitter(actor, delegation)
    for conference_id in {delegation.conference_id for delegation in owners.values()}:
        stages.require(db, actor, conference_id, Activity.SUBMIT)
    made = [
        kind(delegation_id=each, delegation=owners[each], is_disclosed=actor.of_delegation(each) is None)
        for each, _ in entries
    ]
    for interest, (_, values) in zip(made, entries, strict=True):
        contents.say(db, interest, values)
    with contents.refused_if_taken(db, made[0]):
        db.add_all([*made, *revisions.first(actor, made)])
    return made


def update(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID, *, values: dict[str, Any]) -> Shown[Kind]:
    """Raises `WrongState` for what was submitted, `PreconditionFailed`, and as `create`."""
    interest = editable(db, actor, kind, interest_id)
    contents.write(db, interest, values)
    revisions.save(db, actor, interest)
    db.flush()
    return shown(actor, interest)


def delete(db: Session, actor: Actor, kind: type[Interest], interest_id: UUID) -> None:
    """Raises `WrongState` for what was ever submitted, and as `update`."""
    interest = editable(db, actor, kind, interest_id)
    if interest.state is not InterestState.DRAFT:
        raise WrongState("It has been submitted; it can be withdrawn, but not deleted.")
    shelves.let_go(db, db.scalars(documents.ids_of_interest(interest.id)).all())
    db.delete(interest)


def editable(db: Session, actor: Actor, kind: type[Kind], interest_id: UUID) -> Kind:
    """As it is, to be changed by the actor. Raises as `update`."""
    seen = interest_access.one(db, actor, kind, interest_id)
    interest_access.require_author(actor, seen)
    interest_access.require_time(db, actor, seen)
    interest = interest_access.held(db, actor, seen)
    state_changes.require_editable(interest)
    return interest
