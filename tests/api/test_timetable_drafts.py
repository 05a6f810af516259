"""Timetables edited by hand: each step with what it answers, the referee's word, undoing."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import ConferenceSession, TimetableStatus
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.api.drafting import HAGIANG, HANOI, at, begun, held, moved, one, three_slots
from tests.databases import counted_statements
from tests.factories import a_session, a_version


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    return three_slots(db)


def test_begin_a_draft_where_there_is_no_timetable(client: TestClient, session: ConferenceSession) -> None:
    draft = begun(client, session)

    assert draft == {
        "id": draft["id"],
        "session_id": str(session.id),
        "revision": 1,
        "timetable_id": None,
        "placements": [],
        "unplaced": [
            {
                "meeting": meeting,
                "reason": "value",
                "rule": None,
                "message": "It could be added or exchanged in, but no better timetable that holds it was found.",
            }
            for meeting in (HANOI, HAGIANG)
        ],
        "violations": [],
        "goals": [{"goal": goal, "value": 0, "before": None} for goal in ("required", "floors", "welfare", "breaks")],
        "pins": [],
        "done": None,
        "undone": None,
    }
    again = client.get(f"{API}/sessions/{session.id}/timetable-draft")
    assert (again.json(), again.headers["etag"]) == (draft, '"1"')
    assert client.get(one(draft)).json() == draft


def test_a_session_has_one_draft(client: TestClient, session: ConferenceSession) -> None:
    begun(client, session)

    response = client.post(f"{API}/sessions/{session.id}/timetable-draft", json={})

    detail = "Somebody has begun to edit this timetable by hand already: go on with that, or give it up."
    assert_problem(response, 409, "draft-begun", detail)


def test_nothing_can_be_edited_where_nobody_wants_to_meet(client: TestClient, db: Session) -> None:
    response = client.post(f"{API}/sessions/{a_session(db).id}/timetable-draft", json={})

    assert_problem(response, 409, "nothing-to-solve", "The session has no slots, tables or wished meetings yet.")


def test_begin_from_a_version_of_another_session(client: TestClient, db: Session, session: ConferenceSession) -> None:
    other = a_version(db, a_session(db))

    response = client.post(f"{API}/sessions/{session.id}/timetable-draft", json={"timetable_id": str(other.id)})

    detail = "No such timetable of this session that can be held."
    assert_problem(
        response, 422, "invalid", detail, errors=[{"pointer": "/timetable_id", "detail": detail, "in": "body"}]
    )


def test_place_move_and_take_out(client: TestClient, session: ConferenceSession) -> None:
    draft = begun(client, session)

    placed = moved(client, draft, at(HANOI, "s02"))
    elsewhere = moved(client, draft, at(HANOI, "s01", "T02"))
    out = moved(client, draft, at(HANOI, None))

    assert placed["placements"] == [held(HANOI, "s02")]
    assert [each["meeting"] for each in placed["unplaced"]] == [HAGIANG]
    worth = next(goal for goal in placed["goals"] if goal["goal"] == "welfare")["value"]
    assert worth > 0
    assert placed["done"] == {
        "number": 1,
        "kind": "placement",
        "state": "done",
        "at": placed["done"]["at"],
        "by": placed["done"]["by"],
        "changes": [{"meeting": HANOI, "before": None, "after": {"slot": "s02", "table": "T01", "interpreters": []}}],
    }
    assert elsewhere["placements"] == [held(HANOI, "s01", "T02")]
    assert (out["placements"], out["revision"]) == ([], 7)
    assert [step["number"] for step in client.get(one(draft, "/steps")).json()["items"]] == [3, 2, 1]


def test_a_table_that_nobody_names_is_one_that_is_free(client: TestClient, session: ConferenceSession) -> None:
    draft = begun(client, session)
    moved(client, draft, at(HANOI, "s02"))

    both = moved(client, draft, {"meeting": HAGIANG, "slot": "s01"})
    exchanged = moved(client, draft, {"meeting": HAGIANG, "slot": "s02"}, {"meeting": HANOI, "slot": "s01"})

    assert both["placements"] == [held(HANOI, "s02"), held(HAGIANG, "s01")]
    assert exchanged["placements"] == [held(HANOI, "s01"), held(HAGIANG, "s02")]
    assert len(exchanged["done"]["changes"]) == 2


def test_a_move_that_breaks_a_rule_is_refused_with_the_rule(client: TestClient, session: ConferenceSession) -> None:
    draft = begun(client, session)
    before = moved(client, draft, at(HANOI, "s01"))

    response = client.post(one(draft, "/moves"), json={"moves": [at(HAGIANG, "s01")]})
    in_vietnamese = client.post(
        one(draft, "/moves"), json={"moves": [at(HAGIANG, "s01")]}, headers={"Accept-Language": "vi"}
    )

    subjects = [HANOI, HAGIANG]
    rule = "a delegation holds no more meetings at once than it has teams"
    detail = f"A rule would be broken: {rule} ({HANOI}, {HAGIANG}, EMB-KR, s01)."
    violations = [
        {
            "rule": "party-teams",
            "message": f"EMB-KR is in {HANOI} and {HAGIANG} at s01, but has 1 team.",
            "subjects": [*subjects, "EMB-KR", "s01"],
        },
        {
            "rule": "one-meeting-per-table",
            "message": f"{HANOI} and {HAGIANG} share T01 at s01.",
            "subjects": [*subjects, "T01", "s01"],
        },
    ]
    assert response.json()["violations"] == violations
    assert_problem(response, 409, "move-refused", detail, violations=violations)
    assert in_vietnamese.json()["detail"] != detail
    assert client.get(one(draft)).json() == before


@pytest.mark.parametrize(
    ("move", "place", "detail"),
    [
        (at("nobody", "s01"), "meeting", "No such meeting."),
        (at(HANOI, "s09"), "slot", "The draft knows no such thing."),
        (at(HANOI, "s01", "T09"), "table", "The draft knows no such thing."),
        (at(HANOI, "s01") | {"interpreters": ["I9"]}, "interpreters", "The draft knows no such thing."),
    ],
)
def test_a_move_of_what_is_not_there(
    client: TestClient, session: ConferenceSession, move: dict[str, Any], place: str, detail: str
) -> None:
    response = client.post(one(begun(client, session), "/moves"), json={"moves": [move]})

    pointer = f"/moves/0/{place}"
    assert_problem(response, 422, "invalid", detail, errors=[{"pointer": pointer, "detail": detail, "in": "body"}])


def test_moves_that_can_not_be_read(client: TestClient, session: ConferenceSession) -> None:
    address = one(begun(client, session), "/moves")

    assert_invalid(
        client.post(address, json={"moves": []}),
        ("/moves", "List should have at least 1 item after validation, not 0"),
    )
    assert_invalid(
        client.post(address, json={"moves": [at(HANOI, "s01"), at(HANOI, "s02")]}),
        ("/moves", "Nothing may be named twice"),
    )


def test_undo_and_redo(client: TestClient, session: ConferenceSession) -> None:
    draft = begun(client, session)
    moved(client, draft, at(HANOI, "s01"))
    moved(client, draft, at(HANOI, "s02"))

    undone = [client.post(one(draft, "/undo")).json() for _ in range(2)]
    nothing = client.post(one(draft, "/undo"))
    redone = client.post(one(draft, "/redo")).json()
    moved(client, draft, at(HAGIANG, "s03"))
    lost = client.post(one(draft, "/redo"))

    assert [each["placements"] for each in undone] == [[held(HANOI, "s01")], []]
    assert undone[-1]["undone"]["number"] == 1
    assert_problem(nothing, 409, "nothing-left", "There is no step to be undone.")
    assert redone["placements"] == [held(HANOI, "s01")]
    assert_problem(lost, 409, "nothing-left", "There is no step to be taken again.")
    states = [(step["number"], step["state"]) for step in client.get(one(draft, "/steps")).json()["items"]]
    assert states == [(3, "done"), (2, "dropped"), (1, "done")]


def test_cells_say_what_each_place_would_break_or_change(client: TestClient, session: ConferenceSession) -> None:
    draft = begun(client, session)
    worth = moved(client, draft, at(HANOI, "s01"))["goals"][2]["value"]

    answer = client.get(one(draft, "/cells"), params={"meeting": HAGIANG}).json()
    own = client.get(one(draft, "/cells"), params={"meeting": HANOI}).json()

    cells = {(cell["slot"], cell["table"]): cell for cell in answer["cells"]}
    assert answer["meeting"] == HAGIANG
    assert len(cells) == 6
    rules = ["party-teams", "one-meeting-per-table"]
    assert cells["s01", "T01"] == {"slot": "s01", "table": "T01", "rules": rules, "change": None}
    assert cells["s01", "T02"]["rules"] == ["party-teams"]
    change = cells["s03", "T02"]["change"]
    assert change == {"required": 0, "floors": 0, "welfare": change["welfare"], "breaks": 1}
    assert change["welfare"] > 0
    assert worth > 0
    assert all(cell["rules"] == [] for cell in own["cells"])
    assert {tuple(cell["change"].values()) for cell in own["cells"]} == {(0, 0, 0, 0)}


def test_cells_of_what_is_not_known(client: TestClient, session: ConferenceSession) -> None:
    draft = begun(client, session)

    assert_problem(client.get(one(draft, "/cells"), params={"meeting": "x"}), 404, "not-found", "No such meeting.")


def test_give_it_up(client: TestClient, session: ConferenceSession) -> None:
    draft = begun(client, session)

    assert client.delete(one(draft)).status_code == 204
    assert_problem(client.get(one(draft)), 404, "not-found", "No such working copy of a timetable.")
    response = client.get(f"{API}/sessions/{session.id}/timetable-draft")
    assert_problem(response, 404, "not-found", "Nobody has begun to edit by hand.")


def test_a_session_with_a_draft_is_not_deleted(client: TestClient, session: ConferenceSession) -> None:
    begun(client, session)

    assert_problem(client.delete(f"{API}/sessions/{session.id}"), 409, "in-use", "This session has runs or timetables.")


def test_unknown_drafts_and_sessions(client: TestClient) -> None:
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/steps"), ("POST", "/undo"), ("POST", "/redo")):
        response = client.request(method, f"{API}/timetable-drafts/{NOBODY}{path}")
        assert_problem(response, 404, "not-found", "No such working copy of a timetable.")
    for method in ("GET", "POST"):
        response = client.request(method, f"{API}/sessions/{NOBODY}/timetable-draft", json={})
        assert_problem(response, 404, "not-found", "No such session.")


def test_a_version_that_cannot_be_held_is_nowhere_to_begin(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    a_version(db, session, status=TimetableStatus.INFEASIBLE)

    assert begun(client, session)["timetable_id"] is None


def test_reading_a_draft_takes_as_many_statements_for_two_meetings_as_for_one(
    client: TestClient, engine: Engine, session: ConferenceSession
) -> None:
    draft = begun(client, session)
    moved(client, draft, at(HANOI, "s01"))
    with counted_statements(engine) as for_one:
        client.get(one(draft))
    moved(client, draft, at(HAGIANG, "s02"))
    with counted_statements(engine) as for_two:
        client.get(one(draft))

    assert len(for_two) == len(for_one)
