"""Counts of requests that survive a restart, and add up over the servers of a database."""

import logging
from itertools import count

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import Engine

from app.access import tally
from app.access.tally import SharedTally, Tally
from app.db import SessionFactory, make_session_factory, unit_of_work, upgrade
from app.main import create_app
from app.models import RequestCount
from app.services import request_counts
from app.settings import HttpSettings, Settings
from tests.api.answers import API, assert_problem
from tests.waiting import wait_for

ME = f"{API}/accounts/me"
LIMIT = 3
PLENTY = 1_000_000


@pytest.fixture(autouse=True)
def _endless_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "MINUTE_SECONDS", 10**9)


def a_server(factory: SessionFactory) -> tuple[Tally, SharedTally]:
    counted = Tally()
    return counted, SharedTally(counted, factory, seconds=3600)


def asked(counted: Tally, times: int = 1, who: str = "a") -> int:
    """Ask so often; what the last time was told."""
    return [counted.count(who).asked for _ in range(times)][-1]


def test_servers_add_up_what_they_counted(session_factory: SessionFactory) -> None:
    (here, sharing_here), (there, sharing_there) = (a_server(session_factory) for _ in range(2))
    alone = [asked(here, 3), asked(there, 2), asked(there, 1, "b")]

    for sharing in (sharing_here, sharing_there, sharing_here, sharing_there):
        sharing.share()

    assert alone == [3, 2, 1]
    assert [asked(here), asked(there), asked(here, who="b"), asked(there, who="c")] == [6, 6, 2, 1]


def test_what_is_counted_while_a_server_tells_is_told_the_next_time() -> None:
    counted = Tally()
    asked(counted, 2)

    minute, mine = counted.untold()
    asked(counted, 3)
    counted.learn(minute, {"a": 7}, mine)

    assert counted.untold() == (minute, {"a": 3})
    assert asked(counted) == 11


def test_minute_that_is_over_when_it_is_learnt_counts_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "MINUTE_SECONDS", 60)
    now = 600.0
    counted = Tally(lambda: now)
    asked(counted, 2)
    minute, mine = counted.untold()

    now = 660.0
    counted.learn(minute, mine, mine)

    assert counted.count("a") == (1, 60)


def test_servers_go_by_the_clock_of_the_database(session_factory: SessionFactory) -> None:
    early = Tally(lambda: 0.0)
    sharing = SharedTally(early, session_factory, seconds=3600)
    asked(early, 2)

    sharing.share()
    late, sharing_late = a_server(session_factory)
    asked(early, 3)
    sharing.share()
    sharing_late.share()

    assert asked(late) == 4  # The first two were counted in another minute.


def test_clock_that_tells_whole_seconds_is_no_other_clock() -> None:
    counted = Tally(lambda: 10**9 + 0.9)
    asked(counted, 2)

    counted.follow(10**9)
    counted.follow(10**9 - 0.5)

    assert asked(counted) == 3


def test_old_minutes_are_forgotten_though_nobody_asks(session_factory: SessionFactory) -> None:
    _, sharing = a_server(session_factory)
    with unit_of_work(session_factory, write=True) as db:
        db.add_all(RequestCount(minute=minute, subject="a", asked=1) for minute in (-1, 0))

    sharing.share()
    sharing.share()

    with unit_of_work(session_factory, write=False) as db:
        assert [request_counts.told(db, minute) for minute in (-1, 0)] == [{}, {"a": 1}]


def test_server_counts_alone_until_the_database_answers(empty_engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    factory = make_session_factory(empty_engine)
    counted = Tally()
    sharing = SharedTally(counted, factory, seconds=0.01)

    with caplog.at_level(logging.ERROR, "app.access.tally"):
        sharing.start()
        alone = asked(counted, 3)
        wait_for(lambda: caplog.records)
        upgrade(empty_engine)
        sharing.stop()

    other, sharing_other = a_server(factory)
    sharing_other.share()
    assert (alone, asked(other)) == (3, 4)
    assert [record.levelname for record in caplog.records] == ["ERROR"]  # Not one of each round.


@pytest.fixture
def limited(settings: Settings, empty_engine: Engine) -> Settings:
    """Servers on a database of their own, that often tell each other how often they were asked."""
    upgrade(empty_engine)
    url = SecretStr(empty_engine.url.render_as_string(hide_password=False))
    http = HttpSettings(requests_per_minute=LIMIT, share_counts_seconds=0.05)
    return settings.model_copy(update={"database_url": url, "http": http})


def serving(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://localhost")


def left(client: TestClient) -> int:
    return int(client.get(ME).headers["RateLimit"].split("r=")[1].split(";")[0])


def test_restart_gives_nobody_a_new_minute(limited: Settings) -> None:
    with serving(create_app(limited)) as client:
        before = [left(client) for _ in range(LIMIT)][-1]
        pages = client.get("/sign-in").headers["RateLimit"]

    with serving(create_app(limited)) as client:
        refused = client.get(ME)
        pages_then = client.get("/sign-in").headers["RateLimit"]

    assert before == 0
    assert_problem(refused, 429, "too-many-requests")
    assert refused.headers["RateLimit"].startswith('"network";r=0;t=')
    assert [told.split(";t=")[0] for told in (pages, pages_then)] == ['"network";r=2', '"network";r=1']


def test_two_servers_share_a_limit(limited: Settings) -> None:
    http = limited.http.model_copy(update={"requests_per_minute": PLENTY})
    apps = [create_app(limited.model_copy(update={"http": http})) for _ in range(2)]
    with serving(apps[0]) as here, serving(apps[1]) as there:
        assert [left(here) for _ in range(5)][-1] == PLENTY - 5
        own = count(1)

        wait_for(lambda: left(there) == PLENTY - 5 - next(own))


def test_servers_that_share_nothing_count_for_themselves(limited: Settings) -> None:
    http = limited.http.model_copy(update={"share_counts_seconds": 0})
    for _ in range(2):
        with serving(create_app(limited.model_copy(update={"http": http}))) as client:
            assert left(client) == LIMIT - 1
