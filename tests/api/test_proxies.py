"""Behind a proxy: whom the service believes about where a request comes from."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.passwords import Argon2Passwords
from app.db import SessionFactory
from app.main import create_app
from app.models import Account, AuditEntry, FailedSignIn, SignIn
from app.services import accounts
from app.services.visitors import Visitor
from app.settings import HttpSettings, Settings
from tests.api.answers import API
from tests.api.people import PASSWORD
from tests.factories import a_sign_in

PROXY, PERSON, STRANGER = "10.0.0.5", "203.0.113.7", "198.51.100.9"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"http": HttpSettings(trusted_proxies=(PROXY, "10.1.0.0/16"))})


@pytest.fixture
def an(app: FastAPI, db: Session) -> Account:
    passwords: Argon2Passwords = app.state.passwords
    account = accounts.create_administrator(db, passwords, email="an@example.vn", name="Nguyễn An", password=PASSWORD)
    db.commit()
    return account


def from_(app: FastAPI, address: str) -> TestClient:
    """A client whose requests come from that address."""
    return TestClient(app, base_url="http://localhost", client=(address, 50_000))


@pytest.mark.parametrize(
    ("sender", "forwarded", "address"),
    [
        (PROXY, PERSON, PERSON),
        (PROXY, f"{STRANGER}, {PERSON}", PERSON),
        (PROXY, f"{STRANGER}, {PERSON}, 10.1.2.3", PERSON),
        (PROXY, "[2001:db8::7]:4711", "2001:db8::7"),
        (STRANGER, PERSON, STRANGER),
        (STRANGER, PROXY, STRANGER),
    ],
)
def test_address_of_a_sign_in_is_what_a_trusted_proxy_saw(
    app: FastAPI, db: Session, an: Account, *, sender: str, forwarded: str, address: str
) -> None:
    client, headers = from_(app, sender), {"X-Forwarded-For": forwarded}

    client.post(f"{API}/sign-ins", json={"email": an.email, "password": "wrong"}, headers=headers)
    client.post(f"{API}/sign-ins", json={"email": an.email, "password": PASSWORD}, headers=headers)

    assert f"address {Visitor(address, '').network}" in db.scalars(select(FailedSignIn.subject)).all()
    assert db.scalars(select(SignIn.address)).all() == [address]


def test_record_of_what_was_done_has_the_same_address(app: FastAPI, db: Session, an: Account) -> None:
    client = from_(app, PROXY)
    client.cookies.set("ketnoi_sign_in", a_sign_in(db, an))

    client.post(
        f"{API}/api-tokens", json={"name": "a", "scope": "read", "days": 1}, headers={"X-Forwarded-For": PERSON}
    )

    assert db.scalars(select(AuditEntry.address)).all() == [PERSON]


@pytest.mark.parametrize(
    ("sender", "secure"),
    [(PROXY, True), (STRANGER, False)],
)
@pytest.mark.usefixtures("an")
def test_cookie_travels_by_https_where_the_proxy_was_asked_by_https(app: FastAPI, sender: str, *, secure: bool) -> None:
    response = from_(app, sender).post(
        f"{API}/sign-ins",
        json={"email": "an@example.vn", "password": PASSWORD},
        headers={"X-Forwarded-Proto": "https", "Host": "localhost"},
    )

    assert ("Secure" in response.headers["set-cookie"]) == secure


def test_without_trusted_proxies_nobody_is_believed(
    settings: Settings, session_factory: SessionFactory, db: Session, an: Account
) -> None:
    app = create_app(settings.model_copy(update={"http": HttpSettings()}))
    app.state.session_factory = session_factory

    for sender in ("127.0.0.1", PROXY):
        headers = {"X-Forwarded-For": PERSON, "X-Forwarded-Proto": "https"}
        from_(app, sender).post(f"{API}/sign-ins", json={"email": an.email, "password": PASSWORD}, headers=headers)

    assert sorted(db.scalars(select(SignIn.address))) == [PROXY, "127.0.0.1"]
