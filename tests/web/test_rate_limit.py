"""How often pages may be asked for, and the page that says so."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.access import tally
from app.access.sign_in import COOKIE
from app.db import SessionFactory
from app.main import create_app
from app.settings import HttpSettings, Settings
from tests.factories import a_sign_in, an_account
from tests.web.markup import texts

LIMIT = 2


@pytest.fixture
def limited(settings: Settings, session_factory: SessionFactory, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The service with few requests in a minute that does not end."""
    monkeypatch.setattr(tally, "MINUTE_SECONDS", 10**9)
    app = create_app(settings.model_copy(update={"http": HttpSettings(requests_per_minute=LIMIT)}))
    app.state.session_factory = session_factory
    return app


@pytest.mark.parametrize(
    ("language", "title", "advice"),
    [("vi", "Quá nhiều yêu cầu", "Vui lòng thử lại sau"), ("en", "Too many requests", "Please try again in")],
)
def test_too_many_pages_are_answered_by_a_page(limited: FastAPI, language: str, title: str, advice: str) -> None:
    client = TestClient(limited, base_url="http://localhost")

    *shown, refused = (client.get(f"/sign-in?lang={language}") for _ in range(LIMIT + 1))

    assert [response.status_code for response in shown] == [200] * LIMIT
    assert (refused.status_code, texts(refused.text, "h1")) == (429, [title])
    assert texts(refused.text, ".state")[0].startswith(f"{title} {advice}")
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["RateLimit"].startswith('"network";r=0;')


def test_files_of_pages_health_and_api_are_not_counted_with_them(limited: FastAPI) -> None:
    client = TestClient(limited, base_url="http://localhost")
    page, _ = (client.get("/sign-in") for _ in range(LIMIT))
    file = page.text.split('rel="stylesheet" href="')[1].split('"')[0]

    answers = [client.get(path).status_code for path in (file, "/health/live", "/api/v1/formats", "/sign-in")]

    assert answers == [200, 200, 401, 429]


def test_account_is_counted_wherever_it_asks_from(limited: FastAPI, db: Session) -> None:
    secret = a_sign_in(db, an_account(db))
    here, there = (
        TestClient(limited, base_url="http://localhost", client=(address, 50_000), cookies={COOKIE: secret})
        for address in ("192.0.2.1", "192.0.2.2")
    )

    statuses = [client.get("/").status_code for client in (here, there, here, there)]

    assert statuses == [200, 200, 200, 429]  # The first one told whose the sign-in is, and counted for the network.
