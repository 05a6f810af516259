"""Reading wishes. They are for who wishes and for organisers, not for whom they are about."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import Select, Update, func, or_, select, tuple_, update
from sqlalchemy.orm import aliased, joinedload, load_only

from app.models import Delegation, Wish, WishKind
from app.queries.delegations import in_order, of_organisations
from app.queries.sight import Sight

AFTER_ALL_RANKS = 1_000_000


def of_session(session_id: UUID) -> Select[Wish]:
    """Each delegation's wishes by rank; those not to be met come last."""
    return (
        select(Wish)
        .where(Wish.session_id == session_id)
        .order_by(Wish.delegation_id, func.coalesce(Wish.rank, AFTER_ALL_RANKS), Wish.target_id)
    )


def visible(
    session_id: UUID,
    sight: Sight,
    *,
    delegation_id: UUID | None = None,
    organisation_ids: Collection[UUID] | None = None,
) -> Select[Wish]:
    """Those of a session that somebody may see: of one delegation, and of or for one of some organisations."""
    query = of_session(session_id).where(sight.shares_delegation(Wish.delegation_id))
    if delegation_id is not None:
        query = query.where(Wish.delegation_id == delegation_id)
    if organisation_ids is not None:
        named = of_organisations(organisation_ids)
        query = query.where(or_(Wish.delegation_id.in_(named), Wish.target_id.in_(named)))
    return query


def of_conference(conference_id: UUID, sight: Sight) -> Select[Wish]:
    """Those of all sessions of a conference, by who wishes."""
    return (
        select(Wish)
        .join(Wish.delegation)
        .where(Delegation.conference_id == conference_id, sight.shares_delegation(Wish.delegation_id))
        .order_by(
            *in_order(),
            Wish.session_id,
            func.coalesce(Wish.rank, AFTER_ALL_RANKS),
        )
    )


def ranked_of(session_id: UUID, delegation_id: UUID) -> Select[Wish]:
    """Whom a delegation wants to meet, the first wish first."""
    own = (Wish.session_id == session_id, Wish.delegation_id == delegation_id, Wish.kind == WishKind.RANKED)
    return select(Wish).where(*own).order_by(Wish.rank)


def out_of_the_way(ids: Collection[UUID]) -> Update:
    """Move wishes behind every rank that can be asked for, to come back from there in another order."""
    return (
        update(Wish)
        .where(Wish.id.in_(ids), Wish.rank.is_not(None))
        .values(rank=Wish.rank + AFTER_ALL_RANKS)
        .execution_options(synchronize_session=False)
    )


def ranked(session_id: UUID) -> Select[Wish]:
    """Who wishes for whom and how much, and no more of it: there are thousands, in no order."""
    return (
        select(Wish)
        .where(Wish.session_id == session_id, Wish.kind == WishKind.RANKED)
        .options(load_only(Wish.delegation_id, Wish.target_id, Wish.rank, raiseload=True))
    )


def by_id(wish_id: UUID, sight: Sight) -> Select[Wish]:
    """With its delegation."""
    return (
        select(Wish)
        .where(Wish.id == wish_id, sight.shares_delegation(Wish.delegation_id))
        .options(joinedload(Wish.delegation))
    )


def of_pairs(keys: Iterable[tuple[UUID, UUID, UUID]]) -> Select[Wish]:
    """What delegations say of others, each named by the session, who wishes and of whom."""
    return select(Wish).where(tuple_(Wish.session_id, Wish.delegation_id, Wish.target_id).in_(list(keys)))


def do_not_meet(session_id: UUID, a_id: UUID, b_id: UUID) -> Select[Wish]:
    """Whether one of the two does not want to meet the other."""
    return select(Wish).where(
        Wish.session_id == session_id,
        Wish.kind == WishKind.DO_NOT_MEET,
        or_(
            (Wish.delegation_id == a_id) & (Wish.target_id == b_id),
            (Wish.delegation_id == b_id) & (Wish.target_id == a_id),
        ),
    )


def refusal(session_id: UUID, delegation_id: UUID, target_id: UUID) -> Select[Wish]:
    """Whether the one does not want to meet the other, whatever that one wants."""
    return select(Wish).where(
        Wish.session_id == session_id,
        Wish.kind == WishKind.DO_NOT_MEET,
        Wish.delegation_id == delegation_id,
        Wish.target_id == target_id,
    )


def mutual(session_id: UUID) -> Select[Wish]:
    """Of each two delegations that wish for each other, the wish of the one with the smaller id."""
    back = aliased(Wish)
    return (
        select(Wish)
        .join(back, (back.session_id == Wish.session_id) & (back.delegation_id == Wish.target_id))
        .where(
            Wish.session_id == session_id,
            Wish.delegation_id < Wish.target_id,
            Wish.kind == WishKind.RANKED,
            back.target_id == Wish.delegation_id,
            back.kind == WishKind.RANKED,
        )
        .order_by(Wish.delegation_id, Wish.target_id)
    )


def between(session_id: UUID, pairs: Collection[tuple[UUID, UUID]]) -> Select[Wish]:
    """Those of the first of each pair for the second."""
    return select(Wish).where(Wish.session_id == session_id, tuple_(Wish.delegation_id, Wish.target_id).in_([*pairs]))


def alternatives(session_id: UUID, delegation_id: UUID, alternative: str) -> Select[Wish]:
    """The wishes of a delegation of which one at most is met."""
    return select(Wish).where(
        Wish.session_id == session_id, Wish.delegation_id == delegation_id, Wish.alternative == alternative
    )


def alternatives_to(session_id: UUID, a_id: UUID, b_id: UUID) -> Select[Wish]:
    """What one of the two wishes for at most instead of the other."""
    own = aliased(Wish)
    return (
        select(Wish)
        .join(
            own,
            (own.session_id == Wish.session_id)
            & (own.delegation_id == Wish.delegation_id)
            & (own.alternative == Wish.alternative)
            & (own.id != Wish.id),
        )
        .where(
            Wish.session_id == session_id,
            or_(
                (own.delegation_id == a_id) & (own.target_id == b_id),
                (own.delegation_id == b_id) & (own.target_id == a_id),
            ),
        )
        .order_by(Wish.delegation_id, Wish.target_id)
    )
