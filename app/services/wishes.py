"""Wishes: whom delegations want to meet, in what order, and whom not."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotFound
from app.models import Wish, WishKind
from app.queries import wishes
from app.services import contradictions, delegations, lookup, pairs, quotas, sessions, side_rules, stages
from app.services.lookup import Page
from app.services.organisations import ids_named
from app.services.permissions import Actor, require_submitter
from app.services.stage_rules import Activity


def page(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    delegation_id: UUID | None,
    text: str | None = None,
    limit: int,
    cursor: str | None,
) -> Page[Wish]:
    """Each delegation's by rank; names or code of who wishes, or of whom, have each word of `text`."""
    session = sessions.get(db, actor, session_id)
    named = None if text is None else ids_named(db, text)
    query = wishes.visible(session.id, actor.sight, delegation_id=delegation_id, organisation_ids=named)
    return lookup.page(db, query, limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, wish_id: UUID) -> Wish:
    return lookup.one(db, wishes.by_id(wish_id, actor.sight), NotFound("No such wish."))


def for_submitter(db: Session, actor: Actor, wish_id: UUID) -> Wish:
    """The same to be changed. Raises `Forbidden` but to the delegation and to editors."""
    wish = get(db, actor, wish_id)
    require_submitter(actor, wish.delegation)
    return wish


def create(db: Session, actor: Actor, session_id: UUID, *, values: dict[str, Any]) -> Wish:
    """Say of one delegation that it wants to meet another, or that it does not.

    Raises `Invalid` for itself or one that is elsewhere, `Duplicate` for a second wish or rank, `MayNotAsk` if its side
    does not ask that of the other, `QuotaUsed`, and as `contradictions.check_wish`.
    """
    (wish,) = create_all(db, actor, session_id, [values])
    return wish


def create_all(db: Session, actor: Actor, session_id: UUID, rows: Sequence[dict[str, Any]]) -> list[Wish]:
    """Several at once, with few statements. Raises as `create` for the first that is refused."""
    session = sessions.plain(db, actor, session_id)
    made = [Wish(session_id=session.id, **values) for values in rows]
    present = pairs.present(db, session, {each for wish in made for each in (wish.delegation_id, wish.target_id)})
    for wish in made:
        pairs.check_among(present, ("delegation_id", wish.delegation_id), ("target_id", wish.target_id))
        require_submitter(actor, present[wish.delegation_id])
    stages.require(db, actor, session.conference_id, Activity.REQUEST)
    sessions.locked(db, actor, session_id)
    with lookup.refused_as(db, partial(_taken, db, made)):
        db.add_all(made)
    for wish in made:
        contradictions.check_wish(db, wish)
    asked = [(present[wish.delegation_id], present[wish.target_id]) for wish in made if wish.kind is WishKind.RANKED]
    side_rules.check_may_all_ask(db, session.id, asked)
    quotas.check_wishes(db, session.id, made, present)
    return made


def update(db: Session, actor: Actor, wish_id: UUID, *, values: dict[str, Any]) -> Wish:
    """Change the rank, or the mind. Raises `Duplicate`, `QuotaUsed` and the contradictions as `create`."""
    wish = for_submitter(db, actor, wish_id)
    stages.require(db, actor, wish.delegation.conference_id, Activity.REQUEST)
    sessions.locked(db, actor, wish.session_id)
    before = wish.kind
    with lookup.refused_as(db, _rank_taken()):
        lookup.change(wish, values)
    contradictions.check_wish(db, wish)
    _check_may_ask(db, wish)
    if wish.kind is not before:
        quotas.check_wishes(db, wish.session_id, [wish], {wish.delegation_id: wish.delegation})
    return wish


def put_in_order(db: Session, actor: Actor, session_id: UUID, delegation_id: UUID, ids: Sequence[UUID]) -> None:
    """Give the ranked wishes of a delegation the ranks from 1 on, in this order.

    Raises `Forbidden`, `Invalid` if these are not all of them, and as `stages.require`.
    """
    delegation = delegations.get(db, actor, delegation_id)
    require_submitter(actor, delegation)
    stages.require(db, actor, delegation.conference_id, Activity.REQUEST)
    session = sessions.locked(db, actor, session_id)
    known = {wish.id: wish for wish in db.scalars(wishes.ranked_of(session.id, delegation.id))}
    if sorted(ids) != sorted(known):
        raise lookup.invalid("/ids", "Each ranked wish of the delegation has a place in the order.")
    moved = {wish_id: rank for rank, wish_id in enumerate(ids, start=1) if known[wish_id].rank != rank}
    db.execute(wishes.out_of_the_way(moved.keys()))
    for wish_id, rank in moved.items():
        known[wish_id].rank = rank
    db.flush()


def delete(db: Session, actor: Actor, wish_id: UUID) -> None:
    wish = for_submitter(db, actor, wish_id)
    stages.require(db, actor, wish.delegation.conference_id, Activity.REQUEST)
    db.delete(wish)


def _check_may_ask(db: Session, wish: Wish) -> None:
    if wish.kind is WishKind.RANKED:
        side_rules.check_may_ask(db, wish.session_id, wish.delegation_id, wish.target_id)


def _taken(db: Session, made: Sequence[Wish]) -> Duplicate:
    """Which of the two it is that is there already, once the database has refused it."""
    if db.scalars(wishes.of_pairs((wish.session_id, wish.delegation_id, wish.target_id) for wish in made)).first():
        return Duplicate("This delegation has a wish for that delegation already.", pointer="/target_id")
    return _rank_taken()


def _rank_taken() -> Duplicate:
    return Duplicate("This delegation has another wish of that rank already.", pointer="/rank")
