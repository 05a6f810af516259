"""Many requests at once: they wait for the database without keeping each other from going on."""

import asyncio
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import Engine

from app import db as database
from app.access.turns import Turns
from app.main import create_app
from app.settings import HttpSettings, Settings
from tests.api.answers import API

MORE_THAN_THREADS = 60


@pytest.fixture
def crowded(settings: Settings, empty_engine: Engine) -> Iterator[FastAPI]:
    """The service on a database of its own, with more than it has threads waiting for two connections."""
    database.upgrade(empty_engine)
    url = empty_engine.url.render_as_string(hide_password=False)
    http = HttpSettings(requests_at_once=2, requests_per_minute=1_000_000)
    app = create_app(settings.model_copy(update={"database_url": type(settings.database_url)(url), "http": http}))
    yield app
    app.state.session_factory.kw["bind"].dispose()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_more_requests_than_threads_are_all_answered(crowded: FastAPI, method: str) -> None:
    async def ask_all() -> list[int]:
        async with AsyncClient(transport=ASGITransport(app=crowded), base_url="http://localhost") as client:
            asked = [client.request(method, f"{API}/conferences", json={}) for _ in range(MORE_THAN_THREADS)]
            return [response.status_code for response in await asyncio.gather(*asked)]

    # Without turns: 500 for most of them, after half a minute.
    assert set(asyncio.run(ask_all())) <= {401, 422}


def most_at_once(turns: Turns, *kinds: str, nested: bool = False) -> tuple[int, int]:
    """How many requests that read and that write were under way at the same time, at most of both together."""
    under_way: list[str] = []
    seen: list[tuple[int, int]] = []

    async def ask(kind: str) -> None:
        request = Request({"type": "http", "state": {}})
        async with turns.taken(request, write=kind == "write"):
            under_way.append(kind)
            seen.append((under_way.count("read"), under_way.count("write")))
            await asyncio.sleep(0)
            if nested:
                async with turns.taken(request, write=kind == "read"):
                    await asyncio.sleep(0)
            under_way.remove(kind)

    async def ask_all() -> None:
        await asyncio.wait_for(asyncio.gather(*map(ask, kinds)), timeout=10)

    asyncio.run(ask_all())
    return max(seen, key=sum)


def test_so_many_requests_have_their_turn_at_once() -> None:
    assert most_at_once(Turns(at_once=3, one_writer=False), *["read"] * 8) == (3, 0)
    assert most_at_once(Turns(at_once=3, one_writer=False), *["write"] * 8) == (0, 3)
    assert most_at_once(Turns(at_once=3, one_writer=False), "read", "write", "read", "write") == (2, 1)


def test_one_writer_keeps_no_reader_waiting() -> None:
    assert most_at_once(Turns(at_once=3, one_writer=True), *["write"] * 4, *["read"] * 4) == (3, 1)


def test_request_that_needs_two_sessions_has_one_turn() -> None:
    assert most_at_once(Turns(at_once=1, one_writer=True), *["read", "write"] * 4, nested=True) == (1, 1)


def test_turns_are_of_each_loop() -> None:
    turns = Turns(at_once=1, one_writer=False)

    assert [most_at_once(turns, "read", "read", "read") for _ in range(2)] == [(1, 0)] * 2
