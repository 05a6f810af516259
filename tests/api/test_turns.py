"""Many requests at once: they wait for the database without keeping each other from going on."""

import asyncio
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy import Engine

from app import db as database
from app.access.turns import Turns
from app.errors import TooBusy
from app.main import create_app
from app.settings import HttpSettings, Settings
from tests.api.answers import API, assert_problem

MORE_THAN_THREADS = 60


@pytest.fixture(params=[MORE_THAN_THREADS])
def crowded(settings: Settings, empty_engine: Engine, request: pytest.FixtureRequest) -> Iterator[FastAPI]:
    """The service on a database of its own, where so many may wait for two connections."""
    database.upgrade(empty_engine)
    url = empty_engine.url.render_as_string(hide_password=False)
    http = HttpSettings(requests_at_once=2, requests_waiting=request.param, requests_per_minute=1_000_000)
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


@pytest.mark.parametrize("crowded", [3], indirect=True)
def test_those_for_whom_there_is_no_room_to_wait_are_told_to_come_back(crowded: FastAPI) -> None:
    async def ask_all(path: str) -> list[Response]:
        async with AsyncClient(transport=ASGITransport(app=crowded), base_url="http://localhost") as client:
            return await asyncio.gather(*(client.get(path) for _ in range(MORE_THAN_THREADS)))

    answers, pages = (asyncio.run(ask_all(path)) for path in (f"{API}/conferences", "/?lang=en"))

    refused = [response for response in answers if response.status_code != 401]
    assert 0 < len(refused) <= MORE_THAN_THREADS - 5
    for response in refused:
        assert_problem(response, 503, "too-busy", "Please try again in 5 s.")
        assert response.headers["Retry-After"] == "5"
    refused = [response for response in pages if response.status_code != 303]
    assert 0 < len(refused) <= MORE_THAN_THREADS - 5
    for response in refused:
        assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
        assert "The service is very busy at the moment" in response.text


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
        await asyncio.wait_for(asyncio.gather(*map(ask, kinds)), timeout=60)

    asyncio.run(ask_all())
    return max(seen, key=sum)


def test_so_many_requests_have_their_turn_at_once() -> None:
    assert most_at_once(Turns(at_once=3, one_writer=False, most_waiting=9), *["read"] * 8) == (3, 0)
    assert most_at_once(Turns(at_once=3, one_writer=False, most_waiting=9), *["write"] * 8) == (0, 3)
    assert most_at_once(Turns(at_once=3, one_writer=False, most_waiting=9), "read", "write", "read", "write") == (2, 1)


def test_one_writer_keeps_no_reader_waiting() -> None:
    assert most_at_once(Turns(at_once=3, one_writer=True, most_waiting=9), *["write"] * 4, *["read"] * 4) == (3, 1)


def test_request_that_needs_two_sessions_has_one_turn() -> None:
    assert most_at_once(Turns(at_once=1, one_writer=True, most_waiting=9), *["read", "write"] * 4, nested=True) == (
        1,
        1,
    )


def test_turns_are_of_each_loop() -> None:
    turns = Turns(at_once=1, one_writer=False, most_waiting=9)

    assert [most_at_once(turns, "read", "read", "read") for _ in range(2)] == [(1, 0)] * 2


def test_no_more_wait_than_may_and_their_room_is_free_again() -> None:
    turns = Turns(at_once=1, one_writer=True, most_waiting=2)

    async def ask(*, write: bool) -> str:
        try:
            async with turns.taken(Request({"type": "http", "state": {}}), write=write):
                await asyncio.sleep(0)
                return "done"
        except TooBusy:
            return "refused"

    async def ask_twice() -> list[list[str]]:
        kinds = [False] * 5 + [True] * 4
        return [await asyncio.gather(*(ask(write=write) for write in kinds)) for _ in range(2)]

    # Writers have a line of their own.
    expected = ["done"] * 3 + ["refused"] * 2 + ["done"] * 3 + ["refused"]
    assert asyncio.run(ask_twice()) == [expected, expected]
