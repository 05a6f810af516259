"""Signing in and out."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from app.access.sign_in import COOKIE, remember
from app.adapters.passwords import Argon2Passwords
from app.models import Account, FailedSignIn, SignIn
from app.services import accounts, sign_ins, tokens
from app.services.visitors import Visitor
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.api.people import PASSWORD, People, service_of
from tests.factories import a_sign_in, an_account

URL = f"{API}/sign-ins"
ME = f"{API}/accounts/me"


@pytest.fixture
def an(app: FastAPI, db: Session) -> Account:
    passwords: Argon2Passwords = app.state.passwords
    account = accounts.create_administrator(db, passwords, email="an@example.vn", name="Nguyễn An", password=PASSWORD)
    db.commit()
    return account


@pytest.fixture
def client(people: People) -> TestClient:
    """Nobody's yet."""
    return people.client()


def sign_in(client: TestClient, password: str = PASSWORD, email: str = "an@example.vn") -> int:
    return client.post(URL, json={"email": email, "password": password}).status_code


def age(db: Session, by: timedelta) -> None:
    """Let so much time pass for all refusals."""
    db.expire_all()
    for failure in db.scalars(select(FailedSignIn)):
        failure.at -= by
    db.commit()


def test_sign_in_sets_a_cookie_that_opens_the_account(client: TestClient, an: Account) -> None:
    response = client.post(URL, json={"email": " An@Example.VN ", "password": PASSWORD})

    cookie = response.headers["set-cookie"]
    assert response.status_code == 201
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert client.get(ME).json() == {
        "id": str(an.id),
        "email": "an@example.vn",
        "name": "Nguyễn An",
        "is_administrator": True,
        "language": None,
        "only_essential_mail": False,
        "memberships": [],
    }


@pytest.mark.parametrize(
    ("host", "secure"),
    [("localhost:8000", False), ("127.0.0.1", False), ("[::1]:8000", False), ("ketnoi.example.vn", True)],
)
def test_cookie_travels_by_https_only_unless_to_the_own_machine(
    app: FastAPI, db: Session, an: Account, *, host: str, secure: bool
) -> None:
    visitor, response = Visitor("192.0.2.1", ""), Response()
    request = Request({"type": "http", "path": "/", "headers": [(b"host", host.encode())]})

    remember(request, response, sign_ins.start(db, service_of(app), visitor, an))

    assert ("Secure" in response.headers["set-cookie"]) == secure


def test_only_a_digest_of_the_secret_is_kept(client: TestClient, db: Session, an: Account) -> None:
    sign_in(client)

    kept = db.scalars(select(SignIn)).one()
    secret = client.cookies[COOKIE]
    assert kept.token_sha256 == tokens.digest(secret) != secret
    assert an.password_hash is not None
    assert an.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(("email", "password"), [("an@example.vn", "wrong"), ("nobody@example.vn", PASSWORD)])
def test_wrong_password_and_unknown_email_are_answered_alike(
    client: TestClient, an: Account, email: str, password: str
) -> None:
    response = client.post(URL, json={"email": email, "password": password})

    assert_problem(response, 401, "sign-in-refused", "Check the e-mail and the password.")
    assert "set-cookie" not in response.headers
    assert an.email not in response.text


def test_account_without_a_password_can_not_be_signed_in_to(client: TestClient, db: Session) -> None:
    account = an_account(db)

    assert sign_in(client, "", account.email) == 401


def test_refused_sign_ins_lock_the_email_for_a_while(client: TestClient, db: Session, an: Account) -> None:
    assert [sign_in(client, "wrong") for _ in range(3)] == [401, 401, 401]

    locked = client.post(URL, json={"email": an.email, "password": PASSWORD})
    age(db, timedelta(minutes=14, seconds=10))
    later = client.post(URL, json={"email": an.email, "password": PASSWORD})
    age(db, timedelta(seconds=50))

    assert_problem(locked, 429, "too-many-attempts", "Please try again in 15 min.")
    assert_problem(later, 429, "too-many-attempts", "Please try again in 1 min.")
    assert 880 < int(locked.headers["retry-after"]) <= 900
    assert 30 < int(later.headers["retry-after"]) <= 50
    assert sign_in(client) == 201
    assert db.scalars(select(FailedSignIn)).all() == []


@pytest.mark.usefixtures("an")
def test_lock_ends_with_the_first_refusal_that_counts(client: TestClient, db: Session) -> None:
    sign_in(client, "wrong")
    age(db, timedelta(minutes=10))
    refused = [sign_in(client, "wrong") for _ in range(2)]

    locked = client.post(URL, json={"email": "an@example.vn", "password": PASSWORD})

    assert (refused, locked.status_code) == ([401, 401], 429)
    assert 280 < int(locked.headers["retry-after"]) <= 300


@pytest.mark.usefixtures("an")
@pytest.mark.parametrize(
    ("first", "second"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8::ffff:2"), ("::ffff:192.0.2.1", "192.0.2.1")],
)
def test_refused_sign_ins_lock_the_network_whatever_the_email(app: FastAPI, first: str, second: str) -> None:
    here, there, elsewhere = (
        TestClient(app, base_url="http://localhost", client=(address, 50_000))
        for address in (first, second, "2001:db8:0:1::1")
    )
    refused = [sign_in(here, "wrong", f"guess{number}@example.vn") for number in range(8)]

    assert refused == [401] * 8
    assert (sign_in(there), sign_in(elsewhere)) == (429, 201)


def test_bad_fields_are_named(client: TestClient) -> None:
    response = client.post(URL, json={"email": "an", "password": "x" * 201})

    assert_invalid(
        response,
        ("/email", "An e-mail address is like name@example.vn"),
        ("/password", "String should have at most 200 characters"),
    )


@pytest.mark.parametrize(
    "email", ["", "x", "an@", "@example.vn", "an@example", "a n@example.vn", "an@example.vn,b@c.vn"]
)
def test_implausible_email_is_refused(client: TestClient, email: str) -> None:
    response = client.post(URL, json={"email": email, "password": PASSWORD})

    assert_invalid(response, ("/email", "An e-mail address is like name@example.vn"))


@pytest.mark.usefixtures("an")
def test_sign_out_ends_it_on_the_server(client: TestClient, app: FastAPI) -> None:
    sign_in(client)
    secret = client.cookies[COOKIE]

    assert client.delete(f"{URL}/current").status_code == 204
    assert COOKIE not in client.cookies
    thief = TestClient(app, base_url="http://localhost", cookies={COOKIE: secret})
    assert_problem(thief.get(ME), 401, "not-signed-in", "Sign in, or ask an organiser for an invitation.")


def test_own_sign_ins_are_listed_and_can_be_ended_elsewhere(people: People, db: Session) -> None:
    account = an_account(db)
    a_sign_in(db, account, agent="lost phone", created_at=datetime.now(UTC) - timedelta(days=1))
    client = people.client(account)

    mine = client.get(URL).json()
    ended = client.delete(f"{URL}/{mine[1]['id']}")

    assert [found["agent"] for found in mine] == ["a test", "lost phone"]
    assert set(mine[0]) == {"id", "created_at", "expires_at", "address", "agent"}
    assert (ended.status_code, len(client.get(URL).json())) == (204, 1)


def test_foreign_and_unknown_sign_ins_are_answered_alike(people: People, db: Session) -> None:
    other = an_account(db)
    a_sign_in(db, other)
    foreign = db.scalars(select(SignIn).where(SignIn.account_id == other.id)).one()
    client = people.client(an_account(db))

    for sign_in_id in (foreign.id, NOBODY):
        assert_problem(client.delete(f"{URL}/{sign_in_id}"), 404, "not-found", "You have no such sign-in.")


def test_sign_in_that_is_over_opens_nothing(people: People, db: Session) -> None:
    client = people.client()
    client.cookies.set(COOKIE, a_sign_in(db, an_account(db), expires_at=datetime.now(UTC) - timedelta(seconds=1)))

    assert client.get(ME).status_code == 401


def test_new_password_ends_the_other_sign_ins(client: TestClient, people: People, an: Account) -> None:
    elsewhere = people.client(an)
    sign_in(client)

    wrong = client.put(f"{ME}/password", json={"old_password": "wrong", "new_password": PASSWORD[::-1]})
    right = client.put(f"{ME}/password", json={"old_password": PASSWORD, "new_password": PASSWORD[::-1]})

    assert_problem(wrong, 401, "sign-in-refused", "Check the e-mail and the password.")
    assert (right.status_code, client.get(ME).status_code, elsewhere.get(ME).status_code) == (204, 200, 401)
    assert (sign_in(people.client()), sign_in(people.client(), PASSWORD[::-1])) == (401, 201)


def test_guesses_at_the_old_password_are_counted(client: TestClient, an: Account) -> None:
    sign_in(client)
    guess = {"old_password": "wrong", "new_password": PASSWORD[::-1]}

    answers = [client.put(f"{ME}/password", json=guess).status_code for _ in range(4)]

    assert answers == [401, 401, 401, 429]
    assert sign_in(client, email=an.email) == 429


def test_short_password_is_refused(people: People) -> None:
    response = people.administrator().put(f"{ME}/password", json={"old_password": "", "new_password": "short"})

    assert_invalid(response, ("/new_password", "String should have at least 12 characters"))
