"""Timetables edited by hand: pins, keeping a version, two who edit at once."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.matching.scheduling import checker, io
from app.models import Conference, ConferenceSession, Role
from tests.api.answers import API, assert_problem, page
from tests.api.drafting import HAGIANG, HANOI, at, begun, held, moved, one, three_slots
from tests.api.people import People
from tests.factories import a_delegation, a_group


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    return three_slots(db)


def test_who_has_kept_a_version_is_recorded(client: TestClient, session: ConferenceSession) -> None:
    draft = begun(client, session)

    version = client.post(one(draft, "/timetables")).json()
    record = f"{API}/conferences/{session.conference_id}/audit-entries"
    (entry,) = client.get(record, params={"subject_id": version["id"]}).json()["items"]

    assert (entry["action"], entry["after"]) == ("timetable.kept", {"number": 1, "timetable_draft_id": draft["id"]})
    assert entry["actor_name"]


def test_pin_a_pair_and_let_it_go(client: TestClient, session: ConferenceSession) -> None:
    draft = begun(client, session)
    moved(client, draft, at(HANOI, "s01"))

    pinned = client.post(one(draft, "/pin-changes"), json={"meeting": HANOI, "is_pinned": True}).json()
    refused = client.post(one(draft, "/moves"), json={"moves": [at(HANOI, "s02")]})
    of_session = client.get(f"{API}/sessions/{session.id}/pins").json()["items"]
    undone = client.post(one(draft, "/undo")).json()
    client.post(one(draft, "/redo"))
    free = client.post(one(draft, "/pin-changes"), json={"meeting": HANOI, "is_pinned": False}).json()

    assert pinned["pins"] == [{"meeting": HANOI, "slot": "s01", "table": "T01"}]
    assert_problem(refused, 409, "move-refused", violations=refused.json()["violations"])
    assert refused.json()["violations"][0]["rule"] == "pins"
    assert len(of_session) == 1
    assert undone["pins"] == []
    assert free["pins"] == []
    assert client.get(f"{API}/sessions/{session.id}/pins").json() == page()


def test_pin_a_group(client: TestClient, db: Session, session: ConferenceSession) -> None:
    members = [a_delegation(db, session, code) for code in ("11", "12", "EMB-JP")]
    group = a_group(db, session, *members)
    draft = begun(client, session)
    moved(client, draft, at(group.code, "s03", "T02"))

    pinned = client.post(one(draft, "/pin-changes"), json={"meeting": group.code, "is_pinned": True}).json()

    assert pinned["pins"] == [{"meeting": group.code, "slot": "s03", "table": "T02"}]
    plan = client.get(f"{API}/groups/{group.id}/plan").json()
    assert (plan["slot_id"] is None, plan["table_id"] is None) == (False, False)


def test_pin_of_what_is_not_held(client: TestClient, session: ConferenceSession) -> None:
    draft = begun(client, session)

    response = client.post(one(draft, "/pin-changes"), json={"meeting": HANOI, "is_pinned": True})

    detail = "This meeting is not held, so there is nowhere to pin it."
    assert_problem(response, 422, "invalid", detail, errors=[{"pointer": "/meeting", "detail": detail, "in": "body"}])


def test_keep_it_as_a_version_that_anybody_can_check(client: TestClient, session: ConferenceSession) -> None:
    draft = begun(client, session)
    moved(client, draft, at(HANOI, "s01"), at(HAGIANG, "s02"))
    client.post(one(draft, "/pin-changes"), json={"meeting": HANOI, "is_pinned": True})

    response = client.post(one(draft, "/timetables"))
    version = response.json()

    assert response.status_code == 201
    assert version == {
        "id": version["id"],
        "session_id": str(session.id),
        "number": 1,
        "run_id": None,
        "status": "feasible",
        "instance_digest": version["instance_digest"],
        "goals": version["goals"],
        "created_at": version["created_at"],
    }
    instance = client.get(f"{API}/timetables/{version['id']}/instance")
    file = client.get(f"{API}/timetables/{version['id']}/file")
    report = checker.check(io.read_instance(instance.content), io.read_timetable(file.content))
    assert (report.violations, report.claims) == ((), ())
    after = client.get(one(draft)).json()
    assert (after["timetable_id"], after["done"], after["undone"]) == (version["id"], None, None)
    assert [goal["before"] for goal in after["goals"]] == [goal["value"] for goal in after["goals"]]


def test_a_draft_from_a_version_keeps_what_was_proven_as_long_as_it_holds(
    client: TestClient, session: ConferenceSession
) -> None:
    first = begun(client, session)
    moved(client, first, at(HANOI, "s01"), at(HAGIANG, "s02"))
    version = client.post(one(first, "/timetables")).json()
    client.delete(one(first))

    draft = begun(client, session, timetable_id=version["id"])
    again = client.post(one(draft, "/timetables")).json()

    assert draft["placements"] == [held(HANOI, "s01"), held(HAGIANG, "s02")]
    assert draft["timetable_id"] == version["id"]
    assert (again["number"], again["goals"]) == (2, version["goals"])


def test_what_the_session_has_made_impossible_is_told_and_not_kept(
    client: TestClient, session: ConferenceSession
) -> None:
    first = begun(client, session)
    moved(client, first, at(HANOI, "s01"), at(HAGIANG, "s02"))
    client.post(one(first, "/timetables"))
    client.delete(one(first))
    room = client.get(f"{API}/sessions/{session.id}").json()
    delegations = client.get(f"{API}/conferences/{session.conference_id}/delegations").json()["items"]
    korea = next(each["id"] for each in delegations if each["organisation"]["code"] == "EMB-KR")
    away = {"unavailable_slot_ids": [room["slots"][0]["id"]]}
    assert (
        client.put(f"{API}/delegations/{korea}/availability", params={"accept_impact": True}, json=away).status_code
        == 200
    )

    draft = begun(client, session)
    refused = client.post(one(draft, "/timetables"))
    elsewhere = moved(client, draft, at(HAGIANG, "s02", "T02"))
    mended = moved(client, draft, at(HANOI, "s03"))

    message = f"EMB-KR is unavailable at s01, but {HANOI} takes that slot."
    violation = {"rule": "party-availability", "message": message, "subjects": [HANOI, "EMB-KR", "s01"]}
    assert draft["violations"] == [violation]
    assert_problem(refused, 409, "timetable-refused", f"The referee refuses this timetable: {message}")
    assert elsewhere["violations"] == [violation]
    assert mended["violations"] == []
    assert client.post(one(draft, "/timetables")).status_code == 201


def test_whoever_has_not_seen_what_another_did_changes_nothing(
    client: TestClient, people: People, session: ConferenceSession
) -> None:
    other = people.administrator()
    seen = begun(client, session)
    now = moved(other, seen, at(HANOI, "s01"))

    late = client.post(one(seen, "/moves"), json={"moves": [at(HANOI, "s02")]}, headers={"If-Match": '"1"'})
    blind = people.administrator()
    del blind.headers["If-Match"]

    detail = "Somebody has changed this meanwhile; `current` is what it is now."
    assert_problem(late, 412, "precondition-failed", detail, current=now)
    assert_problem(blind.post(one(seen, "/undo")), 428, "precondition-required")
    assert client.get(one(seen)).json() == now


def test_viewers_see_a_draft_and_leave_it_alone(
    client: TestClient, people: People, conference: Conference, session: ConferenceSession
) -> None:
    draft = begun(client, session)
    stranger = people.of(conference, Role.VIEWER)

    assert stranger.get(one(draft)).status_code == 200
    for seen in ("*", '"9"'):  # Whoever may not is told so, and not that somebody else was faster.
        for method, part, body in (
            ("DELETE", "", None),
            ("POST", "/undo", None),
            ("POST", "/redo", None),
            ("POST", "/timetables", None),
            ("POST", "/moves", {"moves": [at(HANOI, "s02")]}),
            ("POST", "/pin-changes", {"meeting": HANOI, "is_pinned": True}),
        ):
            response = stranger.request(method, one(draft, part), json=body, headers={"If-Match": seen})
            assert_problem(response, 403, "forbidden")
