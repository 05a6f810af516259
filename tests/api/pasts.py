"""What happened before in a world: rows that lists of it have, so that an empty one is a refusal."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from app.models import (
    ConferenceSession,
    Delegation,
    Enquiry,
    EnquiryChange,
    EnquiryStatus,
    Interest,
    InterestState,
    Need,
    Offering,
    SignOff,
    SignOffState,
    StateChange,
    Visibility,
)
from tests import factories
from tests.factories import added

RICE = {"title_vi": "Xuất khẩu gạo thơm", "text_vi": "Tìm doanh nghiệp nhập khẩu gạo thơm của tỉnh"}
BUYS = {"title_vi": "Nhập khẩu gạo thơm", "text_vi": "Doanh nghiệp muốn nhập khẩu gạo thơm"}
SCORES: dict[str, Any] = {"m1": {"score": 40.0, "parts": {"fit": 40.0}, "fitting": []}}


def of_all(db: Session, session: ConferenceSession, interests: tuple[Need, Offering], enquiry: Enquiry) -> None:
    """Of a need and an offering of one delegation, and an enquiry."""
    need, _ = interests
    for interest in interests:
        of_interest(db, interest)
    of_enquiry(db, enquiry)
    of_another(db, session, db.get_one(Delegation, need.delegation_id))


def of_interest(db: Session, interest: Interest) -> None:
    """It was submitted and returned, and the delegation was asked to approve it."""
    common: dict[str, Any] = {"interest_id": interest.id, "at": datetime.now(UTC), "on_behalf": False}
    states = (InterestState.DRAFT, InterestState.SUBMITTED, InterestState.RETURNED)
    for number, (previous, state) in enumerate(pairwise(states), 1):
        added(db, StateChange(number=number, previous=previous, state=state, **common))
    added(db, SignOff(number=1, revision_number=1, state=SignOffState.ASKED, **common))


def of_enquiry(db: Session, enquiry: Enquiry) -> None:
    added(db, EnquiryChange(enquiry_id=enquiry.id, number=1, at=datetime.now(UTC), status=EnquiryStatus.SENT))


def of_another(db: Session, session: ConferenceSession, own: Delegation) -> None:
    """A mission that brings what the delegation needs, needs what that brings, and wishes for it as it does."""
    mission = factories.a_delegation(db, session, f"EMB-{own.position}", side="mission")
    factories.an_offering(db, mission, visibility=Visibility.MATCHED, **BUYS)
    factories.a_need(db, mission, **BUYS)
    factories.a_need(db, own, **RICE)
    for one, other in ((own, mission), (mission, own)):
        factories.a_wish(db, session, one, other, rank=2)
