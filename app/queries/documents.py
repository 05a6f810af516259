"""Reading what is known of documents, and who may."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Delete, Select, Subquery, Update, delete, func, or_, select, union_all, update
from sqlalchemy.orm import joinedload

from app.models import Delegation, Document, DocumentPurpose, EnquiryDocument, Interest, Need, Offering, SignOff
from app.queries import interests
from app.queries.sight import Sight


def of_interest(interest_id: UUID, sight: Sight) -> Select[Document]:
    """Those that somebody sees of one need or offering, the earliest first."""
    return _visible(sight).where(Document.interest_id == interest_id).order_by(Document.at, Document.id)


def by_id(document_id: UUID, sight: Sight) -> Select[Document]:
    return _visible(sight).where(Document.id == document_id)


def attached(interest_id: UUID) -> Select[Document]:
    """What goes with what is said, the earliest first."""
    return (
        select(Document)
        .where(Document.interest_id == interest_id, Document.purpose == DocumentPurpose.ATTACHMENT)
        .order_by(Document.at, Document.id)
    )


def letter(document_id: UUID, interest_id: UUID) -> Select[Document]:
    """A letter that was sent for this need or offering."""
    return select(Document).where(
        Document.id == document_id, Document.interest_id == interest_id, Document.purpose == DocumentPurpose.LETTER
    )


def count(interest_id: UUID) -> Select[int]:
    return select(func.count()).select_from(Document).where(Document.interest_id == interest_id)


def ids_of_interest(interest_id: UUID) -> Select[UUID]:
    return select(Document.id).where(Document.interest_id == interest_id)


def ids_of_delegation(delegation_id: UUID) -> Select[UUID]:
    return select(Document.id).where(Document.delegation_id == delegation_id)


def ids_of_conference(conference_id: UUID) -> Select[UUID]:
    return (
        select(Document.id)
        .join(Delegation, Delegation.id == Document.delegation_id)
        .where(Delegation.conference_id == conference_id)
    )


def ids_among(ids: Collection[UUID]) -> Select[UUID]:
    """Those of these that are there, whatever they go with."""
    everywhere = _everywhere()
    return select(everywhere.c.id).where(everywhere.c.id.in_(ids))


def all_ids() -> Select[UUID]:
    """Whatever they go with."""
    return select(_everywhere().c.id)


def forget(ids: Select[UUID]) -> Delete:
    return delete(Document).where(Document.id.in_(ids))


def forget_all(conference_id: UUID) -> list[Delete | Update]:
    """Of a conference, and which letter was whose."""
    ids = ids_of_conference(conference_id)
    return [
        update(SignOff).where(SignOff.letter_document_id.in_(ids)).values(letter_document_id=None),
        forget(ids),
    ]


def _everywhere() -> Subquery:
    return union_all(select(Document.id), select(EnquiryDocument.id)).subquery()


def _visible(sight: Sight) -> Select[Document]:
    """With who sent it, and whose it is: whoever may read a submission sees what goes with it; letters are inside."""
    inside = or_(Document.purpose == DocumentPurpose.ATTACHMENT, sight.shares_delegation(Document.delegation_id))
    return (
        select(Document)
        .where(_readable(sight), inside)
        .options(joinedload(Document.account), joinedload(Document.interest).joinedload(Interest.delegation))
    )


def _readable(sight: Sight) -> ColumnElement[bool]:
    return or_(
        *(Document.interest_id.in_(select(kind.id).where(interests.readable(kind, sight))) for kind in (Need, Offering))
    )
