"""The record of what was done."""

import codecs
import csv
import io
import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Account, AuditEntry, Conference, ConferenceSession, Role
from tests.api.answers import API, NOBODY, page
from tests.api.asking import Scene, sent, step
from tests.api.people import PASSWORD, People
from tests.factories import a_conference, a_delegation, a_membership, a_session, an_account

NOTHING_BEFORE = {"before": None, "on_behalf_of_id": None}


def test_what_was_done_is_told_with_who_and_from_where(people: People, db: Session) -> None:
    conference = a_conference(db)
    owner = an_account(db, name="Lê Chi")
    a_membership(db, owner, conference, Role.OWNER)
    client = people.client(owner)
    asked = {"email": "binh@example.vn", "role": "viewer", "delegation_id": None}
    created = client.post(f"{API}/conferences/{conference.id}/invitations", json=asked).json()
    acceptance = {"secret": created["secret"], "name": "Trần Bình", "password": PASSWORD}
    people.client().post(f"{API}/invitation-acceptances", json=acceptance)

    told = client.get(f"{API}/conferences/{conference.id}/audit-entries").json()

    binh = db.scalars(select(Account).where(Account.email == "binh@example.vn")).one()
    whole = {
        "subject_id": created["invitation"]["id"],
        "address": "testclient",
        "before": None,
        "on_behalf_of_id": None,
    }
    items = [{k: v for k, v in item.items() if k not in {"id", "at"}} for item in told["items"]]
    assert sorted(items, key=lambda item: str(item["action"])) == [
        whole
        | {
            "action": "invitation.accepted",
            "actor_id": str(binh.id),
            "actor_name": "Trần Bình",
            "after": {"account_id": str(binh.id), "role": "viewer"},
        },
        whole
        | {
            "action": "invitation.created",
            "actor_id": str(owner.id),
            "actor_name": "Lê Chi",
            "after": {"role": "viewer", "delegation_id": None},
        },
    ]
    assert created["secret"] not in str(told)


def test_record_is_for_organisers(people: People, db: Session) -> None:
    conference = a_conference(db)
    path = f"{API}/conferences/{conference.id}/audit-entries"

    assert people.of(conference, Role.VIEWER).get(path).json() == page()
    assert people.of(a_conference(db), Role.OWNER).get(path).status_code == 404
    assert people.administrator().get(f"{API}/conferences/{NOBODY}/audit-entries").json() == page()
    assert people.client().get(path).status_code == 401
    assert people.of(conference, Role.OWNER).delete(path).status_code == 405


def test_what_belongs_to_no_conference_is_for_administrators(people: People, db: Session) -> None:
    session = a_session(db)
    client = people.administrator()
    delegation = a_delegation(db, session, "01")
    client.post(f"{API}/delegations/{delegation.id}/needs", json={"code": "N1", "title_vi": "Gạo"})
    client.post(f"{API}/api-tokens", json={"name": "Nightly", "scope": "read"})

    told = client.get(f"{API}/audit-entries").json()
    file = client.get(f"{API}/audit-entries/file")

    assert [item["action"] for item in told["items"]] == ["token.created"]
    assert [row["action"] for row in csv.DictReader(io.StringIO(file.text.lstrip("\ufeff")))] == ["token.created"]
    owner = people.of(db.get_one(Conference, session.conference_id), Role.OWNER)
    assert [owner.get(f"{API}/audit-entries{part}").status_code for part in ("", "/file")] == [403, 403]


def test_record_can_be_asked_for_one_thing_person_or_kind(people: People, db: Session) -> None:
    session = a_session(db)
    client = people.administrator()
    delegation = a_delegation(db, session, "01")
    path = f"{API}/conferences/{session.conference_id}/audit-entries"
    need = client.post(f"{API}/delegations/{delegation.id}/needs", json={"code": "N1", "title_vi": "Gạo"}).json()
    client.post(f"{API}/delegations/{delegation.id}/needs", json={"code": "N2", "title_vi": "Chè"})
    client.delete(f"{API}/needs/{need['id']}")

    def actions(**wanted: str) -> list[str]:
        return sorted(item["action"] for item in client.get(path, params=wanted).json()["items"])

    assert actions() == ["need.created", "need.created", "need.deleted"]
    assert actions(subject_id=need["id"]) == ["need.created", "need.deleted"]
    assert actions(action="need.deleted") == ["need.deleted"]
    assert actions(actor_id=str(NOBODY)) == []


def test_file_has_all_of_it_and_no_formula(people: People, db: Session) -> None:
    session = a_session(db)
    account = an_account(db, name="=Gạo thơm", is_administrator=True)
    delegation = a_delegation(db, session, "01")
    client = people.client(account)
    need = client.post(
        f"{API}/delegations/{delegation.id}/needs", json={"code": "Gạo thơm", "title_vi": "Xuất khẩu"}
    ).json()

    response = client.get(f"{API}/conferences/{session.conference_id}/audit-entries/file")

    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(codecs.BOM_UTF8)
    heading, row = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    told = dict(zip(heading, row, strict=True))
    assert (told["actor_name"], told["action"], told["subject_id"]) == ("'=Gạo thơm", "need.created", need["id"])
    assert json.loads(told["after"])["title_vi"] == "…"


def test_what_administrators_say_of_an_enquiry_for_others_is_on_their_behalf(
    people: People, db: Session, conference: Conference, session: ConferenceSession
) -> None:
    scene, administrator = Scene(db, people, conference, session), people.administrator()
    (province, province_id), (mission, mission_id) = scene.of("01"), scene.of("EMB-KR")

    for asker, answerer in ((administrator, administrator), (province, mission)):
        made = sent(asker, province_id, code=f"ĐH{asker is province}")
        for client, status, said in (
            (administrator, "assigned", {"mission_id": mission_id}),
            (answerer, "answered", {"text": "Hai doanh nghiệp."}),
            (asker, "closed", {}),
        ):
            assert step(client, made, status, **said).status_code == 201

    entries = db.scalars(select(AuditEntry).where(AuditEntry.action.startswith("enquiry.")).order_by(AuditEntry.at))
    told = [
        (entry.after["status"], entry.on_behalf_of_id and str(entry.on_behalf_of_id))
        for entry in entries
        if entry.after
    ]
    steps = ("sent", "assigned", "answered", "closed")
    by_administrator = [province_id, None, mission_id, province_id]
    assert told == [*zip(steps, by_administrator, strict=True), *((status, None) for status in steps)]
