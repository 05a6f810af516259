"""A session whose timetable is edited by hand, and what is asked and answered there."""

from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import ConferenceSession
from tests.api.answers import API
from tests.factories import a_mission_wished_for, a_session

HANOI, HAGIANG = "01~EMB-KR", "02~EMB-KR"


def three_slots(db: Session) -> ConferenceSession:
    """Two provinces wish to meet a mission, in three slots at two tables."""
    session = a_session(db, slots=3, tables=2)
    a_mission_wished_for(db, session)
    return session


def begun(client: TestClient, session: ConferenceSession, **body: Any) -> dict[str, Any]:
    response = client.post(f"{API}/sessions/{session.id}/timetable-draft", json=body)
    assert response.status_code == 201, response.json()
    made: dict[str, Any] = response.json()
    return made


def one(draft: dict[str, Any], path: str = "") -> str:
    return f"{API}/timetable-drafts/{draft['id']}{path}"


def moved(client: TestClient, draft: dict[str, Any], *moves: dict[str, Any]) -> dict[str, Any]:
    response = client.post(one(draft, "/moves"), json={"moves": moves})
    assert response.status_code == 200, response.json()
    made: dict[str, Any] = response.json()
    return made


def at(meeting: str, slot: str | None, table: str = "T01") -> dict[str, Any]:
    return {"meeting": meeting, "slot": slot} | ({} if slot is None else {"table": table})


def held(meeting: str, slot: str, table: str = "T01") -> dict[str, Any]:
    return {"meeting": meeting, "slot": slot, "table": table, "interpreters": []}
