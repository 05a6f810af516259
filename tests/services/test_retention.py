"""People of conferences that were long ago are forgotten; what was agreed stays."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AuditEntry, Delegate, Delegation, Invitation, Membership, Role
from app.services import audit_entries, retention
from app.services.permissions import Actor
from tests.factories import a_conference, a_delegation, a_membership, a_session, added, an_account, an_interpreter

ENDED = date(2024, 5, 1)


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
    db.expire_all()
    entry = db.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor_name, entry.address) == ("something.done", "", "")
    assert (interpreter.code, interpreter.name) == ("KO-1", None)
    assert db.get(Delegation, delegation.id) is not None
    assert retention.due(db, today=date(2100, 1, 1)) == []
