"""The `side-rules` of a session: whom sides may ask, and what their delegations are promised."""

from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AuditEntry, ConferenceSession, SideRule
from app.services import planning
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.factories import a_delegation, a_request, added

FREE: dict[str, Any] = {
    "may_ask": None,
    "max_requests": None,
    "max_wishes": None,
    "max_do_not_meets": None,
    "min_meetings": 0,
    "max_meetings": None,
    "max_consecutive": None,
}
PROVINCE: dict[str, Any] = {"side": "province", "may_ask": ["mission"], "max_requests": 5, "min_meetings": 2}
MISSION: dict[str, Any] = {"side": "mission", "may_ask": [], "max_meetings": 8, "max_consecutive": 4}


def url(session: ConferenceSession) -> str:
    return f"{API}/sessions/{session.id}/side-rules"


def rules(*each: dict[str, Any]) -> dict[str, Any]:
    return {"side_rules": list(each)}


def test_session_has_no_rules_at_first(client: TestClient, session: ConferenceSession) -> None:
    assert client.get(url(session)).json() == rules()


def test_rules_are_replaced_as_a_whole_and_are_a_revision_of_the_session(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    client.put(url(session), json=rules(PROVINCE, MISSION))
    ids = {rule.side: rule.id for rule in db.scalars(select(SideRule))}

    response = client.put(url(session), json=rules({"side": "partner"}, MISSION))

    assert response.json() == rules(FREE | MISSION, FREE | {"side": "partner"})
    assert client.get(url(session)).json() == response.json()
    assert client.get(f"{API}/sessions/{session.id}").headers["ETag"] == response.headers["ETag"] == '"3"'
    assert {rule.side: rule.id for rule in db.scalars(select(SideRule))}["mission"] == ids["mission"]
    recorded = db.scalars(select(AuditEntry.action).where(AuditEntry.conference_id == session.conference_id)).all()
    assert {"side-rule.created", "side-rule.deleted"} <= set(recorded)


def test_same_rules_again_change_nothing(client: TestClient, session: ConferenceSession) -> None:
    first = client.put(url(session), json=rules(PROVINCE, MISSION))
    again = client.put(url(session), json=rules(PROVINCE, MISSION))

    assert (again.json(), again.headers["ETag"]) == (first.json(), first.headers["ETag"])


def test_side_may_ask_only_sides_that_have_rules(client: TestClient, session: ConferenceSession) -> None:
    response = client.put(url(session), json=rules(PROVINCE))

    assert_invalid(response, ("/side_rules/0/may_ask/0", "There are no rules of such a side."))
    assert client.get(url(session)).json() == rules()


def test_side_has_one_rule(client: TestClient, session: ConferenceSession) -> None:
    response = client.put(url(session), json=rules(MISSION, MISSION))

    assert_invalid(response, ("/side_rules", "Nothing may be named twice"))


def test_no_more_is_promised_than_is_allowed(client: TestClient, session: ConferenceSession) -> None:
    response = client.put(url(session), json=rules(PROVINCE | {"min_meetings": 3, "max_meetings": 2}))

    assert_invalid(response, ("/side_rules/0/max_meetings", "This is less than what is promised"))


def test_unknown_session_has_no_rules(client: TestClient) -> None:
    for response in (
        client.get(f"{API}/sessions/{NOBODY}/side-rules"),
        client.put(f"{API}/sessions/{NOBODY}/side-rules", json=rules()),
    ):
        assert_problem(response, 404, "not-found", "No such session.")


def test_who_may_not_ask_neither_wishes_nor_requests(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    province, mission = a_delegation(db, session, "01"), a_delegation(db, session, "EMB-KR")
    client.put(url(session), json=rules(PROVINCE, MISSION))
    wish = {"delegation_id": str(mission.id), "target_id": str(province.id)}
    request = {"requester_id": str(mission.id), "addressee_id": str(province.id), "message": "Xin gặp"}

    wished = client.post(f"{API}/sessions/{session.id}/wishes", json=wish | {"rank": 1})
    asked = client.post(f"{API}/sessions/{session.id}/meeting-requests", json=request)
    refused = client.post(f"{API}/sessions/{session.id}/wishes", json=wish | {"kind": "do_not_meet"})
    changed = client.put(f"{API}/wishes/{refused.json()['id']}", json={"rank": 1})

    for response in (wished, asked, changed):
        assert_problem(
            response,
            409,
            "may-not-ask",
            "In this session, delegations of the side “Missions abroad” do not ask those of “Provinces”.",
        )
    assert refused.status_code == 201


def test_who_may_ask_does(client: TestClient, db: Session, session: ConferenceSession) -> None:
    province, mission = a_delegation(db, session, "01"), a_delegation(db, session, "EMB-KR")
    partner = a_delegation(db, session, "FIRM", side="partner")
    client.put(url(session), json=rules(PROVINCE, MISSION))

    for asking, asked in ((province, mission), (partner, mission)):
        wish = {"delegation_id": str(asking.id), "target_id": str(asked.id), "rank": 1}
        assert client.post(f"{API}/sessions/{session.id}/wishes", json=wish).status_code == 201


def test_who_was_asked_may_answer_by_asking_back(client: TestClient, db: Session, session: ConferenceSession) -> None:
    province, mission = a_delegation(db, session, "01"), a_delegation(db, session, "EMB-KR")
    client.put(url(session), json=rules(PROVINCE, MISSION))
    a_request(db, session, province, mission)

    request = {"requester_id": str(mission.id), "addressee_id": str(province.id), "message": "Rất mong được gặp"}
    response = client.post(f"{API}/sessions/{session.id}/meeting-requests", json=request)

    assert (response.status_code, response.json()["status"]) == (201, "accepted")


def test_rules_hold_for_whoever_has_none_of_its_own(db: Session, session: ConferenceSession) -> None:
    added(db, SideRule(session_id=session.id, side="mission", min_meetings=3, max_meetings=8, max_consecutive=4))
    a_delegation(db, session, "EMB-JP")
    a_delegation(db, session, "EMB-KR", min_meetings=5, max_meetings=9, max_consecutive=2)
    a_delegation(db, session, "EMB-LA", max_meetings=1)
    a_delegation(db, session, "01")

    parties = planning.problem_of(db, session).parties

    assert {p.id: (p.min_meetings, p.max_meetings, p.max_consecutive) for p in parties} == {
        "EMB-JP": (3, 8, 4),
        "EMB-KR": (5, 9, 2),
        "EMB-LA": (1, 1, 4),
        "P-01": (0, None, None),
    }


def test_clone_has_the_same_rules(client: TestClient, session: ConferenceSession) -> None:
    told = client.put(url(session), json=rules(PROVINCE, MISSION)).json()

    clone = client.post(
        f"{API}/conferences/{session.conference_id}/clones", json={"code": "next", "starts_on": "2027-12-08"}
    ).json()
    copy = client.get(f"{API}/conferences/{clone['id']}/sessions").json()["items"][0]

    assert client.get(f"{API}/sessions/{copy['id']}/side-rules").json() == told
