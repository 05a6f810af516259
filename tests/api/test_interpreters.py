"""Interpreters of a session."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Interpreter,
    InterpreterUnavailability,
    Placement,
    PlacementInterpreter,
    PlacementParty,
    Role,
    TimetableVersion,
)
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.api.frame import HARM, HELD, NOTHING, shown
from tests.api.people import People
from tests.databases import counted_statements
from tests.factories import a_delegation, a_session, a_version, added, an_interpreter

KOREAN: dict[str, Any] = {
    "code": "KO-1",
    "name": "Phạm Thị Dung",
    "languages": ["vi", "ko"],
    "max_meetings": 8,
    "max_consecutive": 3,
    "unavailable_slot_ids": [],
}


def of_session(session: ConferenceSession) -> str:
    return f"{API}/sessions/{session.id}/interpreters"


def one(interpreter: Interpreter) -> str:
    return f"{API}/interpreters/{interpreter.id}"


def slot_ids(db: Session, session: ConferenceSession) -> list[str]:
    db.refresh(session, ["slots", "tables"])
    return [str(slot.id) for slot in session.slots]


@pytest.fixture
def korean(db: Session, session: ConferenceSession) -> Interpreter:
    """As `KOREAN`."""
    values = {name: value for name, value in KOREAN.items() if name not in {"languages", "unavailable_slot_ids"}}
    return an_interpreter(db, session, "vi", "ko", **values)


@pytest.fixture
def version(db: Session, session: ConferenceSession, korean: Interpreter) -> TimetableVersion:
    """With one meeting, in the first slot, that has the interpreter."""
    slot_ids(db, session)
    parties = [PlacementParty(delegation_id=a_delegation(db, session, code).id) for code in ("01", "EMB-KR")]
    serving = [PlacementInterpreter(interpreter_id=korean.id)]
    spot = {"slot_id": session.slots[0].id, "table_id": session.tables[0].id}
    placement = Placement(meeting="01~EMB-KR", parties=parties, interpreters=serving, **spot)
    return a_version(db, session, placements=[placement])


def test_interpreter_is_added_read_changed_and_deleted(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    away = slot_ids(db, session)[1]

    created = client.post(of_session(session), json=KOREAN)
    address = f"{API}/interpreters/{created.json()['id']}"
    read = client.get(address)
    changed = client.put(address, json=KOREAN | {"code": "KO-9", "unavailable_slot_ids": [away]})

    whole = KOREAN | {"id": created.json()["id"], "session_id": str(session.id), "position": 0}
    assert (created.status_code, created.json(), created.headers["ETag"]) == (201, whole, '"1"')
    assert (read.json(), read.headers["ETag"]) == (whole, '"1"')
    assert changed.json() == whole | {"code": "KO-9", "unavailable_slot_ids": [away]}
    assert client.get(address).headers["ETag"] == changed.headers["ETag"] == '"2"'
    assert client.get(of_session(session)).json()["items"] == [changed.json()]
    assert (client.delete(address).status_code, client.get(address).status_code) == (204, 404)


def test_absences_alone_are_a_revision(client: TestClient, db: Session, session: ConferenceSession) -> None:
    interpreter = an_interpreter(db, session, "vi", "ko")
    body = KOREAN | {"name": None, "code": interpreter.code, "max_meetings": None, "max_consecutive": None}

    told = [
        client.put(one(interpreter), json=body | {"unavailable_slot_ids": ids}).headers["ETag"]
        for ids in (
            [],
            slot_ids(db, session),
            [],
        )
    ]

    assert told == ['"1"', '"2"', '"3"']


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_as_many_statements_for_three_as_for_one(
    client: TestClient, db: Session, engine: Engine, session: ConferenceSession, number: int
) -> None:
    interpreters = [an_interpreter(db, session, "vi", "ko", code=f"KO-{9 - i}") for i in range(number)]
    slot_ids(db, session)
    for each in interpreters:
        added(db, InterpreterUnavailability(interpreter_id=each.id, slot_id=session.slots[0].id))
    an_interpreter(db, a_session(db), "vi", "ja")
    db.expire_all()

    with counted_statements(engine) as statements:
        body = client.get(of_session(session)).json()

    assert [each["id"] for each in body["items"]] == [str(each.id) for each in interpreters]
    assert len(statements) == 5


@pytest.mark.parametrize(
    ("changes", "pointer", "detail"),
    [
        ({"languages": []}, "/languages", "List should have at least 2 items after validation, not 0"),
        ({"languages": ["ko"]}, "/languages", "List should have at least 2 items after validation, not 1"),
        ({"languages": ["vi", "vi"]}, "/languages", "Nothing may be named twice"),
        ({"languages": ["tlh-klingon"]}, "/languages/0", "String should have at most 3 characters"),
        ({"languages": ["xx"]}, "/languages/0", "Not a language's code of ISO 639, like vi"),
        ({"max_consecutive": 0}, "/max_consecutive", "Input should be greater than or equal to 1"),
        ({"max_meetings": -1}, "/max_meetings", "Input should be greater than or equal to 0"),
        ({"code": " "}, "/code", "String should have at least 1 character"),
        ({"phone": "+84"}, "/phone", "Extra inputs are not permitted"),
        ({"unavailable_slot_ids": [str(NOBODY)]}, "/unavailable_slot_ids/0", "No such slot in this session."),
    ],
)
def test_interpreter_refuses(
    client: TestClient, session: ConferenceSession, changes: dict[str, Any], pointer: str, detail: str
) -> None:
    assert_invalid(client.post(of_session(session), json=KOREAN | changes), (pointer, detail))


def test_slot_of_another_session_is_refused(client: TestClient, db: Session, korean: Interpreter) -> None:
    foreign = slot_ids(db, a_session(db))

    response = client.put(one(korean), json=KOREAN | {"unavailable_slot_ids": foreign})

    assert_invalid(response, ("/unavailable_slot_ids/0", "No such slot in this session."))


def test_code_is_taken_once_in_a_session(
    client: TestClient, db: Session, session: ConferenceSession, korean: Interpreter
) -> None:
    other = an_interpreter(db, session, "vi", "ja")
    told = "There is an interpreter with the code KO-1 already."

    assert korean.code == "KO-1"
    assert_problem(client.post(of_session(session), json=KOREAN), 409, "duplicate", told)
    assert_problem(client.put(one(other), json=KOREAN), 409, "duplicate", told)
    assert client.post(of_session(a_session(db)), json=KOREAN).status_code == 201


def test_delegations_do_not_see_who_interprets(
    db: Session, people: People, session: ConferenceSession, conference: Conference, korean: Interpreter
) -> None:
    head = people.of(conference, Role.HEAD, a_delegation(db, session, "01"))

    listed, read = head.get(of_session(session)), head.get(one(korean))

    assert_problem(listed, 403, "forbidden")
    assert_problem(read, 404, "not-found", "No such interpreter.")
    assert "Dung" not in listed.text + read.text


def meeting(version: TimetableVersion) -> dict[str, Any]:
    ids = sorted(str(party.delegation_id) for party in version.placements[0].parties)
    return {
        "timetable_id": str(version.id),
        "meeting": "01~EMB-KR",
        "slot": "s01",
        "table": "T01",
        "delegation_ids": ids,
    }


@pytest.mark.parametrize(
    "changes", [{"languages": ["vi", "en"]}, {"max_meetings": 7}, {"max_consecutive": 2}, {"unavailable_slot_ids": ...}]
)
def test_less_of_an_interpreter_with_meetings_takes_an_accepted_impact(
    client: TestClient, session: ConferenceSession, korean: Interpreter, version: TimetableVersion, changes: Any
) -> None:
    if "unavailable_slot_ids" in changes:
        changes = {"unavailable_slot_ids": [str(session.slots[0].id)]}
    impact = NOTHING | {"timetables": [shown(version)], "meetings": [meeting(version)]}

    refused = client.put(one(korean), json=KOREAN | changes)
    unchanged = client.get(one(korean)).json()
    done = client.put(one(korean), params={"accept_impact": True}, json=KOREAN | changes)

    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert unchanged.items() >= KOREAN.items()
    assert done.json().items() >= changes.items()


@pytest.mark.usefixtures("version")
def test_more_of_an_interpreter_harms_nobody(
    client: TestClient, db: Session, session: ConferenceSession, korean: Interpreter
) -> None:
    free = slot_ids(db, session)[1:]
    more = {"languages": ["vi", "en", "ko"], "max_meetings": None, "max_consecutive": 4, "unavailable_slot_ids": free}

    assert client.put(one(korean), json=KOREAN | {"name": None} | more).status_code == 200


def test_interpreter_of_a_timetable_is_never_deleted_or_called_otherwise(
    client: TestClient, db: Session, session: ConferenceSession, korean: Interpreter, version: TimetableVersion
) -> None:
    latest = a_version(db, session, number=2)
    impact = NOTHING | {"timetables": [shown(latest)], "kept_in": [version.number]}

    deleted = client.delete(one(korean))
    renamed = client.put(one(korean), params={"accept_impact": True}, json=KOREAN | {"code": "KO-2"})

    assert_problem(deleted, 409, "in-use", HELD, impact=impact)
    assert_problem(renamed, 409, "in-use", HELD, impact=impact)
    assert client.get(one(korean)).status_code == 200


def test_absence_of_an_interpreter_is_told_when_its_slot_goes(
    client: TestClient, db: Session, session: ConferenceSession, korean: Interpreter
) -> None:
    slot_id = slot_ids(db, session)[1]
    added(db, InterpreterUnavailability(interpreter_id=korean.id, slot_id=session.slots[1].id))

    refused = client.delete(f"{API}/slots/{slot_id}")
    done = client.delete(f"{API}/slots/{slot_id}", params={"accept_impact": True})

    absences = [{"interpreter_id": str(korean.id), "slot_id": slot_id}]
    assert_problem(refused, 409, "would-invalidate", HARM, impact=NOTHING | {"interpreter_unavailabilities": absences})
    assert done.status_code == 204
    assert client.get(one(korean)).json()["unavailable_slot_ids"] == []


def test_timetable_tells_who_interprets(client: TestClient, korean: Interpreter, version: TimetableVersion) -> None:
    told = client.get(f"{API}/timetables/{version.id}").json()["placements"][0]["interpreters"]

    assert told == [{"id": str(korean.id), "code": "KO-1", "name": "Phạm Thị Dung"}]


def test_interpreter_is_taken_away_only_by_who_has_seen_it(client: TestClient, korean: Interpreter) -> None:
    client.put(one(korean), json=KOREAN | {"max_meetings": 9})

    response = client.delete(one(korean), headers={"If-Match": '"1"'})

    current = client.get(one(korean)).json()
    assert_problem(response, 412, "precondition-failed", current=current)
    assert current["max_meetings"] == 9


def test_unknown_things_are_not_found(client: TestClient) -> None:
    for response, noun in (
        (client.get(f"{API}/sessions/{NOBODY}/interpreters"), "session"),
        (client.post(f"{API}/sessions/{NOBODY}/interpreters", json=KOREAN), "session"),
        (client.get(f"{API}/interpreters/{NOBODY}"), "interpreter"),
        (client.put(f"{API}/interpreters/{NOBODY}", json=KOREAN), "interpreter"),
        (client.delete(f"{API}/interpreters/{NOBODY}"), "interpreter"),
    ):
        assert_problem(response, 404, "not-found", f"No such {noun}.")
