"""Programmes by rule."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Conference
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.factories import a_conference

AFTERNOON = {
    "days": ["2026-12-08"],
    "starts": "13:30",
    "ends": "15:30",
    "slot_minutes": 20,
    "changeover_minutes": 5,
    "pauses": [{"starts": "14:20", "ends": "14:40"}],
}


def url(conference: Conference) -> str:
    return f"{API}/conferences/{conference.id}/slot-grids"


def test_slots_follow_the_rule_in_local_time(client: TestClient, db: Session) -> None:
    response = client.post(url(a_conference(db)), json=AFTERNOON)

    assert response.status_code == 200
    assert [(slot["code"], slot["starts_at"], slot["ends_at"], slot["period"]) for slot in response.json()] == [
        ("s01", "2026-12-08T13:30:00+07:00", "2026-12-08T13:50:00+07:00", "2026-12-08 (1)"),
        ("s02", "2026-12-08T13:55:00+07:00", "2026-12-08T14:15:00+07:00", "2026-12-08 (1)"),
        ("s03", "2026-12-08T14:40:00+07:00", "2026-12-08T15:00:00+07:00", "2026-12-08 (2)"),
        ("s04", "2026-12-08T15:05:00+07:00", "2026-12-08T15:25:00+07:00", "2026-12-08 (2)"),
    ]


def test_session_takes_the_slots_as_they_are(client: TestClient, db: Session) -> None:
    conference = a_conference(db)
    slots = client.post(url(conference), json=AFTERNOON).json()
    session = {"code": "main", "name_vi": "Phiên", "name_en": "Session", "slots": slots}

    created = client.post(f"{API}/conferences/{conference.id}/sessions", json=session)

    assert (created.status_code, len(created.json()["slots"])) == (201, 4)


def test_several_days_are_numbered_through_in_order(client: TestClient, db: Session) -> None:
    conference = a_conference(db, starts_on=date(2026, 12, 8), ends_on=date(2026, 12, 9))

    slots = client.post(url(conference), json=AFTERNOON | {"days": ["2026-12-09", "2026-12-08"]}).json()

    assert [slot["code"] for slot in slots] == [f"s{number:02}" for number in range(1, 9)]
    assert sorted(slot["starts_at"] for slot in slots) == [slot["starts_at"] for slot in slots]


def test_each_day_has_the_offset_of_its_season(client: TestClient, db: Session) -> None:
    conference = a_conference(db, timezone="Europe/Paris", starts_on=date(2026, 10, 24), ends_on=date(2026, 10, 26))
    days = {"days": ["2026-10-24", "2026-10-26"], "pauses": [], "ends": "13:50"}

    slots = client.post(url(conference), json=AFTERNOON | days).json()

    assert [slot["starts_at"] for slot in slots] == ["2026-10-24T13:30:00+02:00", "2026-10-26T13:30:00+01:00"]


@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [
        (date(2026, 10, 25), "01:00", "18:00"),
        (date(2026, 10, 25), "01:30", "02:45"),
        (date(2026, 3, 29), "02:00", "02:45"),
        (date(2026, 3, 29), "01:00", "02:30"),
    ],
)
def test_hours_in_which_the_clocks_are_changed_are_refused(
    client: TestClient, db: Session, day: date, starts: str, ends: str
) -> None:
    conference = a_conference(db, timezone="Europe/Paris", starts_on=day, ends_on=day)
    hours = {"days": [str(day)], "starts": starts, "ends": ends, "pauses": []}

    response = client.post(url(conference), json=AFTERNOON | hours)

    assert_invalid(response, ("/days/0", "The clocks are changed during these hours; name each slot instead."))


@pytest.mark.parametrize(
    ("wrong", "pointer", "detail"),
    [
        ({"days": ["2026-12-09"]}, "/days/0", "This day is outside the conference."),
        ({"days": ["2026-12-08", "2026-12-07"]}, "/days/1", "This day is outside the conference."),
        ({"days": []}, "/days", "List should have at least 1 item after validation, not 0"),
        ({"days": ["2026-12-08"] * 2}, "/days", "Nothing may be named twice"),
        ({"ends": "13:00"}, "/ends", "A day ends after it starts."),
        ({"ends": "24:00"}, "/ends", "A time of day is a text like 13:30"),
        ({"starts": 48_600}, "/starts", "A time of day is a text like 13:30"),
        ({"slot_minutes": 300}, "/slot_minutes", "No slot of this length fits."),
        ({"slot_minutes": 4}, "/slot_minutes", "Input should be greater than or equal to 5"),
        ({"pauses": [{"starts": "15:00", "ends": "14:00"}]}, "/pauses/0", None),
        ({"pauses": [{"starts": "12:00", "ends": "14:00"}]}, "/pauses/0", None),
    ],
)
def test_what_does_not_fit_is_named(
    client: TestClient, db: Session, *, wrong: dict[str, Any], pointer: str, detail: str | None
) -> None:
    response = client.post(url(a_conference(db)), json=AFTERNOON | wrong)

    (place,) = response.json()["errors"]
    assert (response.status_code, place["pointer"]) == (422, pointer)
    assert detail in {None, place["detail"]}


@pytest.mark.parametrize(
    ("wrong", "pointers"),
    [
        ({"ends": "13:00", "changeover_minutes": 121}, ["/ends", "/changeover_minutes"]),
        (
            {"days": [], "pauses": [{"starts": "14:20", "ends": "14:40"}, {"starts": "14:30", "ends": "14:50"}]},
            ["/days", "/pauses/1"],
        ),
        ({"days": ["2026-12-07", "2026-12-09"], "slot_minutes": None}, ["/days/0", "/days/1", "/slot_minutes"]),
    ],
)
def test_all_that_does_not_fit_is_named_at_once(
    client: TestClient, db: Session, wrong: dict[str, Any], pointers: list[str]
) -> None:
    response = client.post(url(a_conference(db)), json=AFTERNOON | wrong)

    assert [place["pointer"] for place in response.json()["errors"]] == pointers


def test_more_slots_than_a_session_takes_are_refused(client: TestClient, db: Session) -> None:
    conference = a_conference(db, ends_on=date(2026, 12, 31))
    days = [f"2026-12-{day:02}" for day in range(8, 32)]
    whole = {"days": days, "starts": "00:00", "ends": "23:59", "slot_minutes": 5, "changeover_minutes": 0, "pauses": []}

    response = client.post(url(conference), json=whole)

    assert_invalid(response, ("/days", "That would be more than 500 slots."))


def test_unknown_conference_is_not_found(client: TestClient) -> None:
    response = client.post(f"{API}/conferences/{NOBODY}/slot-grids", json=AFTERNOON)

    assert_problem(response, 404, "not-found", "No such conference.")
