"""One line for each request, under an id that the answer has, too; and what never gets into the log."""

from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.api.access_log import HEADER
from app.errors import TooBusy
from app.models import Account, ConferenceSession
from app.services import interests
from tests.api.answers import API, NOBODY, assert_problem
from tests.api.people import PASSWORD, People
from tests.factories import a_delegation, an_account
from tests.logged import Lines, logged

LOGGER = "app.api.access_log"
TEXT = "Nhà máy chip của ông Nguyễn Văn Bí"
EMAIL = "very.private@example.vn"
SECRET = "q7TfZ-invitation-secret"  # noqa: S105 -- of nobody
ENTERED = {"code": "N1", "priority": 1, "title_vi": TEXT, "objective_code": None}
LINKED: dict[str, list[str]] = {"sector_codes": [], "country_codes": [], "region_codes": []}


def line(lines: Lines) -> dict[str, object]:
    """The one line of a request, but for its duration and size."""
    (found,) = lines.of("request")
    assert found.pop("duration_ms") >= 0
    assert found.pop("bytes") > 0
    return found


def test_request_is_one_line_with_the_template_of_its_route(people: People) -> None:
    with logged() as lines:
        response = people.client().get(f"{API}/needs/{NOBODY}?q={SECRET}", headers={HEADER: "of-the-proxy"})

    assert response.headers[HEADER] == "of-the-proxy"
    assert line(lines) == {
        "level": "info",
        "logger": LOGGER,
        "event": "request",
        "request_id": "of-the-proxy",
        "method": "GET",
        "route": "/api/v1/needs/{need_id}",
        "status": 401,
        "account_id": None,
    }


def test_line_counts_the_bytes_that_are_sent(client: TestClient) -> None:
    with logged() as lines:
        response = client.get("/health/live")

    assert [found["bytes"] for found in lines.of("request")] == [len(response.content)]


def test_line_names_the_account_of_whoever_is_signed_in(people: People, db: Session) -> None:
    account = an_account(db)
    client = people.client(account)

    with logged() as lines:
        client.get(f"{API}/accounts/me")

    assert line(lines)["account_id"] == str(account.id)


@pytest.mark.parametrize("given", ["", "short", "x" * 65, EMAIL, 'a"b\\c: {}'])
def test_id_that_could_be_anything_is_replaced(client: TestClient, given: str) -> None:
    with logged() as lines:
        number = client.get("/health/live", headers={HEADER: given}).headers[HEADER]

    assert UUID(number).version == 4
    assert line(lines)["request_id"] == number


@pytest.mark.parametrize(
    ("path", "host", "route", "status"),
    [
        ("/", "localhost", "/", 200),
        (f"{API}/{SECRET}", "localhost", "/api/v1", 404),
        (f"/{SECRET}", "localhost", None, 404),
        ("/", SECRET, None, 421),
    ],
)
def test_what_leads_nowhere_is_logged_without_its_address(
    client: TestClient, path: str, host: str, route: str | None, status: int
) -> None:
    with logged() as lines:
        client.get(path, headers={"Host": host})

    found = line(lines)
    assert (found["route"], found["status"]) == (route, status)
    assert SECRET not in "".join(lines.text)


def test_bug_is_logged_with_its_place_under_the_same_id(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(interests, "get", broken)
    with logged() as lines:
        response = client.get(f"{API}/needs/{NOBODY}")

    (failed,) = lines.of("request failed")
    assert failed["exception"].splitlines()[-1] == "builtins.RuntimeError"
    assert "in broken" in failed["exception"]
    assert failed["request_id"] == response.json()["request_id"] == response.headers[HEADER]
    assert (line(lines)["level"], line(lines)["status"]) == ("error", 500)
    assert SECRET not in "".join(lines.text) + response.text


def test_bug_outside_api_and_pages_is_a_problem_too(app: FastAPI, client: TestClient) -> None:
    del app.state.session_factory

    response = client.get("/health/ready")

    assert_problem(response, 500, "internal-error", request_id=response.headers[HEADER])


def test_nothing_personal_and_no_secret_gets_into_the_log(
    people: People, db: Session, session: ConferenceSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    delegation = a_delegation(db, session, "01")
    account = an_account(db, email=EMAIL, name="Trần Thị Riêng")
    client = people.client(account)
    secret = client.cookies["ketnoi_sign_in"]
    token = client.post(f"{API}/api-tokens", json={"name": TEXT, "scope": "read", "days": 1}).json()["secret"]

    with logged() as lines:
        client.post(f"{API}/sign-ins", json={"email": EMAIL, "password": PASSWORD})
        client.post(f"{API}/sign-ins", json={"email": [EMAIL], "password": PASSWORD, SECRET: SECRET})
        client.get(f"{API}/accounts/me", headers={"Authorization": f"Bearer {token}"})
        client.get(f"{API}/invitations/{SECRET}?token={SECRET}", headers={"User-Agent": EMAIL})
        client.post(f"{API}/delegations/{delegation.id}/needs", json=ENTERED | LINKED)
        monkeypatch.setattr(interests, "create", lambda db, *_, **__: _add_twice(db))
        broken = client.post(f"{API}/delegations/{delegation.id}/needs", json=ENTERED | LINKED)

    assert broken.status_code == 500
    assert "IntegrityError" in lines.of("request failed")[0]["exception"]
    kept = (secret, token, PASSWORD, EMAIL, SECRET, "Riêng", "Bí", "testclient")
    text = "\n".join(lines.text).encode().decode("unicode-escape")
    assert [word for word in kept if word in text] == []


def _add_twice(db: Session) -> None:
    """What PostgreSQL answers with the very value that is there twice."""
    db.add_all(Account(email=EMAIL, name="Trần Thị Riêng") for _ in range(2))
    db.flush()


def test_failure_of_the_database_does_not_repeat_what_was_written(db: Session) -> None:
    with pytest.raises(IntegrityError) as raised:
        _add_twice(db)

    assert "hide_parameters" in str(raised.value)
    assert "Riêng" not in str(raised.value)


def test_who_is_asked_to_come_again_later_is_a_warning(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise TooBusy("Later.", retry_after_seconds=1)

    monkeypatch.setattr(interests, "get", busy)
    with logged() as lines:
        client.get(f"{API}/needs/{NOBODY}")

    assert (line(lines)["level"], line(lines)["status"]) == ("warning", 503)
