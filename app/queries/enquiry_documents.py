"""Reading what is known of the documents of enquiries, for those who see these."""

from uuid import UUID

from sqlalchemy import Delete, Select, delete, func, select
from sqlalchemy.orm import joinedload

from app.models import Enquiry, EnquiryDocument
from app.queries import enquiries
from app.queries.sight import Sight


def of_enquiry(enquiry_id: UUID, sight: Sight) -> Select[EnquiryDocument]:
    """The earliest first."""
    query = _visible(sight).where(EnquiryDocument.enquiry_id == enquiry_id)
    return query.order_by(EnquiryDocument.at, EnquiryDocument.id)


def by_id(document_id: UUID, sight: Sight) -> Select[EnquiryDocument]:
    return _visible(sight).where(EnquiryDocument.id == document_id)


def count(enquiry_id: UUID, *, by_mission: bool) -> Select[int]:
    """Of those that one side has sent."""
    query = select(func.count()).select_from(EnquiryDocument)
    return query.where(EnquiryDocument.enquiry_id == enquiry_id, EnquiryDocument.by_mission == by_mission)


def ids_of_enquiry(enquiry_id: UUID) -> Select[UUID]:
    return select(EnquiryDocument.id).where(EnquiryDocument.enquiry_id == enquiry_id)


def forget(enquiry_id: UUID) -> Delete:
    return delete(EnquiryDocument).where(EnquiryDocument.enquiry_id == enquiry_id)


def _visible(sight: Sight) -> Select[EnquiryDocument]:
    """With who sent it."""
    seen = select(Enquiry.id).where(enquiries.visible_to(sight))
    return (
        select(EnquiryDocument).where(EnquiryDocument.enquiry_id.in_(seen)).options(joinedload(EnquiryDocument.account))
    )
