"""People of conferences that were long ago are forgotten; what was agreed stays."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import (
    Account,
    AuditEntry,
    Delegate,
    Delegation,
    Enquiry,
    EnquiryChange,
    EnquiryDocument,
    EnquiryStatus,
    Invitation,
    Membership,
    Role,
)
from app.services import audit_entries, auditing, retention
from app.services.permissions import Actor
from tests.factories import (
    a_conference,
    a_delegation,
    a_membership,
    a_session,
    added,
    an_account,
    an_enquiry,
    an_enquiry_document,
    an_interpreter,
    an_organisation,
)

ENDED = date(2024, 5, 1)
STEP = datetime(2024, 5, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def test_conference_is_due_after_as_many_days_as_it_says(db: Session) -> None:
    short = a_conference(db, starts_on=ENDED, ends_on=ENDED, retention_days=30)
    a_conference(db, starts_on=ENDED, ends_on=ENDED, retention_days=31)
    a_conference(db, starts_on=ENDED, ends_on=ENDED, retention_days=1, personal_data_erased_at=datetime.now(UTC))

    assert retention.due(db, today=ENDED + timedelta(days=30)) == []
    assert retention.due(db, today=ENDED + timedelta(days=31)) == [short]


def test_people_go_and_their_delegation_stays(db: Session) -> None:
    conference = a_conference(db, starts_on=ENDED, ends_on=ENDED)
    session = a_session(db, conference)
    delegation = a_delegation(db, session, "01")
    owner, head = an_account(db, name="Lê Chi"), an_account(db)
    a_membership(db, owner, conference, Role.OWNER)
    a_membership(db, head, conference, Role.HEAD, delegation)
    interpreter = an_interpreter(db, session, "vi", "ko", code="KO-1", name="Phạm Dung")
    added(db, Delegate(delegation_id=delegation.id, position=1, name="Trần Bình"))
    now = datetime.now(UTC)
    letter = {"role": Role.VIEWER, "email": "b@example.vn", "token_sha256": "0", "created_at": now, "expires_at": now}
    added(db, Invitation(conference_id=conference.id, **letter))
    actor = Actor(account=owner, sign_in_id=None, address="192.0.2.7")
    audit_entries.record(db, actor, "something.done", conference_id=conference.id)
    db.commit()

    retention.erase(db, conference)
    db.commit()

    assert [db.scalars(select(kind)).all() for kind in (Delegate, Invitation)] == [[], []]
    assert [membership.account_id for membership in db.scalars(select(Membership))] == [owner.id]
    assert db.scalars(select(Account)).all() == [owner]
    db.expire_all()
    entry = db.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor_name, entry.address) == ("something.done", "", "")
    assert (interpreter.code, interpreter.name) == ("KO-1", None)
    assert db.get(Delegation, delegation.id) is not None
    assert retention.due(db, today=date(2100, 1, 1)) == []


@pytest.mark.parametrize(
    ("elsewhere", "stays"),
    [
        ("nothing", False),
        ("an invitation that was accepted", False),
        ("an invitation that waits", True),
        ("a role at the next conference", True),
        ("a role among the organisers", True),
        ("the whole service", True),
    ],
)
def test_account_goes_with_the_last_role(db: Session, elsewhere: str, *, stays: bool) -> None:
    conference, later = a_conference(db, starts_on=ENDED, ends_on=ENDED), a_conference(db)
    head = an_account(db, is_administrator=elsewhere == "the whole service")
    session, next_session = (a_session(db, each) for each in (conference, later))
    a_membership(db, head, conference, Role.HEAD, a_delegation(db, session, "01"))
    stranger = an_account(db)
    if "invitation" in elsewhere:
        now = datetime.now(UTC)
        letter = {"role": Role.VIEWER, "email": head.email, "token_sha256": "0", "created_at": now, "expires_at": now}
        accepted_at = now if "accepted" in elsewhere else None
        added(db, Invitation(conference_id=later.id, accepted_at=accepted_at, **letter))
    if elsewhere == "a role at the next conference":
        a_membership(db, head, later, Role.MEMBER, a_delegation(db, next_session, "02"))
    if elsewhere == "a role among the organisers":
        a_membership(db, head, conference, Role.VIEWER)
    db.commit()

    retention.erase(db, conference)
    db.commit()

    assert set(db.scalars(select(Account.id))) == ({head.id, stranger.id} if stays else {stranger.id})


def last_step(db: Session, status: EnquiryStatus, account: Account | None = None) -> UUID:
    """Of an enquiry that was sent a month before."""
    mission = an_organisation(db, f"EMB-{uuid4()}").id
    enquiry = an_enquiry(db, status=status, mission_id=mission, sent_at=STEP - 30 * DAY, answer="Hai doanh nghiệp.")
    by = (account or an_account(db)).id
    change = {"number": 1, "at": STEP, "status": status, "account_id": by, "text": "Hai doanh nghiệp."}
    added(db, EnquiryChange(enquiry_id=enquiry.id, **change))
    return enquiry.id


@pytest.mark.parametrize("status", EnquiryStatus)
def test_enquiry_is_due_so_long_after_its_last_step(db: Session, status: EnquiryStatus) -> None:
    enquiry_id = last_step(db, status)

    waiting = status in (EnquiryStatus.SENT, EnquiryStatus.ASSIGNED)
    assert retention.due_enquiries(db, now=STEP + 30 * DAY, days=30) == []
    due = retention.due_enquiries(db, now=STEP + 30 * DAY + timedelta(seconds=1), days=30)
    assert due == ([] if waiting else [enquiry_id])


def test_people_of_an_enquiry_go_and_what_was_said_stays(db: Session) -> None:
    account = an_account(db, name="Lê Chi", is_administrator=True)
    db.refresh(account, ["memberships"])
    auditing.watch(db, Actor(account=account, sign_in_id=None, address="192.0.2.7"))
    enquiry_id, other_id = (last_step(db, EnquiryStatus.CLOSED, account) for _ in range(2))
    for each in (enquiry_id, other_id):
        enquiry = db.get_one(Enquiry, each)
        an_enquiry_document(db, enquiry)
        db.delete(an_enquiry_document(db, enquiry))
    db.commit()

    retention.erase_enquiry(db, enquiry_id)
    audit_entries.record_of_console(db, "enquiry.people-forgotten", subject_id=enquiry_id)
    db.commit()
    db.expire_all()

    enquiry = db.get_one(Enquiry, enquiry_id)
    assert (enquiry.need, enquiry.answer) == ({"title_vi": "Bí mật"}, "Hai doanh nghiệp.")
    changes = {change.enquiry_id: change for change in db.scalars(select(EnquiryChange))}
    assert (changes[enquiry_id].account_id, changes[enquiry_id].text) == (None, "Hai doanh nghiệp.")
    assert changes[other_id].account_id == account.id
    assert [each.enquiry_id for each in db.scalars(select(EnquiryDocument))] == [other_id]
    named = {(entry.action, entry.actor_name) for entry in db.scalars(select(AuditEntry)) if entry.actor_id}
    done = ("enquiry.created", "enquiry-document.created", "enquiry-document.deleted")
    assert named >= {(action, name) for action in done for name in ("", "Lê Chi")}
    assert retention.due_enquiries(db, now=datetime.now(UTC) + DAY, days=0) == [other_id]
