"""Finding conferences of long ago, and forgetting who was there."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Delete, Select, Update, delete, exists, or_, select, update

from app.models import (
    Account,
    AuditEntry,
    Conference,
    ConferenceSession,
    Delegate,
    Delegation,
    Enquiry,
    EnquiryChange,
    EnquiryDocument,
    EnquiryStatus,
    Interpreter,
    Invitation,
    Membership,
)


def kept(*, ended_before: date) -> Select[Conference]:
    """Conferences of which people are kept, the oldest first."""
    return (
        select(Conference)
        .where(Conference.ends_on < ended_before, Conference.personal_data_erased_at.is_(None))
        .order_by(Conference.ends_on, Conference.code)
    )


def forget_delegates(conference_id: UUID) -> Delete:
    present = select(Delegation.id).where(Delegation.conference_id == conference_id)
    return delete(Delegate).where(Delegate.delegation_id.in_(present))


def unname_interpreters(conference_id: UUID) -> Update:
    """Their codes stay, by which timetables know them."""
    held = select(ConferenceSession.id).where(ConferenceSession.conference_id == conference_id)
    return update(Interpreter).where(Interpreter.session_id.in_(held)).values(name=None)


def forget_invitations(conference_id: UUID) -> Delete:
    return delete(Invitation).where(Invitation.conference_id == conference_id)


def end_memberships_of_delegations(conference_id: UUID) -> Delete:
    """Organisers keep theirs: somebody has to answer for the conference."""
    return delete(Membership).where(Membership.conference_id == conference_id, Membership.delegation_id.is_not(None))


def forget_accounts(account_ids: Collection[UUID]) -> Delete:
    """Of these, whoever has no role anywhere any more, and is not awaited anywhere either."""
    has_a_role = exists().where(Membership.account_id == Account.id)
    is_awaited = exists().where(Invitation.email == Account.email, Invitation.accepted_at.is_(None))
    return delete(Account).where(Account.id.in_(account_ids), ~Account.is_administrator, ~has_a_role, ~is_awaited)


def unname_entries(conference_id: UUID) -> Update:
    """Take names and addresses out of the record of what was done."""
    return update(AuditEntry).where(AuditEntry.conference_id == conference_id).values(actor_name="", address="")


def quiet_enquiries(statuses: Collection[EnquiryStatus], *, since: datetime) -> Select[UUID]:
    """Enquiries with one of these statuses of which people are kept, and of which nothing was heard since then."""
    kept = (
        exists().where(EnquiryChange.enquiry_id == Enquiry.id, EnquiryChange.account_id.is_not(None)),
        exists().where(EnquiryDocument.enquiry_id == Enquiry.id),
        exists().where(AuditEntry.subject_id == Enquiry.id, _names_somebody()),
    )
    heard = exists().where(EnquiryChange.enquiry_id == Enquiry.id, EnquiryChange.at >= since)
    query = select(Enquiry.id).where(Enquiry.status.in_(statuses), Enquiry.sent_at < since, ~heard, or_(*kept))
    return query.order_by(Enquiry.sent_at, Enquiry.id)


def unname_changes(enquiry_id: UUID) -> Update:
    return update(EnquiryChange).where(EnquiryChange.enquiry_id == enquiry_id).values(account_id=None)


def unname_entries_of_enquiry(enquiry_id: UUID) -> Update:
    """The same of what was done to it, and to its documents, also those that were taken back."""
    key = str(enquiry_id)
    of_documents = or_(*(told["enquiry_id"].as_string() == key for told in (AuditEntry.before, AuditEntry.after)))
    about = or_(AuditEntry.subject_id == enquiry_id, AuditEntry.action.startswith("enquiry-document.") & of_documents)
    return update(AuditEntry).where(about, _names_somebody()).values(actor_name="", address="")


def _names_somebody() -> ColumnElement[bool]:
    """Entries of no conference that an account has made, and that say so."""
    return AuditEntry.conference_id.is_(None) & AuditEntry.actor_id.is_not(None) & (AuditEntry.actor_name != "")
