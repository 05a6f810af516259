"""Reading enquiries, and who may: whoever asks, the mission that has to answer, and administrators."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Update, func, or_, select, true, union, update
from sqlalchemy.orm import joinedload

from app.models import Account, Delegation, Enquiry, EnquiryChange, EnquiryKind, EnquiryStatus, Membership, Organisation
from app.queries.sight import Sight


def visible(
    sight: Sight,
    *,
    status: EnquiryStatus | None = None,
    kind: EnquiryKind | None = None,
    mission_id: UUID | None = None,
    words: Sequence[str] = (),
) -> Select[Enquiry]:
    """Those that fit every filter given, the latest first; `words` are folded."""
    query = _with_parties(select(Enquiry).where(visible_to(sight)))
    if status is not None:
        query = query.where(Enquiry.status == status)
    if kind is not None:
        query = query.where(Enquiry.kind == kind)
    if mission_id is not None:
        query = query.where(Enquiry.mission_id == mission_id)
    query = query.where(*(Enquiry.folded.contains(word, autoescape=True) for word in words))
    return query.order_by(Enquiry.sent_at.desc(), Enquiry.id)


def told(sight: Sight) -> Select[Enquiry]:
    """What was not taken away, as a workbook has it: the earliest first."""
    query = select(Enquiry).where(visible_to(sight), Enquiry.need.is_not(None))
    return query.order_by(Enquiry.sent_at, Enquiry.id)


def parties(sight: Sight) -> Select[UUID]:
    """Who asks and who has to answer in all that somebody may see."""
    seen = visible_to(sight)
    missions = select(Enquiry.mission_id).where(seen, Enquiry.mission_id.is_not(None))
    return select(union(select(Enquiry.organisation_id).where(seen), missions).subquery().c[0])


def by_id(enquiry_id: UUID, sight: Sight) -> Select[Enquiry]:
    return _with_parties(select(Enquiry).where(Enquiry.id == enquiry_id, visible_to(sight)))


def _with_parties(query: Select[Enquiry]) -> Select[Enquiry]:
    return query.options(joinedload(Enquiry.organisation), joinedload(Enquiry.mission))


def organisations_of(sight: Sight) -> Select[UUID]:
    """In whose name somebody may speak: those of whose delegations they are, at whatever conference."""
    return select(Delegation.organisation_id).where(Delegation.id.in_(sight.delegations))


def organisation(organisation_id: UUID) -> Select[Organisation]:
    return select(Organisation).where(Organisation.id == organisation_id)


def changes(enquiry_id: UUID) -> Select[EnquiryChange]:
    """With who made them, the latest first."""
    return (
        select(EnquiryChange)
        .where(EnquiryChange.enquiry_id == enquiry_id)
        .options(joinedload(EnquiryChange.account))
        .order_by(EnquiryChange.number.desc())
    )


def last_number(enquiry_id: UUID) -> Select[int]:
    """Of its changes; 0 if there is none."""
    return select(func.coalesce(func.max(EnquiryChange.number), 0)).where(EnquiryChange.enquiry_id == enquiry_id)


def erase_texts(enquiry_id: UUID) -> Update:
    return update(EnquiryChange).where(EnquiryChange.enquiry_id == enquiry_id).values(text=None)


def who_may_have_said(enquiry: Enquiry) -> Select[UUID]:
    """Accounts whose requests may have been answered with what it says."""
    both = [each for each in (enquiry.organisation_id, enquiry.mission_id) if each is not None]
    people = (
        select(Membership.account_id)
        .join(Delegation, Delegation.id == Membership.delegation_id)
        .where(Delegation.organisation_id.in_(both))
    )
    authors = select(EnquiryChange.account_id).where(
        EnquiryChange.enquiry_id == enquiry.id, EnquiryChange.account_id.is_not(None)
    )
    administrators = select(Account.id).where(Account.is_administrator)
    return select(union(people, authors, administrators).subquery().c.account_id)


def visible_to(sight: Sight) -> ColumnElement[bool]:
    if sight.everything:
        return true()
    own = organisations_of(sight)
    return or_(Enquiry.organisation_id.in_(own), Enquiry.mission_id.in_(own))
