"""The `delegations` resource."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import ConferenceSession, Delegation, MeetingTable
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.databases import counted_statements
from tests.factories import a_delegation, a_session, added, an_organisation

BODY: dict[str, Any] = {
    "side": "mission",
    "position": 3,
    "teams": 2,
    "min_meetings": 1,
    "max_meetings": 5,
    "max_consecutive": 4,
}


def delegations_of(session: ConferenceSession) -> str:
    return f"{API}/conferences/{session.conference_id}/delegations"


def slot_ids(client: TestClient, session: ConferenceSession) -> list[str]:
    return [slot["id"] for slot in client.get(f"{API}/sessions/{session.id}").json()["slots"]]


def shown(delegation: Delegation, code: str) -> dict[str, Any]:
    return {
        "id": str(delegation.id),
        "conference_id": str(delegation.conference_id),
        "organisation": {
            "id": str(delegation.organisation_id),
            "scheme": "test",
            "code": code,
            "label_vi": code,
            "label_en": code,
        },
        "side": delegation.side,
        "position": delegation.position,
        "mode": "in_person",
        "teams": 1,
        "min_meetings": 0,
        "max_meetings": None,
        "max_consecutive": None,
        "unavailable_slot_ids": [],
    }


def test_create_delegation_is_stored_and_returned(client: TestClient, db: Session) -> None:
    session, organisation = a_session(db), an_organisation(db)
    away = slot_ids(client, session)[:1]

    response = client.post(
        delegations_of(session),
        json=BODY | {"organisation_id": str(organisation.id), "mode": "online", "unavailable_slot_ids": away},
    )

    body = response.json()
    names = {"scheme": "test", "code": "EMB-KR", "label_vi": "EMB-KR", "label_en": "EMB-KR"}
    expected = {
        "id": body["id"],
        "conference_id": str(session.conference_id),
        "organisation": {"id": str(organisation.id)} | names,
        "mode": "online",
        "unavailable_slot_ids": away,
    }
    assert (response.status_code, body) == (201, BODY | expected)
    assert client.get(f"{API}/delegations/{body['id']}").json() == body


def test_update_delegation_to_another_side_than_others_with_own_tables_is_refused(
    client: TestClient, db: Session
) -> None:
    session = a_session(db, tables=0)
    owners = a_delegation(db, session, "01"), a_delegation(db, session, "02")
    for position, owner in enumerate(owners):
        table = MeetingTable(session_id=session.id, code=f"T{position}", position=position, delegation_id=owner.id)
        added(db, table)

    response = client.put(f"{API}/delegations/{owners[0].id}", json=BODY)

    owners_told = "01 (Missions abroad) has some, so 02 (Provinces) can have none."
    assert_problem(response, 409, "own-tables-clash", f"Only one side of a session may have own tables: {owners_told}")
    assert client.get(f"{API}/delegations/{owners[0].id}").json()["side"] == "province"


def test_create_delegation_twice_is_a_duplicate(client: TestClient, db: Session) -> None:
    session, organisation = a_session(db), an_organisation(db)
    a_delegation(db, session, organisation=organisation)

    response = client.post(delegations_of(session), json=BODY | {"organisation_id": str(organisation.id)})

    detail = "This organisation has a delegation at the conference already."
    assert_problem(response, 409, "duplicate", detail)


def test_create_delegation_of_an_unknown_organisation(client: TestClient, db: Session) -> None:
    response = client.post(delegations_of(a_session(db)), json=BODY | {"organisation_id": str(NOBODY)})

    detail = "No such organisation."
    place = {"pointer": "/organisation_id", "detail": detail, "in": "body"}
    assert_problem(response, 422, "invalid", detail, errors=[place])


def test_create_delegation_at_an_unknown_conference(client: TestClient, db: Session) -> None:
    body = BODY | {"organisation_id": str(an_organisation(db).id)}

    response = client.post(f"{API}/conferences/{NOBODY}/delegations", json=body)

    assert_problem(response, 404, "not-found", "No such conference.")


@pytest.mark.parametrize(
    ("change", "pointer", "detail"),
    [
        ({"teams": "2"}, "/teams", "Input should be a valid integer"),
        ({"teams": True}, "/teams", "Input should be a valid integer"),
        ({"teams": 0}, "/teams", "Input should be greater than or equal to 1"),
        ({"min_meetings": -1}, "/min_meetings", "Input should be greater than or equal to 0"),
        ({"max_meetings": 10_001}, "/max_meetings", "Input should be less than or equal to 10000"),
        ({"min_meetings": 3, "max_meetings": 2}, "/max_meetings", "This is less than what is promised"),
        ({"mode": "online"}, "/mode", "Extra inputs are not permitted"),
    ],
)
def test_update_delegation_refuses(
    client: TestClient, db: Session, change: dict[str, Any], pointer: str, detail: str
) -> None:
    delegation = a_delegation(db, a_session(db))

    assert_invalid(client.put(f"{API}/delegations/{delegation.id}", json=BODY | change), (pointer, detail))


def test_update_delegation_replaces_what_organisers_decide(client: TestClient, db: Session) -> None:
    delegation = a_delegation(db, a_session(db))
    address = f"{API}/delegations/{delegation.id}"

    response = client.put(address, json=BODY)

    assert response.json() == shown(delegation, "EMB-KR") | BODY
    assert client.get(address).json() == response.json()


def test_create_delegation_refuses_a_slot_from_elsewhere(client: TestClient, db: Session) -> None:
    session, organisation = a_session(db), an_organisation(db)
    elsewhere = slot_ids(client, a_session(db))[:1]
    body = BODY | {"organisation_id": str(organisation.id), "unavailable_slot_ids": elsewhere}

    response = client.post(delegations_of(session), json=body)

    detail = "No such slot at this conference."
    place = {"pointer": "/unavailable_slot_ids/0", "detail": detail, "in": "body"}
    assert_problem(response, 422, "invalid", detail, errors=[place])


def test_list_delegations_by_side_in_the_order_of_protocol(client: TestClient, db: Session, engine: Engine) -> None:
    session = a_session(db)
    address = delegations_of(session)
    second = a_delegation(db, session, "EMB-KR", position=2)
    with counted_statements(engine) as for_one:
        assert client.get(address).json() == page(shown(second, "EMB-KR"))
    first = a_delegation(db, session, "EMB-JP", position=1)
    province = a_delegation(db, session, "01")
    a_delegation(db, a_session(db), "02")
    with counted_statements(engine) as for_three:
        everybody = client.get(address).json()

    assert everybody == page(shown(first, "EMB-JP"), shown(second, "EMB-KR"), shown(province, "01"))
    assert client.get(address, params={"side": "province"}).json() == page(shown(province, "01"))
    assert len(for_three) == len(for_one)


def test_delete_delegation(client: TestClient, db: Session) -> None:
    delegation = a_delegation(db, a_session(db))

    assert client.delete(f"{API}/delegations/{delegation.id}").status_code == 204
    for method in ("GET", "DELETE"):
        response = client.request(method, f"{API}/delegations/{delegation.id}")
        assert_problem(response, 404, "not-found", "No such delegation.")
