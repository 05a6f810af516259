"""Reading the versions and changes of state of needs and offerings, and taking away what they say."""

from uuid import UUID

from sqlalchemy import Select, Update, and_, func, not_, or_, select, union, update
from sqlalchemy.orm import joinedload

from app.models import Account, Delegation, Interest, InterestRevision, Membership, SignOff, StateChange


def revisions(interest_id: UUID, *, undisclosed: bool) -> Select[InterestRevision]:
    """With who wrote them, the latest first."""
    query = select(InterestRevision).where(InterestRevision.interest_id == interest_id)
    if not undisclosed:
        query = query.where(or_(InterestRevision.submitted_at.is_not(None), InterestRevision.on_behalf))
    return query.options(joinedload(InterestRevision.account)).order_by(InterestRevision.number.desc())


def latest_revision(interest_id: UUID) -> Select[InterestRevision]:
    return (
        select(InterestRevision)
        .where(InterestRevision.interest_id == interest_id)
        .order_by(InterestRevision.number.desc())
        .limit(1)
    )


def state_changes(interest_id: UUID) -> Select[StateChange]:
    """With who made them, the latest first."""
    return (
        select(StateChange)
        .where(StateChange.interest_id == interest_id)
        .options(joinedload(StateChange.account))
        .order_by(StateChange.number.desc())
    )


def state_change(change_id: UUID) -> Select[StateChange]:
    """With who made it, and of what."""
    return (
        select(StateChange)
        .where(StateChange.id == change_id)
        .options(joinedload(StateChange.account), joinedload(StateChange.interest))
    )


def last_number(interest_id: UUID) -> Select[int]:
    """Of its changes of state; 0 if there is none."""
    return select(func.coalesce(func.max(StateChange.number), 0)).where(StateChange.interest_id == interest_id)


def who_may_have_said(interest: Interest) -> Select[UUID]:
    """Accounts whose requests may have been answered with what it says: of its delegation, organisers, and authors.

    A dry run of an import is answered with it, too, and leaves no trace.
    """
    of_conference = Membership.conference_id == interest.delegation.conference_id
    elsewhere = and_(Membership.delegation_id.is_not(None), Membership.delegation_id != interest.delegation_id)
    accounts = [
        select(Membership.account_id).where(of_conference, not_(elsewhere)),
        select(Account.id).where(Account.is_administrator),
        *(
            select(kept.account_id).where(kept.interest_id == interest.id, kept.account_id.is_not(None))
            for kept in (InterestRevision, StateChange, SignOff)
        ),
    ]
    return select(union(*accounts).subquery().c.account_id)


def erase_contents(interest_id: UUID) -> Update:
    return update(InterestRevision).where(InterestRevision.interest_id == interest_id).values(content=None)


def erase_comments(interest_id: UUID) -> Update:
    return update(StateChange).where(StateChange.interest_id == interest_id).values(comment=None)


def forget_people(conference_id: UUID) -> list[Update]:
    """Forget who wrote and decided at a conference."""
    submitted = (
        select(Interest.id).join(Interest.delegation).where(Delegation.conference_id == conference_id).scalar_subquery()
    )
    return [
        update(kept).where(kept.interest_id.in_(submitted)).values(account_id=None)
        for kept in (InterestRevision, StateChange, SignOff)
    ]
