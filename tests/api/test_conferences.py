"""The `conferences` resource."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import Conference
from app.queries import conferences
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.databases import counted_statements
from tests.factories import ADMINISTRATOR, a_conference, a_run, a_session

URL = f"{API}/conferences"
HUE = {
    "code": "hue-2026",
    "name_vi": "Hội nghị Huế",
    "name_en": "Hue conference",
    "city": "Huế",
    "timezone": "Asia/Ho_Chi_Minh",
    "starts_on": "2026-12-08",
    "ends_on": "2026-12-09",
}


def shown(conference: Conference) -> dict[str, Any]:
    return {name: getattr(conference, name) for name in HUE} | {
        "id": str(conference.id),
        "starts_on": conference.starts_on.isoformat(),
        "ends_on": conference.ends_on.isoformat(),
        **staged(conference),
    }


def staged(conference: Conference) -> dict[str, Any]:
    """Without deadlines, by the clock of Hà Nội."""
    changed_at = conference.stage_changed_at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    return {
        "stage": conference.stage,
        "stage_changed_at": changed_at.isoformat(),
        "stage_reason": None,
        "submissions_close_at": None,
        "requests_close_at": None,
        "objections_close_at": None,
        "requires_sign_off": False,
        "requires_letter_scan": False,
        "requires_validation": False,
        "needs_visible_to": "nobody",
        "retention_days": 730,
        "online_links": None,
        "personal_data_erased_at": None,
    }


def test_whole_number_may_be_written_with_a_point(client: TestClient) -> None:
    whole = client.post(URL, json=HUE | {"retention_days": 365.0})
    odd = client.post(URL, json=HUE | {"code": "odd", "retention_days": 365.5})

    assert (whole.status_code, whole.json()["retention_days"], odd.status_code) == (201, 365, 422)


def test_create_conference_is_stored_and_returned(client: TestClient, db: Session) -> None:
    response = client.post(URL, json=HUE)

    stored = db.scalars(conferences.visible(ADMINISTRATOR.sight)).one()
    assert (response.status_code, response.json()) == (201, HUE | {"id": str(stored.id)} | staged(stored))
    assert response.json()["stage"] == "draft"
    assert shown(stored) == response.json()


def test_create_conference_normalises_text(client: TestClient) -> None:
    decomposed = "  \u00d0a\u0300 N\u0103\u0303ng "  # An Icelandic letter, and accents that stand apart.

    response = client.post(URL, json=HUE | {"city": decomposed})

    assert response.json()["city"] == "\u0110\u00e0 N\u1eb5ng"


@pytest.mark.parametrize("day", [86_400, "86400", True, "2026-12-08T00:00:00", "0000-01-01"])
def test_create_conference_takes_days_only_as_text(client: TestClient, day: object) -> None:
    response = client.post(URL, json=HUE | {"starts_on": day})

    assert_invalid(response, ("/starts_on", "A date is a text like 2026-12-08"))


def test_create_conference_twice_is_a_duplicate(client: TestClient, db: Session) -> None:
    first = client.post(URL, json=HUE)
    again = client.post(URL, json=HUE)

    assert first.status_code == 201
    assert_problem(again, 409, "duplicate", "There is a conference with the code hue-2026 already.")
    assert len(db.scalars(conferences.visible(ADMINISTRATOR.sight)).all()) == 1


@pytest.mark.parametrize(
    ("change", "pointer", "detail"),
    [
        ({"code": " "}, "/code", "String should have at least 1 character"),
        ({"code": "x" * 65}, "/code", "String should have at most 64 characters"),
        ({"name_vi": None}, "/name_vi", "Input should be a valid string"),
        ({"timezone": "Asia/Atlantis"}, "/timezone", "Not an IANA time zone"),
        ({"colour": "red"}, "/colour", "Extra inputs are not permitted"),
        ({"ends_on": "2026-12-07"}, "/ends_on", "A conference ends on or after the day it starts"),
        ({"starts_on": "1899-12-31"}, "/starts_on", "Only the years 1900 to 2999 are taken"),
        ({"ends_on": "3000-01-01"}, "/ends_on", "Only the years 1900 to 2999 are taken"),
        ({"a/b~c": 1}, "/a~1b~0c", "Extra inputs are not permitted"),
    ],
)
def test_create_conference_refuses(
    client: TestClient, db: Session, change: dict[str, Any], pointer: str, detail: str
) -> None:
    response = client.post(URL, json=HUE | change)

    assert_invalid(response, (pointer, detail))
    assert db.scalars(conferences.visible(ADMINISTRATOR.sight)).all() == []


def test_create_conference_names_every_place_at_once(client: TestClient) -> None:
    response = client.post(URL, json=HUE | {"code": "", "city": 7})

    assert_invalid(
        response, ("/code", "String should have at least 1 character"), ("/city", "Input should be a valid string")
    )


def test_list_conferences_has_the_latest_first(client: TestClient, db: Session) -> None:
    old, new = a_conference(db, starts_on=date(2025, 1, 1)), a_conference(db)

    assert client.get(URL).json() == page(shown(new), shown(old))


def test_list_conferences_in_parts(client: TestClient, db: Session) -> None:
    rows = [a_conference(db, code=code) for code in ("a", "b", "c")]

    first = client.get(URL, params={"limit": 1}).json()
    response = client.get(URL, params={"limit": 1, "cursor": first["next_cursor"]})

    assert first == page(shown(rows[0]), total=3, next_cursor=first["next_cursor"])
    assert response.json() == page(shown(rows[1]), total=3, next_cursor=response.json()["next_cursor"])


def test_list_conferences_takes_as_many_statements_for_three_as_for_one(
    client: TestClient, db: Session, engine: Engine
) -> None:
    a_conference(db)
    with counted_statements(engine) as for_one:
        client.get(URL)
    a_conference(db)
    a_conference(db)
    with counted_statements(engine) as for_three:
        client.get(URL)

    assert len(for_three) == len(for_one)


def test_list_conferences_has_a_maximum(client: TestClient) -> None:
    response = client.get(URL, params={"limit": 201})

    assert_invalid(response, ("/limit", "Input should be less than or equal to 200"), where="query")


def test_get_conference(client: TestClient, db: Session) -> None:
    conference = a_conference(db)

    assert client.get(f"{URL}/{conference.id}").json() == shown(conference)


def test_get_unknown_conference_is_not_found(client: TestClient) -> None:
    assert_problem(client.get(f"{URL}/{NOBODY}"), 404, "not-found", "No such conference.")


def test_update_conference(client: TestClient, db: Session) -> None:
    conference = a_conference(db)

    response = client.put(f"{URL}/{conference.id}", json=HUE)

    assert (response.status_code, response.json()) == (200, HUE | {"id": str(conference.id)} | staged(conference))


def test_update_conference_to_a_taken_code_is_a_duplicate(client: TestClient, db: Session) -> None:
    conference, other = a_conference(db), a_conference(db)

    response = client.put(f"{URL}/{conference.id}", json=HUE | {"code": other.code})

    assert_problem(response, 409, "duplicate", f"There is a conference with the code {other.code} already.")
    assert client.get(f"{URL}/{conference.id}").json() == shown(conference)


def test_delete_conference(client: TestClient, db: Session) -> None:
    conference = a_session(db).conference_id

    response = client.delete(f"{URL}/{conference}", params={"accept_impact": True})

    assert (response.status_code, response.content) == (204, b"")
    assert client.get(URL).json() == page()


def test_delete_conference_with_a_run_is_refused(client: TestClient, db: Session) -> None:
    session = a_session(db)
    a_run(db, session)

    response = client.delete(f"{URL}/{session.conference_id}")

    assert_problem(response, 409, "in-use", "A session of this conference has runs or timetables.")
    assert client.get(URL).json()["total"] == 1
