"""Mutual wishes: pairs of delegations each of which wishes for the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Role, Wish
from app.queries import wishes
from app.services import lookup, sessions
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser


@dataclass(frozen=True, slots=True)
class MutualWish:
    """Two delegations, and at which rank each wishes for the other."""

    a_id: UUID
    b_id: UUID
    a_rank: int | None
    b_rank: int | None


def page(db: Session, actor: Actor, session_id: UUID, *, limit: int, cursor: str | None) -> Page[MutualWish]:
    """For organisers, since a wish is not for whom it is about."""
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    found = lookup.page(db, wishes.mutual(session.id), limit=limit, cursor=cursor)
    pairs = [(wish.target_id, wish.delegation_id) for wish in found.items]
    ranks = {(back.delegation_id, back.target_id): back.rank for back in db.scalars(wishes.between(session.id, pairs))}
    return found.with_each(partial(_mutual, ranks))


def _mutual(ranks: Mapping[tuple[UUID, UUID], int | None], wish: Wish) -> MutualWish:
    one, other = wish.delegation_id, wish.target_id
    return MutualWish(one, other, wish.rank, ranks[other, one])
