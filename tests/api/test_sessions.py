"""Sessions with their slots and tables."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import ConferenceSession
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.databases import counted_statements
from tests.factories import a_conference, a_delegation, a_pin, a_run, a_session

SLOTS = [
    {
        "code": "s01",
        "starts_at": "2026-12-08T13:30:00+07:00",
        "ends_at": "2026-12-08T13:45:00+07:00",
        "period": "before tea",
    },
    {
        "code": "s02",
        "starts_at": "2026-12-08T13:45:00+07:00",
        "ends_at": "2026-12-08T14:00:00+07:00",
        "period": "before tea",
    },
    {
        "code": "s03",
        "starts_at": "2026-12-08T14:20:00+07:00",
        "ends_at": "2026-12-08T14:35:00+07:00",
        "period": "after tea",
    },
]
TABLE = {"code": "T01", "zone": "hall-a", "features": ["screen"], "delegation_id": None}
NAMES = {"code": "main", "name_vi": "Phiên chính", "name_en": "Main session"}
POLICY = {"goals": ["required", "welfare"], "bonus": {"province": [20, 10]}}
RULES = {"online_links": 4, "policy": POLICY, "request_days": 14, "accepted_must_meet": True}
WHOLE = NAMES | RULES | {"format_code": None} | {"slots": SLOTS, "tables": [TABLE]}
SHOWN = WHOLE | {"tables": [TABLE | {"unavailable_slot_ids": []}]}


def sessions_of(conference_id: object) -> str:
    return f"{API}/conferences/{conference_id}/sessions"


def shown(session: ConferenceSession) -> dict[str, Any]:
    return {
        "id": str(session.id),
        "conference_id": str(session.conference_id),
        "code": session.code,
        "name_vi": session.name_vi,
        "name_en": session.name_en,
        "format_code": session.format_code,
        "online_links": session.online_links,
        "policy": session.policy,
        "request_days": session.request_days,
        "accepted_must_meet": session.accepted_must_meet,
    }


def without_ids(body: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in body.items() if key not in {"id", "conference_id", "slots", "tables"}}
    for things in ("slots", "tables"):
        plain[things] = [{k: v for k, v in each.items() if k not in {"id", "position"}} for each in body[things]]
    return plain


def test_create_session_with_programme_and_room(client: TestClient, db: Session) -> None:
    conference = a_conference(db)

    created = client.post(sessions_of(conference.id), json=WHOLE)

    assert (created.status_code, without_ids(created.json())) == (201, SHOWN)
    assert created.json()["conference_id"] == str(conference.id)
    assert [slot["position"] for slot in created.json()["slots"]] == [0, 1, 2]
    assert client.get(f"{API}/sessions/{created.json()['id']}").json() == created.json()


def test_create_session_at_an_unknown_conference(client: TestClient) -> None:
    assert_problem(client.post(sessions_of(NOBODY), json=NAMES), 404, "not-found", "No such conference.")


def test_create_session_twice_is_a_duplicate(client: TestClient, db: Session) -> None:
    session = a_session(db, code="main")

    response = client.post(sessions_of(session.conference_id), json=NAMES)

    detail = "This conference has a session with the code main already."
    assert_problem(response, 409, "duplicate", detail)


@pytest.mark.parametrize(
    ("slots", "pointer", "detail"),
    [
        ([SLOTS[1], SLOTS[0]], "/slots/1/starts_at", "A slot starts when the one before it has ended."),
        ([SLOTS[0] | {"ends_at": SLOTS[0]["starts_at"]}], "/slots/0/ends_at", "A slot ends after it starts."),
        (
            [SLOTS[0], SLOTS[1] | {"period": "tea"}, SLOTS[2] | {"period": "before tea"}],
            "/slots/2/period",
            "The slots of a period follow each other.",
        ),
    ],
)
def test_create_session_refuses_a_bad_programme(
    client: TestClient, db: Session, slots: list[dict[str, str]], pointer: str, detail: str
) -> None:
    response = client.post(sessions_of(a_conference(db).id), json=NAMES | {"slots": slots})

    assert_invalid(response, (pointer, detail))


@pytest.mark.parametrize(
    ("change", "pointer", "detail"),
    [
        ({"policy": {"goals": ["breaks", "required"]}}, "/policy/goals", "`required` comes first where it is listed"),
        ({"policy": {"goals": ["breaks", "breaks"]}}, "/policy/goals", "Nothing may be named twice"),
        (
            {"policy": {"bonus": {"province": [1, 2]}}},
            "/policy/bonus/province",
            "A bonus must not increase from one meeting to the next",
        ),
        ({"slots": [SLOTS[0], SLOTS[1] | {"code": "s01"}]}, "/slots", "Nothing may be named twice"),
        ({"tables": [TABLE, TABLE]}, "/tables", "Nothing may be named twice"),
    ],
)
def test_create_session_refuses(
    client: TestClient, db: Session, change: dict[str, Any], pointer: str, detail: str
) -> None:
    response = client.post(sessions_of(a_conference(db).id), json=NAMES | change)

    assert_invalid(response, (pointer, f"{detail}"))


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_create_session_takes_only_times_of_our_age(client: TestClient, db: Session, year: str) -> None:
    slot = SLOTS[0] | {"starts_at": f"{year}-01-01T00:00:00+14:00"}

    response = client.post(sessions_of(a_conference(db).id), json=NAMES | {"slots": [slot]})

    assert_invalid(response, ("/slots/0/starts_at", "Only the years 1900 to 2999 are taken"))


def test_create_session_takes_only_times_with_an_offset(client: TestClient, db: Session) -> None:
    slot = SLOTS[0] | {"starts_at": "2026-12-08T06:30:00"}

    response = client.post(sessions_of(a_conference(db).id), json=NAMES | {"slots": [slot]})

    assert_invalid(response, ("/slots/0/starts_at", "Input should have timezone info"))


def test_list_sessions(client: TestClient, db: Session, engine: Engine) -> None:
    conference = a_conference(db)
    first = a_session(db, conference, code="a")
    address = sessions_of(first.conference_id)
    with counted_statements(engine) as for_one:
        assert client.get(address).json() == page(shown(first))
    second, third = (a_session(db, conference, code=code) for code in ("b", "c"))
    a_session(db, code="elsewhere")
    with counted_statements(engine) as for_three:
        assert client.get(address).json() == page(shown(first), shown(second), shown(third))

    assert len(for_three) == len(for_one)


def test_list_sessions_of_an_unknown_conference(client: TestClient) -> None:
    assert_problem(client.get(sessions_of(NOBODY)), 404, "not-found", "No such conference.")


def test_update_session_keeps_programme_and_room(client: TestClient, db: Session) -> None:
    session = a_session(db)
    address = f"{API}/sessions/{session.id}"
    before = client.get(address).json()

    response = client.put(address, json=NAMES | {"policy": POLICY})

    assert response.json() == before | NAMES | {"policy": POLICY, "online_links": None}


def test_update_session_to_a_taken_code_is_a_duplicate(client: TestClient, db: Session) -> None:
    conference = a_conference(db)
    a_session(db, conference, code="main")
    other = a_session(db, conference, code="other")

    response = client.put(f"{API}/sessions/{other.id}", json=NAMES)

    assert_problem(response, 409, "duplicate", "This conference has a session with the code main already.")


def test_delete_session(client: TestClient, db: Session) -> None:
    session = a_session(db)

    assert client.delete(f"{API}/sessions/{session.id}").status_code == 204
    assert_problem(client.get(f"{API}/sessions/{session.id}"), 404, "not-found", "No such session.")


def test_delete_session_with_a_run_is_refused(client: TestClient, db: Session) -> None:
    session = a_session(db)
    a_run(db, session)

    response = client.delete(f"{API}/sessions/{session.id}")

    assert_problem(response, 409, "in-use", "This session has runs or timetables.")


def test_append_slot(client: TestClient, db: Session) -> None:
    session = a_session(db, slots=2)

    response = client.post(f"{API}/sessions/{session.id}/slots", json=SLOTS[2])

    assert (response.status_code, response.json()) == (201, SLOTS[2] | {"id": response.json()["id"], "position": 2})


@pytest.mark.parametrize("moment", [1_800_000_000, "1800000000", "2026-12-08"])
def test_append_slot_takes_times_only_as_text(client: TestClient, db: Session, moment: object) -> None:
    response = client.post(f"{API}/sessions/{a_session(db).id}/slots", json=SLOTS[2] | {"starts_at": moment})

    assert_invalid(response, ("/starts_at", "A time is a text like 2026-12-08T13:30:00+07:00"))


def test_append_slot_before_the_end_is_refused(client: TestClient, db: Session) -> None:
    session = a_session(db, slots=2)

    response = client.post(f"{API}/sessions/{session.id}/slots", json=SLOTS[1] | {"code": "s03"})

    detail = "A slot starts when the one before it has ended."
    assert_problem(response, 422, "invalid", detail, errors=[{"pointer": "/starts_at", "detail": detail, "in": "body"}])


def test_append_slot_with_a_taken_code_is_a_duplicate(client: TestClient, db: Session) -> None:
    session = a_session(db, slots=1)

    response = client.post(f"{API}/sessions/{session.id}/slots", json=SLOTS[2] | {"code": "s01"})

    assert_problem(response, 409, "duplicate", "There is a slot with the code s01 already.")


def test_delete_slot(client: TestClient, db: Session) -> None:
    session = client.get(f"{API}/sessions/{a_session(db, slots=2).id}").json()

    assert client.delete(f"{API}/slots/{session['slots'][1]['id']}").status_code == 204
    assert client.get(f"{API}/sessions/{session['id']}").json() == session | {"slots": session["slots"][:1]}


def test_delete_slot_with_a_pinned_meeting_is_refused(client: TestClient, db: Session) -> None:
    session = a_session(db)
    province, mission = a_delegation(db, session, "01"), a_delegation(db, session)
    room = client.get(f"{API}/sessions/{session.id}").json()
    db.refresh(session, ["slots"])
    a_pin(db, session, province, mission, session.slots[0])

    response = client.delete(f"{API}/slots/{session.slots[0].id}", params={"accept_impact": True})

    assert (response.status_code, response.json()["type"]) == (409, "/problems/in-use")
    assert client.get(f"{API}/sessions/{session.id}").json() == room


def test_append_table_of_a_delegation(client: TestClient, db: Session) -> None:
    session = a_session(db, tables=1)
    owner = a_delegation(db, session)
    table: dict[str, Any] = {"code": "T02", "zone": None, "features": [], "delegation_id": str(owner.id)}
    table["unavailable_slot_ids"] = []

    response = client.post(f"{API}/sessions/{session.id}/tables", json=table)

    assert (response.status_code, response.json()) == (201, table | {"id": response.json()["id"], "position": 1})


CLASH = (
    "Only one side of a session may have own tables: 01 (Provinces) has some, "
    "so EMB-KR (Missions abroad) can have none."
)


def test_feature_of_a_table_has_no_semicolon(client: TestClient, db: Session) -> None:
    """In a workbook it would come back as two."""
    table = {"code": "T02", "features": ["screen; camera"]}

    response = client.post(f"{API}/sessions/{a_session(db).id}/tables", json=table)

    assert_invalid(response, ("/features/0", "A feature has no semicolon: one stands between each and the next"))


def test_append_table_of_a_second_side_is_refused(client: TestClient, db: Session) -> None:
    session = a_session(db, tables=0)
    province, mission = a_delegation(db, session, "01"), a_delegation(db, session)

    first, second, third = (
        client.post(f"{API}/sessions/{session.id}/tables", json={"code": code, "delegation_id": str(owner.id)})
        for code, owner in (("T1", province), ("T2", province), ("T3", mission))
    )

    assert (first.status_code, second.status_code) == (201, 201)
    assert_problem(third, 409, "own-tables-clash", CLASH)


def test_create_session_with_own_tables_of_two_sides_is_refused(client: TestClient, db: Session) -> None:
    session = a_session(db)
    owners = a_delegation(db, session, "01"), a_delegation(db, session)
    tables = [{"code": f"T{n}", "delegation_id": str(owner.id)} for n, owner in enumerate(owners)]

    response = client.post(
        sessions_of(session.conference_id), json=WHOLE | {"code": "second", "slots": [], "tables": tables}
    )

    assert_problem(response, 409, "own-tables-clash", CLASH)


def test_append_table_of_a_delegation_from_elsewhere_is_refused(client: TestClient, db: Session) -> None:
    stranger = a_delegation(db, a_session(db))

    response = client.post(
        f"{API}/sessions/{a_session(db).id}/tables", json={"code": "T02", "delegation_id": str(stranger.id)}
    )

    detail = "No such delegation at this conference."
    place = {"pointer": "/delegation_id", "detail": detail, "in": "body"}
    assert_problem(response, 422, "invalid", detail, errors=[place])


def test_append_table_with_a_taken_code_is_a_duplicate(client: TestClient, db: Session) -> None:
    session = a_session(db, tables=1)

    response = client.post(f"{API}/sessions/{session.id}/tables", json=TABLE)

    assert_problem(response, 409, "duplicate", "There is a table with the code T01 already.")


def test_delete_table(client: TestClient, db: Session) -> None:
    session = client.get(f"{API}/sessions/{a_session(db, tables=1).id}").json()

    assert client.delete(f"{API}/tables/{session['tables'][0]['id']}").status_code == 204
    assert client.get(f"{API}/sessions/{session['id']}").json() == session | {"tables": []}


@pytest.mark.parametrize("thing", ["session", "slot", "table"])
def test_delete_unknown(client: TestClient, thing: str) -> None:
    assert_problem(client.delete(f"{API}/{thing}s/{NOBODY}"), 404, "not-found", f"No such {thing}.")


@pytest.mark.parametrize("things", ["slots", "tables"])
def test_append_to_an_unknown_session(client: TestClient, things: str) -> None:
    body = SLOTS[0] if things == "slots" else TABLE

    assert_problem(client.post(f"{API}/sessions/{NOBODY}/{things}", json=body), 404, "not-found", "No such session.")
