"""How often the API may be asked: by an account, by a network, and what is told of it."""

from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.access import rate_limit
from app.access.rate_limit import RateLimit
from app.access.sign_in import COOKIE
from app.access.tally import Tally
from app.api.problems import respond
from app.models import Account
from app.services import tokens
from tests.api.answers import API, assert_problem
from tests.api.people import People
from tests.factories import a_sign_in, an_account, an_api_token

ME = f"{API}/accounts/me"
OURS, THEIRS = "192.0.2.1", "192.0.2.2"


@dataclass
class Limited:
    """The service behind a limit of three a minute, at a time that a test sets."""

    app: FastAPI
    now: float = 600.0

    def __post_init__(self) -> None:
        tally = Tally(lambda: self.now)
        self.limit = RateLimit(self.app, per_minute=3, tally=tally, around="api", refuse=respond)

    def client(self, address: str = OURS, **cookies: str) -> TestClient:
        return TestClient(self.limit, base_url="http://localhost", client=(address, 50_000), cookies=cookies)


@pytest.fixture
def limited(app: FastAPI) -> Limited:
    return Limited(app)


def statuses(client: TestClient, number: int, **headers: Any) -> list[int]:
    return [client.get(ME, **headers).status_code for _ in range(number)]


def test_every_answer_of_the_api_tells_the_limit_and_what_is_left(people: People) -> None:
    client = people.client()

    policy, left = (client.get(ME).headers[name] for name in ("RateLimit-Policy", "RateLimit"))

    assert policy == '"network";q=1000000;w=60'
    assert left.startswith(('"network";r=999999;t=', '"network";r=999998;t='))  # A minute may end between the two.
    assert client.get("/health/live").headers.get("RateLimit") is None


def test_network_is_refused_until_the_minute_is_over(limited: Limited) -> None:
    client = limited.client()
    limited.now = 619.5

    told = [client.get(ME).headers["RateLimit"] for _ in range(3)]
    refused = client.get(ME)
    elsewhere = limited.client(THEIRS).get(ME).status_code
    limited.now = 660.0

    assert told == ['"network";r=2;t=41', '"network";r=1;t=41', '"network";r=0;t=41']
    assert_problem(refused, 429, "too-many-requests", "Please try again in 41 s.")
    assert refused.headers["RateLimit"] == '"network";r=0;t=41'
    assert refused.headers["RateLimit-Policy"] == '"network";q=3;w=60'
    assert refused.headers["Retry-After"] == "41"
    assert (elsewhere, client.get(ME).status_code) == (401, 401)


@pytest.mark.parametrize("by_token", [False, True])
def test_account_has_its_own_limit_wherever_it_asks_from(limited: Limited, db: Session, *, by_token: bool) -> None:
    account, other = an_account(db), an_account(db)
    here, there, theirs = (
        _signed_in(limited, db, *who, by_token=by_token) for who in ((account, OURS), (account, THEIRS), (other, OURS))
    )

    first = [client.get(ME).headers["RateLimit-Policy"] for client in (here, there, theirs)]
    answers = [client.get(ME).status_code for client in (here, there, here, there, theirs)]

    assert first == ['"network";q=3;w=60'] * 3  # Nobody knows yet whose those credentials are.
    assert answers == [200, 200, 200, 429, 200]


def _signed_in(limited: Limited, db: Session, account: Account, address: str, *, by_token: bool) -> TestClient:
    if not by_token:
        return limited.client(address, **{COOKIE: a_sign_in(db, account)})
    client = limited.client(address)
    client.headers["Authorization"] = f"Bearer {an_api_token(db, account)}"
    return client


def test_made_up_credentials_count_for_the_network(limited: Limited) -> None:
    answers = [limited.client(**{COOKIE: tokens.new().secret}).get(ME).status_code for _ in range(4)]

    assert answers == [401, 401, 401, 429]


def test_credential_that_opens_nothing_any_more_can_not_use_up_its_account(limited: Limited, db: Session) -> None:
    account = an_account(db)
    stolen, kept = (limited.client(**{COOKIE: a_sign_in(db, account)}) for _ in range(2))
    assert [client.get(ME).status_code for client in (stolen, kept)] == [200, 200]

    stolen.delete(f"{API}/sign-ins/current")
    limited.now += 60

    assert statuses(stolen, 5) == [401, 401, 401, 401, 429]  # The first of them still counted for the account.
    assert statuses(kept, 2) == [200, 200]


def test_only_the_latest_credentials_are_remembered(
    limited: Limited, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limit, "MOST_CREDENTIALS", 2)
    clients = [limited.client(f"198.51.100.{n}", **{COOKIE: a_sign_in(db, an_account(db))}) for n in range(3)]

    for client in clients:
        client.get(ME)

    told = [client.get(ME).headers["RateLimit-Policy"].split(";")[0] for client in reversed(clients)]
    assert told == ['"account"', '"account"', '"network"']


def test_every_operation_declares_that_it_may_be_too_much(client: TestClient) -> None:
    paths = client.get(f"{API}/openapi.json").json()["paths"]

    declared = {
        (path, method): each["responses"]["429"]["description"]
        for path, p in paths.items()
        for method, each in p.items()
    }
    assert {text for text in declared.values() if "`too-many-requests`: Too many requests" not in text} == set()
    assert declared[("/sign-ins", "post")] == (
        "`too-many-attempts`: Too many attempts; `too-many-requests`: Too many requests"
    )
