"""Codes and halls that capital letters alone tell apart are one to people, and so to the service."""

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import ConferenceSession, MeetingTable, Slot
from tests.api.answers import API, assert_invalid, assert_problem
from tests.factories import a_delegation, a_group, a_session, added, an_interpreter

DAY = "2026-12-08"


def slot(code: str, hour: int = 16) -> dict[str, Any]:
    return {
        "code": code,
        "starts_at": f"{DAY}T{hour}:00:00+07:00",
        "ends_at": f"{DAY}T{hour}:15:00+07:00",
        "period": f"{hour}",
    }


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    """With slots `s01` and `s02`, table `T01`, interpreter `KO-1`, group `water`."""
    session = a_session(db)
    an_interpreter(db, session, "vi", "ko", code="KO-1")
    members = [a_delegation(db, session, code) for code in ("01", "46", "EMB-KR")]
    a_group(db, session, *members, code="water")
    return session


@pytest.mark.parametrize(
    ("part", "body", "known", "told"),
    [
        ("tables", {}, "T01", "There is a table with the code T01 already."),
        ("slots", slot(""), "s01", "There is a slot with the code s01 already."),
        ("interpreters", {"languages": ["vi", "ko"]}, "KO-1", "There is an interpreter with the code KO-1 already."),
    ],
)
def test_code_is_taken_however_it_is_written(
    *, client: TestClient, session: ConferenceSession, part: str, body: dict[str, Any], known: str, told: str
) -> None:
    address = f"{API}/sessions/{session.id}/{part}"

    refused = client.post(address, json=body | {"code": known.swapcase()})
    made = client.post(address, json=body | {"code": f"{known}b"})
    renamed = client.put(f"{API}/{part}/{made.json()['id']}", json=body | {"code": known.swapcase()})
    same = client.put(f"{API}/{part}/{made.json()['id']}", json=body | {"code": f"{known}B".swapcase()})

    assert_problem(refused, 409, "duplicate", told)
    assert_problem(renamed, 409, "duplicate", told)
    # One's own code can be written otherwise.
    assert (made.status_code, same.json()["code"]) == (201, f"{known}B".swapcase())


def test_group_has_a_code_of_its_own_however_it_is_written(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    ids = [str(a_delegation(db, session, code).id) for code in ("02", "03", "EMB-JP")]
    body = {"theme": "Nước", "convener_id": None, "member_ids": ids, "are_agreed": True}

    refused = client.post(f"{API}/sessions/{session.id}/groups", json=body | {"code": "WATER"})

    assert_problem(refused, 409, "duplicate", "This session has a group or a meeting with the code water already.")
    assert client.post(f"{API}/sessions/{session.id}/groups", json=body | {"code": "WATERS"}).status_code == 201


def test_list_has_no_two_alike(client: TestClient, session: ConferenceSession) -> None:
    names = {"code": "second", "name_vi": "Phiên", "name_en": "Session"}
    address, slots = f"{API}/conferences/{session.conference_id}/sessions", [slot("s1"), slot("S1", 17)]

    of_tables = client.post(address, json=names | {"tables": [{"code": "a1"}, {"code": "A1"}]})
    of_slots = client.post(address, json=names | {"slots": slots})
    programme = client.put(f"{API}/sessions/{session.id}/programme", json={"slots": slots})

    assert_invalid(of_tables, ("/tables/1/code", "Only capital letters tell this code from a1."))
    for each in (of_slots, programme):
        assert_invalid(each, ("/slots/1/code", "Only capital letters tell this code from s1."))


def test_those_that_are_alike_already_stay(client: TestClient, db: Session) -> None:
    session = a_session(db, slots=0, tables=1)
    twin = added(db, MeetingTable(session_id=session.id, code="t01", position=1, features=[]))
    slots = [slot("s1"), slot("S1", 17)]
    for position, each in enumerate(slots):
        # As an instance file may have them, or an earlier release.
        made = client.post(f"{API}/sessions/{session.id}/slots", json=each | {"code": f"x{position}"}).json()
        db.get_one(Slot, UUID(made["id"])).code = each["code"]
    db.commit()

    moved = client.put(f"{API}/tables/{twin.id}", json={"code": "t01", "zone": "A"})
    programme = client.put(f"{API}/sessions/{session.id}/programme", json={"slots": slots})

    assert (moved.status_code, moved.json()["zone"]) == (200, "A")
    assert [each["code"] for each in programme.json()["slots"]] == ["s1", "S1"]


def test_hall_is_written_as_it_is_already(client: TestClient, db: Session) -> None:
    session = a_session(db, tables=0)
    address = f"{API}/sessions/{session.id}/tables"

    first, second, third = (
        client.post(address, json={"code": code, "zone": zone}).json()
        for code, zone in (("A1", "Sảnh Đông"), ("A2", "SẢNH ĐÔNG"), ("B1", "Sảnh Tây"))
    )
    moved = client.put(f"{API}/tables/{third['id']}", json={"code": "B1", "zone": "sảnh đông"}).json()
    alone = client.put(f"{API}/tables/{third['id']}", json={"code": "B1", "zone": "SẢNH TÂY"}).json()
    body: dict[str, Any] = {"code": "second", "name_vi": "Phiên", "name_en": "Session"}
    body |= {"tables": [{"code": "1", "zone": "Đông"}, {"code": "2", "zone": "ĐÔNG"}]}
    made = client.post(f"{API}/conferences/{session.conference_id}/sessions", json=body).json()

    assert [each["zone"] for each in (first, second, moved, alone)] == ["Sảnh Đông"] * 3 + ["SẢNH TÂY"]
    assert [each["zone"] for each in made["tables"]] == ["Đông", "Đông"]
