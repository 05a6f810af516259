"""One look for all who watch the same things."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

import pytest

from app.adapters.feed import Feed

MOMENT_SECONDS = 0.05
PATIENCE_SECONDS = 60  # On however busy a machine.


class Rows:
    """What is looked at, and how often."""

    def __init__(self, **rows: int) -> None:
        self.rows: dict[str, int] = rows
        self.looks: list[list[str]] = []
        self.failures_to_come = 0

    def look(self, keys: Collection[str]) -> dict[str, int]:
        self.looks.append(sorted(keys))
        if self.failures_to_come:
            self.failures_to_come -= 1
            raise ConnectionError("the database is away")
        return {key: self.rows[key] for key in keys if key in self.rows}


@asynccontextmanager
async def following(
    feed: Feed[str, int], key: str, known: int | None, viewer: str = "somebody", *, seconds: float = PATIENCE_SECONDS
) -> AsyncIterator[AsyncIterator[int | None]]:
    stream = feed.follow(key, known, viewer=viewer, seconds=seconds)
    yield stream
    await stream.aclose()  # type: ignore[attr-defined]  # An async generator, told as an iterator.


async def first(
    feed: Feed[str, int], key: str, known: int | None, viewer: str = "somebody", *, seconds: float = PATIENCE_SECONDS
) -> int | None:
    async with following(feed, key, known, viewer, seconds=seconds) as stream:
        return await anext(stream)


async def told(stream: AsyncIterator[int | None]) -> list[int | None]:
    """Until it ends."""
    return [change async for change in stream]


def test_all_viewers_share_one_look() -> None:
    rows = Rows(a=1, b=2)
    feed = Feed(rows.look, seconds=PATIENCE_SECONDS)

    async def watch() -> list[int | None]:
        return await asyncio.gather(*(first(feed, key, None) for key in "aab" * 30))

    assert asyncio.run(watch()) == [1, 1, 2] * 30
    assert rows.looks == [["a", "b"]]
    assert feed.viewers() == {}


def test_viewers_are_counted_by_who_they_are() -> None:
    rows = Rows(a=1, b=2)
    feed = Feed(rows.look, seconds=0.01)

    async def watch() -> object:
        watching = [
            asyncio.create_task(first(feed, key, rows.rows[key], viewer, seconds=MOMENT_SECONDS))
            for key, viewer in ("aX", "bX", "bY")
        ]
        await asyncio.sleep(0)
        counted = feed.viewers()
        await asyncio.gather(*watching)
        return counted

    assert asyncio.run(watch()) == {"X": 2, "Y": 1}
    assert feed.viewers() == {}


def test_viewer_is_told_changes_and_that_there_are_none() -> None:
    rows = Rows(a=1)
    feed = Feed(rows.look, seconds=0.01)

    async def watch() -> list[int | None]:
        async with following(feed, "a", 1, seconds=MOMENT_SECONDS) as stream:
            news = [await anext(stream)]
            rows.rows["a"] = 2
            while (change := await anext(stream)) is None:
                pass  # Nobody has looked yet.
            return [*news, change, await anext(stream)]

    assert asyncio.run(watch()) == [None, 2, None]


def test_stream_ends_with_what_is_watched() -> None:
    rows = Rows(a=1)
    feed = Feed(rows.look, seconds=0.01)

    async def watch() -> list[int | None]:
        async with following(feed, "a", None) as stream:
            news = [await anext(stream)]
            del rows.rows["a"]
            return news + await told(stream)

    assert asyncio.run(watch()) == [1]


def test_feed_survives_a_database_that_is_away(caplog: pytest.LogCaptureFixture) -> None:
    rows = Rows(a=1)
    rows.failures_to_come = 1

    assert asyncio.run(first(Feed(rows.look, seconds=0.01), "a", None)) == 1
    assert [record.message for record in caplog.records] == ["Nobody can look at what is watched; it is tried again."]


def test_closed_feed_lets_its_viewers_go() -> None:
    feed = Feed(Rows(a=1).look, seconds=0.01)

    async def watch() -> list[int | None]:
        async with following(feed, "a", 1, seconds=10 * PATIENCE_SECONDS) as stream:
            rest = asyncio.create_task(told(stream))
            await asyncio.sleep(0)
            feed.close()
            return await asyncio.wait_for(rest, PATIENCE_SECONDS)

    assert asyncio.run(watch()) == []
