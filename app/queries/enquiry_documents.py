"""Reading what is known of the documents of enquiries, for those who see these."""

from uuid import UUID

from sqlalchemy import Delete, ScalarSelect, Select, delete, func, select
from sqlalchemy.orm import joinedload

from app.models import Enquiry, EnquiryChange, EnquiryDocument
from app.queries import enquiries
from app.queries.sight import Sight


def of_enquiry(enquiry_id: UUID, sight: Sight) -> Select[EnquiryDocument]:
    """The earliest first."""
    query = _visible(sight).where(EnquiryDocument.enquiry_id == enquiry_id)
    return query.order_by(EnquiryDocument.at, EnquiryDocument.id)


def by_id(document_id: UUID, sight: Sight) -> Select[EnquiryDocument]:
    return _visible(sight).where(EnquiryDocument.id == document_id)


def own(enquiry: Enquiry, *, by_mission: bool) -> Select[UUID]:
    """Those that one side has sent; of missions, the one that has it now."""
    query = ids_of_enquiry(enquiry.id).where(EnquiryDocument.by_mission == by_mission)
    if not by_mission:
        return query
    return query.where(func.coalesce(_mission_then(), enquiry.mission_id) == enquiry.mission_id)


def ids_of_enquiry(enquiry_id: UUID) -> Select[UUID]:
    return select(EnquiryDocument.id).where(EnquiryDocument.enquiry_id == enquiry_id)


def forget(enquiry_id: UUID) -> Delete:
    return delete(EnquiryDocument).where(EnquiryDocument.enquiry_id == enquiry_id)


def _mission_then() -> ScalarSelect[UUID | None]:
    """Which one had the enquiry when the document was sent."""
    return (
        select(EnquiryChange.mission_id)
        .where(EnquiryChange.enquiry_id == EnquiryDocument.enquiry_id, EnquiryChange.at <= EnquiryDocument.at)
        .where(EnquiryChange.mission_id.is_not(None))
        .order_by(EnquiryChange.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def _visible(sight: Sight) -> Select[EnquiryDocument]:
    """With who sent it, and what it goes with."""
    seen = select(Enquiry.id).where(enquiries.visible_to(sight))
    return (
        select(EnquiryDocument)
        .where(EnquiryDocument.enquiry_id.in_(seen))
        .options(joinedload(EnquiryDocument.account), joinedload(EnquiryDocument.enquiry))
    )
