"""The same POST sent again with its key does nothing again."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app import db as database
from app.access.sign_in import COOKIE
from app.db import make_session_factory
from app.models import AnsweredRequest, AuditEntry, Need
from app.settings import Settings
from tests import applications
from tests.api.answers import API, assert_problem
from tests.api.people import People
from tests.factories import a_delegation, a_session, a_sign_in, an_account

KEY = {"Idempotency-Key": "a1b2"}
NEED: dict[str, Any] = {"code": "N1", "title_vi": "Xuất khẩu gạo thơm"}


@pytest.fixture
def needs(db: Session) -> str:
    return f"{API}/delegations/{a_delegation(db, a_session(db)).id}/needs"


def test_same_request_again_has_the_same_answer(client: TestClient, db: Session, needs: str) -> None:
    first = client.post(needs, json=NEED, headers=KEY)
    again = client.post(needs, json=NEED, headers=KEY)

    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert {name: again.headers[name] for name in ("etag", "content-type")} == {
        name: first.headers[name] for name in ("etag", "content-type")
    }
    assert len(client.get(needs).json()["items"]) == 1
    assert [entry.action for entry in db.scalars(select(AuditEntry))] == ["need.created"]


def test_another_request_with_the_key_is_refused(client: TestClient, needs: str) -> None:
    client.post(needs, json=NEED, headers=KEY)

    response = client.post(needs, json=NEED | {"code": "N2"}, headers=KEY)

    detail = "This `Idempotency-Key` came with another request before; make a new one."
    assert_problem(response, 422, "idempotency-key-reused", detail)


def test_refused_request_may_be_sent_again(client: TestClient, db: Session, needs: str) -> None:
    client.post(needs, json=NEED)
    refused = client.post(needs, json=NEED, headers=KEY)
    db.delete(db.scalars(select(Need)).one())
    db.commit()

    response = client.post(needs, json=NEED, headers=KEY)

    assert (refused.status_code, response.status_code) == (409, 201)


def test_keys_of_others_are_their_own(people: People, client: TestClient, needs: str) -> None:
    client.post(needs, json=NEED, headers=KEY)

    response = people.administrator().post(needs, json=NEED, headers=KEY)

    assert_problem(response, 409, "duplicate")


def test_key_has_a_length(client: TestClient, needs: str) -> None:
    response = client.post(needs, json=NEED, headers={"Idempotency-Key": "x" * 201})

    detail = "A key has 1 to 200 characters."
    place = {"pointer": "/Idempotency-Key", "detail": detail, "in": "header"}
    assert_problem(response, 422, "invalid", detail, errors=[place])


def test_secret_of_an_answer_is_not_kept_openly(client: TestClient, db: Session) -> None:
    body = {"name": "a program", "scope": "read", "days": 1}

    issued = [client.post(f"{API}/api-tokens", json=body, headers=KEY).json()["secret"] for _ in range(2)]

    kept = db.scalars(select(AnsweredRequest)).one()
    assert kept.answer is not None
    assert issued[0] == issued[1]
    assert issued[0].encode() not in kept.answer


@pytest.fixture
def served(settings: Settings, empty_engine: Engine) -> FastAPI:
    """The service on a database that really commits."""
    database.upgrade(empty_engine)
    return applications.on(make_session_factory(empty_engine), settings)


def test_of_many_at_once_one_is_carried_out(served: FastAPI) -> None:
    factory = served.state.session_factory
    with factory() as db:
        needs = f"{API}/delegations/{a_delegation(db, a_session(db)).id}/needs"
        secret = a_sign_in(db, an_account(db, is_administrator=True))

    def send(_: int) -> tuple[int, Any]:
        client = TestClient(served, base_url="http://localhost", cookies={COOKIE: secret})
        response = client.post(needs, json=NEED, headers=KEY)
        return response.status_code, response.json()["id"]

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(send, range(6)))

    assert [status for status, _ in answers] == [201]
    with factory() as db:
        assert db.scalar(select(func.count()).select_from(Need)) == 1
