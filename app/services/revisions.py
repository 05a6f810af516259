"""Versions of needs and offerings: each that was saved is kept, apart from the record of what was done.

What a delegation says may turn out to be what nobody may keep here. So the record only tells that it was changed, and
what it was is in rows that can be taken away.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Interest, InterestRevision
from app.queries import interest_history
from app.services import contents, interest_access, lookup
from app.services.lookup import Page
from app.services.permissions import Actor


def page(
    db: Session, actor: Actor, kind: type[Interest], interest_id: UUID, *, limit: int, cursor: str | None
) -> Page[InterestRevision]:
    """The latest first: to the delegation all, to organisers those that are disclosed to them."""
    interest = interest_access.inside(db, actor, kind, interest_id)
    own = actor.of_delegation(interest.delegation_id) is not None
    return lookup.page(db, interest_history.revisions(interest.id, undisclosed=own), limit=limit, cursor=cursor)


def first(actor: Actor, made: Sequence[Interest]) -> list[InterestRevision]:
    """The first versions of new ones, to be stored with them."""
    return [_version(actor, each, number=1, changed=[], content=contents.said(each)) for each in made]


def save(db: Session, actor: Actor, interest: Interest) -> None:
    """Keep it as it is now, unless nothing has changed."""
    last, content = _latest(db, interest), contents.of(db, interest)
    before = (last.content if last else None) or {}
    changed = [name for name in before | content if last and before.get(name) != content.get(name)]
    if last is None or changed:
        interest.is_disclosed, interest.sign_off = actor.of_delegation(interest.delegation_id) is None, None
        _keep(db, actor, interest, number=last.number + 1 if last else 1, changed=changed, content=content)


def disclose(db: Session, actor: Actor, interest: Interest, now: datetime) -> None:
    """Let organisers read it as it is now."""
    current(db, actor, interest).submitted_at = now
    interest.is_disclosed = True


def current(db: Session, actor: Actor, interest: Interest) -> InterestRevision:
    """The version that it is now."""
    last = _latest(db, interest)
    # Packaged conferences come without versions.
    return last or _keep(db, actor, interest, number=1, changed=[], content=contents.of(db, interest))


def _latest(db: Session, interest: Interest) -> InterestRevision | None:
    return db.scalars(interest_history.latest_revision(interest.id)).one_or_none()


def _keep(db: Session, actor: Actor, interest: Interest, **version: Any) -> InterestRevision:
    revision = _version(actor, interest, **version)
    db.add(revision)
    db.flush()
    return revision


def _version(actor: Actor, interest: Interest, **version: Any) -> InterestRevision:
    """As written by the actor now."""
    return InterestRevision(
        interest=interest,
        at=datetime.now(UTC),
        account_id=actor.account.id,
        on_behalf=actor.of_delegation(interest.delegation_id) is None,
        **version,
    )
