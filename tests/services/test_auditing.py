"""Every change of a row is recorded by itself, with who, for whom, and what was before and after."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AuditEntry, Conference, ConferenceSession, Delegation, Need, Role, Slot, Unavailability
from app.services import auditing
from app.services.permissions import Actor
from tests.factories import (
    a_conference,
    a_delegate,
    a_delegation,
    a_group,
    a_membership,
    a_need,
    a_wish,
    an_account,
)


@pytest.fixture
def delegation(db: Session, session: ConferenceSession) -> Delegation:
    return a_delegation(db, session, "01")


def watched(db: Session, conference: Conference, delegation: Delegation | None) -> Actor:
    """Somebody of the delegation, or an owner of the conference, whose doings are recorded from now on."""
    account = an_account(db, name="Lê Chi")
    a_membership(db, account, conference, Role.OWNER if delegation is None else Role.HEAD, delegation)
    db.refresh(account, ["memberships"])
    actor = Actor(account=account, sign_in_id=None, address="192.0.2.7")
    auditing.watch(db, actor)
    return actor


def told(db: Session) -> list[tuple[str, Any, Any]]:
    return [(e.action, e.before, e.after) for e in db.scalars(select(AuditEntry).order_by(AuditEntry.at))]


def test_row_is_told_when_it_is_made_changed_and_deleted(
    db: Session, conference: Conference, delegation: Delegation
) -> None:
    actor = watched(db, conference, delegation)
    need = Need(delegation_id=delegation.id, code="N1", title_vi="Gạo")
    db.add(need)
    db.flush()
    need.priority, need.title_vi = 2, "Gạo thơm"
    db.flush()
    db.delete(need)
    db.flush()

    whole: dict[str, Any] = {
        "kind": "need",
        "delegation_id": str(delegation.id),
        "code": "…",
        "title_vi": "…",
        "urgency": "…",
    }
    whole |= {"state": "draft", "is_disclosed": False}
    assert told(db) == [
        ("need.created", None, whole | {"priority": 1}),
        ("need.changed", {"priority": 1, "title_vi": "…"}, {"priority": 2, "title_vi": "…"}),
        ("need.deleted", whole | {"priority": 2}, None),
    ]
    entry = db.scalars(select(AuditEntry)).first()
    assert entry is not None
    assert (entry.actor_id, entry.actor_name, entry.address) == (actor.account.id, "Lê Chi", "192.0.2.7")
    assert (entry.conference_id, entry.subject_id, entry.on_behalf_of_id) == (conference.id, need.id, None)


def test_what_goes_along_is_told_with_what_is_deleted(
    db: Session, session: ConferenceSession, delegation: Delegation
) -> None:
    other = a_delegation(db, session, "EMB-KR")
    need, wish, kept = a_need(db, delegation), a_wish(db, session, other, delegation), a_need(db, other)
    conference = db.get_one(Conference, session.conference_id)
    membership = a_membership(db, an_account(db), conference, Role.HEAD, delegation)
    watched(db, conference, None)
    kept_id = kept.id

    db.delete(kept)
    db.delete(delegation)
    db.flush()

    along = {e.subject_id: (e.before or {}).get("taken_along") for e in db.scalars(select(AuditEntry))}
    assert along.keys() == {kept_id, delegation.id}
    assert along[kept_id] is None
    assert along[delegation.id] == {
        "membership": [str(membership.id)],
        "need": [str(need.id)],
        "wish": [str(wish.id)],
    }


def test_what_stays_and_loses_what_it_points_at_is_told(
    db: Session, session: ConferenceSession, delegation: Delegation
) -> None:
    others = [a_delegation(db, session, code) for code in ("EMB-KR", "EMB-JP", "EMB-FR")]
    group = a_group(db, session, *others, convener_id=delegation.id)
    db.refresh(session, ["tables"])
    (table,) = session.tables
    conference = db.get_one(Conference, session.conference_id)
    membership = a_membership(db, an_account(db), conference, Role.MEMBER, others[0])
    delegate = a_delegate(db, others[0], membership_id=membership.id)
    table.delegation_id = delegation.id
    db.commit()
    watched(db, conference, None)
    gone = {"group": str(delegation.id), "table": str(delegation.id), "delegate": str(membership.id)}

    db.delete(delegation)
    db.delete(membership)
    db.flush()

    lost = {e.subject_id: (e.before, e.after) for e in db.scalars(select(AuditEntry)) if e.action.endswith(".changed")}
    assert lost == {
        group.id: ({"convener_id": gone["group"]}, {"convener_id": None}),
        table.id: ({"delegation_id": gone["table"]}, {"delegation_id": None}),
        delegate.id: ({"membership_id": gone["delegate"]}, {"membership_id": None}),
    }
    assert {group.convener_id, table.delegation_id, delegate.membership_id} == {None}


def test_what_is_deleted_by_itself_is_not_told_twice(
    db: Session, conference: Conference, delegation: Delegation
) -> None:
    need = a_need(db, delegation)
    watched(db, conference, None)

    db.delete(need)
    db.delete(delegation)
    db.flush()

    assert {action: "taken_along" in before for action, before, _ in told(db)} == {
        "need.deleted": False,
        "delegation.deleted": False,
    }


def test_organiser_who_writes_for_a_delegation_is_told_as_that(
    db: Session, conference: Conference, delegation: Delegation
) -> None:
    watched(db, conference, None)
    db.add(Need(delegation_id=delegation.id, code="N1", title_vi="Gạo"))
    delegation.teams = 2
    db.flush()

    assert {(e.action, e.on_behalf_of_id) for e in db.scalars(select(AuditEntry))} == {
        ("need.created", delegation.id),
        ("delegation.changed", None),
    }


@pytest.mark.parametrize("said", ["how it attends", "when it can meet"])
@pytest.mark.parametrize("for_it", [True, False])
def test_what_a_delegation_says_of_itself_is_its_word(
    db: Session, session: ConferenceSession, delegation: Delegation, *, said: str, for_it: bool
) -> None:
    db.refresh(delegation, ["unavailabilities"])
    watched(db, db.get_one(Conference, session.conference_id), None if for_it else delegation)

    if said == "how it attends":
        delegation.languages = ["ko"]
    else:
        slot_id = db.scalars(select(Slot.id).where(Slot.session_id == session.id)).first()
        delegation.unavailabilities = [Unavailability(slot_id=slot_id)]
    db.flush()

    assert db.scalars(select(AuditEntry.on_behalf_of_id)).all() == [delegation.id if for_it else None]


def test_delegation_that_organisers_add_is_their_own_word(
    db: Session, conference: Conference, session: ConferenceSession
) -> None:
    watched(db, conference, None)

    a_delegation(db, session, "EMB-KR", languages=["ko"])

    assert {e.on_behalf_of_id for e in db.scalars(select(AuditEntry)) if e.action == "delegation.created"} == {None}


def test_lists_of_a_row_are_told(db: Session, session: ConferenceSession, delegation: Delegation) -> None:
    first, second = sorted(slot.id for slot in db.scalars(select(Slot).where(Slot.session_id == session.id)))
    db.add(Unavailability(delegation_id=delegation.id, slot_id=first))
    db.commit()
    db.refresh(delegation, ["unavailabilities"])
    watched(db, db.get_one(Conference, session.conference_id), delegation)

    delegation.unavailabilities = [*delegation.unavailabilities, Unavailability(slot_id=second)]
    db.flush()

    both = sorted(map(str, (first, second)))
    assert told(db) == [("delegation.changed", {"unavailabilities": [str(first)]}, {"unavailabilities": both})]


def test_what_is_undone_is_not_told(db: Session, conference: Conference) -> None:
    watched(db, conference, None)
    savepoint = db.begin_nested()
    conference.city = "Huế"
    db.flush()
    savepoint.rollback()

    assert told(db) == []


def test_personal_data_is_not_told(db: Session, conference: Conference, monkeypatch: pytest.MonkeyPatch) -> None:
    watched(db, conference, None)
    monkeypatch.setitem(Conference.__table__.c.city.info, "personal", "a test takes it for somebody's")

    conference.city = "Huế"
    db.flush()

    assert told(db) == [("conference.changed", {"city": "…"}, {"city": "…"})]


def test_setting_what_is_there_already_is_no_change(db: Session, conference: Conference) -> None:
    watched(db, conference, None)

    conference.city = str(conference.city)
    db.flush()

    assert told(db) == []


def test_change_elsewhere_belongs_to_that_conference(db: Session, conference: Conference) -> None:
    other = a_conference(db)
    watched(db, conference, None)

    db.add(ConferenceSession(conference_id=other.id, code="x", name_vi="", name_en="", policy={}))
    db.flush()

    assert [e.conference_id for e in db.scalars(select(AuditEntry))] == [other.id]
