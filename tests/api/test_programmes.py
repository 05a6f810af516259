"""Replacing the programme of a session as a whole."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import ConferenceSession
from tests.api.answers import API, assert_invalid, assert_problem
from tests.api.frame import HARM, HELD, NOTHING, Scene, of_slot, shown, told
from tests.factories import a_session


@pytest.fixture
def scene(db: Session) -> Scene:
    return Scene(db)


def programme(*slots: dict[str, Any]) -> dict[str, Any]:
    return {"slots": list(slots)}


def times(session: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(slot["code"], slot["starts_at"][11:16], slot["position"]) for slot in session["slots"]]


def test_programme_on_which_nothing_hangs_is_replaced_by_a_grid(client: TestClient, scene: Scene) -> None:
    address = f"{API}/sessions/{scene.session.id}/programme"
    grid = {"days": ["2026-12-08"], "starts": "09:00", "ends": "10:00", "slot_minutes": 20}

    response = client.put(address, json={"grid": grid})

    assert times(response.json()) == [("s01", "09:00", 0), ("s02", "09:20", 1), ("s03", "09:40", 2)]
    assert client.get(address).json() == response.json()
    assert client.put(address, json={"grid": grid}).headers["ETag"] == response.headers["ETag"]
    assert response.json()["slots"][0]["id"] == str(scene.slots[0].id)


def test_slots_of_a_programme_can_be_put_in_another_order(client: TestClient, scene: Scene) -> None:
    first, second = scene.slots
    early = of_slot(second, starts_at="2026-12-08T13:00:00+07:00", ends_at="2026-12-08T13:15:00+07:00")
    new = of_slot(first, code="s00", starts_at="2026-12-08T12:00:00+07:00", ends_at="2026-12-08T12:15:00+07:00")

    response = client.put(f"{API}/sessions/{scene.session.id}/programme", json=programme(new, early, of_slot(first)))

    assert times(response.json()) == [("s00", "12:00", 0), ("s02", "13:00", 1), ("s01", "13:30", 2)]


def test_programme_with_what_hangs_on_it_takes_an_accepted_impact(client: TestClient, scene: Scene) -> None:
    address = f"{API}/sessions/{scene.session.id}/programme"
    first, second = scene.slots
    version = scene.placed(first, scene.tables[0])
    scene.absent(scene.province, second)
    body = programme(of_slot(first, starts_at="2026-12-08T13:20:00+07:00"))

    refused = client.put(address, json=body)
    done = client.put(address, params={"accept_impact": True}, json=body)

    impact = NOTHING | {
        "timetables": [shown(version)],
        "meetings": [scene.meeting(version)],
        "unavailabilities": [{"delegation_id": str(scene.province.id), "slot_id": str(second.id)}],
    }
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert times(done.json()) == [("s01", "13:20", 0)]


def test_programme_never_loses_a_slot_with_meetings(client: TestClient, scene: Scene) -> None:
    address = f"{API}/sessions/{scene.session.id}/programme"
    pin = scene.pinned(scene.slots[0])
    body = programme(of_slot(scene.slots[1]))

    response = client.put(address, params={"accept_impact": True}, json=body)

    assert_problem(
        response,
        409,
        "in-use",
        HELD,
        impact=NOTHING
        | {
            "pins": [told(pin)],
        },
    )
    assert [code for code, _, _ in times(client.get(address).json())] == ["s01", "s02"]


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        ({}, "/grid", "A programme is given by its slots or by a rule, not by both"),
        (
            {"grid": {"days": ["2026-12-08"], "starts": "09:00", "ends": "10:00"}},
            "/grid/slot_minutes",
            "Say how long a slot is, or name a format.",
        ),
    ],
)
def test_programme_is_refused(
    client: TestClient, scene: Scene, body: dict[str, Any], pointer: str, detail: str
) -> None:
    assert_invalid(client.put(f"{API}/sessions/{scene.session.id}/programme", json=body), (pointer, detail))


def test_programme_follows_the_rules_of_slots(client: TestClient, scene: Scene) -> None:
    first, second = scene.slots
    address = f"{API}/sessions/{scene.session.id}/programme"

    turned = client.put(address, json=programme(of_slot(second), of_slot(first)))
    doubled = client.put(address, json=programme(of_slot(first), of_slot(second, code="s01")))

    assert_invalid(turned, ("/slots/1/starts_at", "A slot starts when the one before it has ended."))
    assert_invalid(doubled, ("/slots", "Nothing may be named twice"))


def test_grid_of_a_programme_has_the_lengths_of_the_session_s_format(client: TestClient, db: Session) -> None:
    session: ConferenceSession = a_session(db, format_code="VN-FR")
    grid = {"days": ["2026-12-08"], "starts": "09:00", "ends": "10:10"}

    response = client.put(f"{API}/sessions/{session.id}/programme", json={"grid": grid})

    assert times(response.json()) == [("s01", "09:00", 0), ("s02", "09:35", 1)]
