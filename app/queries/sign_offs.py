"""Reading how delegations approved what they submit, and taking away what was said with it."""

from uuid import UUID

from sqlalchemy import Select, Update, and_, func, or_, select, update
from sqlalchemy.orm import joinedload

from app.models import InterestRevision, SignOff


def of_interest(interest_id: UUID, *, undisclosed: bool) -> Select[SignOff]:
    """With who said so, the latest first."""
    query = select(SignOff).where(SignOff.interest_id == interest_id)
    if not undisclosed:
        submitted = and_(
            InterestRevision.interest_id == SignOff.interest_id,
            InterestRevision.number == SignOff.revision_number,
            InterestRevision.submitted_at.is_not(None),
        )
        query = query.where(or_(SignOff.on_behalf, select(InterestRevision.id).where(submitted).exists()))
    return query.options(joinedload(SignOff.account)).order_by(SignOff.number.desc())


def by_id(sign_off_id: UUID) -> Select[SignOff]:
    """With who said so, and of what."""
    return (
        select(SignOff)
        .where(SignOff.id == sign_off_id)
        .options(joinedload(SignOff.account), joinedload(SignOff.interest))
    )


def last_number(interest_id: UUID) -> Select[int]:
    """Of those of a need or an offering; 0 if there is none."""
    return select(func.coalesce(func.max(SignOff.number), 0)).where(SignOff.interest_id == interest_id)


def erase(interest_id: UUID) -> Update:
    """Take away what was said, and by which letter."""
    nothing = dict.fromkeys(("letter_number", "letter_on", "letter_document_id", "comment"), None)
    return update(SignOff).where(SignOff.interest_id == interest_id).values(nothing)
