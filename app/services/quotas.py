"""Quotas: how often the delegations of a side may ask, wish, and say that they do not meet; and how often they have.

A request counts for whoever sent it as long as it waits or is accepted, and so does asking one of another side into a
group. What was declined, withdrawn or has expired is given back; to agree to what another asks costs nothing.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.errors import QuotaUsed
from app.i18n.messages import mark
from app.models import Delegation, SideRule, Wish, WishKind
from app.queries import delegations, quotas
from app.services import lookup, side_rules
from app.services.lookup import Page
from app.services.permissions import Actor

WISHES_USED_UP: Mapping[WishKind, str] = {
    WishKind.RANKED: mark("This delegation has a quota of {limit} for wishes in this session, and it is used up."),
    WishKind.DO_NOT_MEET: mark(
        "This delegation has a quota of {limit} for do-not-meets in this session, and it is used up."
    ),
}
FREE = SideRule(max_requests=None, max_wishes=None, max_do_not_meets=None)


@dataclass(frozen=True, slots=True)
class Quota:
    """How much of something there may be, and is; a `limit` of null is as much as one likes."""

    limit: int | None
    used: int

    @property
    def remaining(self) -> int | None:
        """Nothing, too, where the limit was lowered after more was used."""
        return None if self.limit is None else max(self.limit - self.used, 0)


@dataclass(frozen=True, slots=True)
class Quotas:
    """Those of one delegation in a session; of its requests so many are `invitations` into groups."""

    delegation_id: UUID
    requests: Quota
    wishes: Quota
    do_not_meets: Quota
    invitations: int


def page(db: Session, actor: Actor, session_id: UUID, *, limit: int, cursor: str | None) -> Page[Quotas]:
    """Of the own delegations; for organisers, of all."""
    session = side_rules.get(db, actor, session_id)
    rules = {rule.side: rule for rule in session.side_rules}
    found = lookup.page(db, delegations.known(session.conference_id, actor.sight), limit=limit, cursor=cursor)
    used = _Used(db, session_id, [delegation.id for delegation in found.items])
    return found.with_each(lambda delegation: used.by(delegation, rules.get(delegation.side, FREE)))


def of_all(db: Session, session_id: UUID, present: Sequence[Delegation], rules: Mapping[str, SideRule]) -> list[Quotas]:
    """Those of some delegations, by the rules of their sides."""
    used = _Used(db, session_id, [delegation.id for delegation in present])
    return [used.by(delegation, rules.get(delegation.side, FREE)) for delegation in present]


def check_request(db: Session, session_id: UUID, delegation_id: UUID, *, more: int = 1) -> None:
    """Raises `QuotaUsed` if the delegation, in a session that is locked, may not ask so many `more`."""
    used = _Used(db, session_id, [delegation_id]).requests[delegation_id]
    template = mark("This delegation has a quota of {limit} for requests that wait or are accepted, and it is used up.")
    _check(_rule(db, session_id, delegation_id).max_requests, used + more, template)


def check_wishes(db: Session, session_id: UUID, made: Sequence[Wish], wishing: Mapping[UUID, Delegation]) -> None:
    """Raises `QuotaUsed` if of the wishes, which are stored in a session that is locked, one is too many of its kind.

    `wishing` has by their ids the delegations whose they are.
    """
    rules = side_rules.by_side(db, session_id)
    for kind, template in WISHES_USED_UP.items():
        ids = {wish.delegation_id for wish in made if wish.kind is kind}
        limits = {each: rules.get(wishing[each].side, FREE) for each in ids}
        limited = {each: _limit(rule, kind) for each, rule in limits.items() if _limit(rule, kind) is not None}
        used = _counts(db, quotas.wishes(session_id, limited.keys(), kind)) if limited else Counter[UUID]()
        for each, limit in limited.items():
            _check(limit, used[each], template)


def _limit(rule: SideRule, kind: WishKind) -> int | None:
    return rule.max_wishes if kind is WishKind.RANKED else rule.max_do_not_meets


def _check(limit: int | None, wanted: int, template: str) -> None:
    if limit is not None and wanted > limit:
        raise QuotaUsed(template, limit=limit)


def _rule(db: Session, session_id: UUID, delegation_id: UUID) -> SideRule:
    return side_rules.of_delegation(db, session_id, delegation_id) or FREE


class _Used:
    """What some delegations of a session have used of each quota."""

    def __init__(self, db: Session, session_id: UUID, ids: Collection[UUID]) -> None:
        sent = _counts(db, quotas.requests(session_id, ids, now=datetime.now(UTC)))
        self.invitations = _counts(db, quotas.invitations(session_id, ids))
        self.requests = sent + self.invitations
        self.wishes = _counts(db, quotas.wishes(session_id, ids, WishKind.RANKED))
        self.do_not_meets = _counts(db, quotas.wishes(session_id, ids, WishKind.DO_NOT_MEET))

    def by(self, delegation: Delegation, rule: SideRule) -> Quotas:
        return Quotas(
            delegation_id=delegation.id,
            requests=Quota(rule.max_requests, self.requests[delegation.id]),
            wishes=Quota(rule.max_wishes, self.wishes[delegation.id]),
            do_not_meets=Quota(rule.max_do_not_meets, self.do_not_meets[delegation.id]),
            invitations=self.invitations[delegation.id],
        )


def _counts(db: Session, query: Select[UUID, int]) -> Counter[UUID]:
    return Counter(dict(iter(db.execute(query))))
