"""Signing in by another service, a real one: from the button to the page one wanted to see."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr
from sqlalchemy.orm import Session

from app.access.sign_in import COOKIE, OIDC_COOKIE
from app.adapters.oidc import OidcProvider
from app.db import SessionFactory
from app.models import Account, Identity, SignIn
from app.services import second_factors
from app.settings import OidcRule, OidcSettings, RunnerSettings, Settings
from tests import applications, factories
from tests.factories import an_invitation
from tests.logged import logged
from tests.provider import enter, real_provider, refuse
from tests.web.markup import texts

AN = {"email": "An@Example.vn", "email_verified": True, "name": "Nguyễn An"}
RULE = OidcRule(claim="groups", value="ketnoi", administrator=True)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with real_provider() as issuer:
        yield issuer


@pytest.fixture
def app(session_factory: SessionFactory, issuer: str) -> FastAPI:
    settings = Settings(
        database_url=SecretStr("sqlite://"),
        secret_key=SecretStr("only for tests, " * 3),
        runner=RunnerSettings(enabled=False),
        oidc=OidcSettings(
            issuer=issuer, client_id="ketnoi", client_secret=SecretStr("s"), button="Bộ Ngoại giao", rules=(RULE,)
        ),
    )
    return applications.on(session_factory, settings)


def known(issuer: str, subject: str, **claims: Any) -> None:
    """Let the service know somebody."""
    requests.put(f"{issuer}/users/{subject}", json=claims, timeout=60).raise_for_status()


def come(visitor: TestClient, subject: str, following: str = "/account") -> Response:
    """By the button, the other service, and back."""
    there = visitor.get("/sign-in/oidc", params={"next": following}, follow_redirects=False)
    return visitor.get(enter(there.headers["location"], subject))


def test_button_leads_there_and_on_to_what_was_wanted(visitor: TestClient) -> None:
    page = visitor.get("/sign-in?next=/account&lang=en").text

    assert "Sign in with Bộ Ngoại giao" in texts(page, ".sheet")[0]
    assert 'href="/sign-in/oidc?next=%2Faccount"' in page


def test_account_is_found_by_its_verified_email_and_then_by_the_subject(
    visitor: TestClient, issuer: str, db: Session
) -> None:
    account = factories.an_account(db, email="an@example.vn", name="An")
    known(issuer, "an", **AN)
    first = come(visitor, "an")
    visitor.post("/sign-out")
    known(issuer, "an", **AN | {"email": "renamed@example.vn"})
    second = come(visitor, "an")

    for page in (first, second):
        assert (page.url.path, texts(page.text, ".page-head")) == ("/account", ["An an@example.vn"])
    (identity,) = db.query(Identity)
    assert (identity.issuer, identity.subject, identity.account_id) == (issuer, "an", account.id)
    assert OIDC_COOKIE not in visitor.cookies


def test_somebody_invited_joins_by_the_email(visitor: TestClient, issuer: str, db: Session) -> None:
    path = an_invitation(db, "binh@example.vn")
    known(issuer, "binh", **AN | {"email": "binh@example.vn", "name": "Trần Bình"})

    page = come(visitor, "binh", "/")

    assert texts(page.text, "h2") == ["Hội nghị Ngoại vụ"]
    account = db.query(Account).filter_by(email="binh@example.vn").one()
    assert (account.name, account.password_hash) == ("Trần Bình", None)
    assert visitor.get(path).status_code == 409


def test_rule_makes_an_administrator_and_its_end_ends_that(visitor: TestClient, issuer: str, db: Session) -> None:
    factories.an_account(db, is_administrator=True)
    known(issuer, "chi", **AN | {"email": "chi@example.vn", "groups": ["x", "ketnoi"]})
    come(visitor, "chi")
    account = db.query(Account).filter_by(email="chi@example.vn").one()
    given = account.is_administrator
    visitor.post("/sign-out")
    known(issuer, "chi", **AN | {"email": "chi@example.vn", "groups": ["x"]})
    come(visitor, "chi")

    db.refresh(account)
    assert (given, account.is_administrator) == (True, False)


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        (AN | {"email": "nobody@example.vn"}, "Nobody has invited you yet; ask the organiser of your conference."),
        (
            AN | {"email_verified": False},
            "That service does not vouch for your e-mail, so nobody knows who you are here.",
        ),
        ({}, "That service does not vouch for your e-mail, so nobody knows who you are here."),
    ],
)
def test_stranger_is_told_and_not_let_in(
    visitor: TestClient, issuer: str, db: Session, claims: dict[str, Any], told: str
) -> None:
    factories.an_account(db, email="an@example.vn")
    known(issuer, "stranger", **claims)
    visitor.headers["Accept-Language"] = "en"

    page = come(visitor, "stranger")

    assert (page.status_code, texts(page.text, "h1")) == (403, ["You have no account here"])
    assert told in texts(page.text, ".state")[0]
    assert COOKIE not in visitor.cookies
    assert db.query(Identity).count() == 0


def test_other_person_with_the_email_of_somebody_linked_is_not_let_in(
    visitor: TestClient, issuer: str, db: Session
) -> None:
    factories.an_account(db, email="an@example.vn")
    for subject in ("an", "successor"):
        known(issuer, subject, **AN)
    come(visitor, "an")
    visitor.post("/sign-out")

    page = come(visitor, "successor")

    assert page.status_code == 409
    assert COOKIE not in visitor.cookies


def test_second_factor_is_asked_for_here_too(
    visitor: TestClient, issuer: str, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.an_account(db, email="an@example.vn")
    known(issuer, "an", **AN)
    monkeypatch.setattr(second_factors, "is_asked_of", lambda _db, _account: True)

    page = come(visitor, "an")

    assert (page.url.path, page.url.params["next"]) == ("/sign-in/code", "/account")
    assert COOKIE not in visitor.cookies


def test_answer_of_another_attempt_is_refused(app: FastAPI, visitor: TestClient, issuer: str, db: Session) -> None:
    """As in a link by which somebody else would have one sign in as them."""
    factories.an_account(db, email="an@example.vn")
    known(issuer, "an", **AN)
    there = TestClient(app, base_url="http://localhost").get("/sign-in/oidc", follow_redirects=False)
    back = enter(there.headers["location"], "an")

    without = visitor.get(back)
    visitor.get("/sign-in/oidc", follow_redirects=False)
    other = visitor.get(back)

    assert [page.status_code for page in (without, other)] == [403, 403]
    assert db.query(SignIn).count() == 0


def test_answer_works_once(visitor: TestClient, issuer: str, db: Session) -> None:
    factories.an_account(db, email="an@example.vn")
    known(issuer, "an", **AN)
    there = visitor.get("/sign-in/oidc", follow_redirects=False)
    attempt = visitor.cookies[OIDC_COOKIE]
    back = enter(there.headers["location"], "an")

    first = visitor.get(back, follow_redirects=False)
    visitor.cookies.set(OIDC_COOKIE, attempt)
    again = visitor.get(back)

    assert (first.status_code, again.status_code) == (303, 403)


def test_no_from_there_is_told(visitor: TestClient) -> None:
    there = visitor.get("/sign-in/oidc", follow_redirects=False)

    page = visitor.get(refuse(there.headers["location"]))

    assert (page.status_code, texts(page.text, "h1")) == (403, ["Chưa đăng nhập được"])


def test_answer_of_another_issuer_is_refused(visitor: TestClient, issuer: str) -> None:
    there = visitor.get("/sign-in/oidc", follow_redirects=False)

    assert visitor.get(enter(there.headers["location"], "an") + "&iss=https://other.example").status_code == 403
    assert issuer


def test_service_that_is_away_is_told_and_logged_without_secrets(app: FastAPI, visitor: TestClient) -> None:
    settings = app.state.settings.oidc.model_copy(update={"issuer": "http://127.0.0.1:1"})
    app.state.oidc = OidcProvider(settings, "http://localhost/sign-in/oidc/callback")

    with logged() as lines:
        page = visitor.get("/sign-in/oidc?lang=en")

    assert (page.status_code, texts(page.text, "h1")) == (503, ["The service for signing in does not answer"])
    (line,) = lines.of("the other service for signing in is away")
    assert line["reason"] == "ConnectionError"


def test_way_back_leads_to_no_other_server(visitor: TestClient, issuer: str, db: Session) -> None:
    factories.an_account(db, email="an@example.vn")
    known(issuer, "an", **AN)

    page = come(visitor, "an", "//evil.example")

    assert (page.url.host, page.url.path) == ("localhost", "/")


def test_address_carries_what_protects_the_attempt(visitor: TestClient, issuer: str) -> None:
    there = urlsplit(visitor.get("/sign-in/oidc", follow_redirects=False).headers["location"])

    asked = parse_qs(there.query)
    assert f"{there.scheme}://{there.netloc}" == issuer
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert visitor.cookies[OIDC_COOKIE].partition(".")[0] not in there.query


def test_server_without_another_service_has_no_such_page(visitor: TestClient, app: FastAPI) -> None:
    app.state.oidc = None

    assert [visitor.get(path).status_code for path in ("/sign-in/oidc", "/sign-in/oidc/callback?code=x&state=y")] == [
        404
    ] * 2
