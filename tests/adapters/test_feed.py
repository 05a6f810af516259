"""One look for all who watch the same things."""

import asyncio
import time
from collections.abc import Collection

import pytest

from app.adapters.feed import Feed


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


async def told(
    feed: Feed[str, int], key: str, known: int | None, most: int, viewer: str = "somebody", *, seconds: float = 0.05
) -> list[int | None]:
    news: list[int | None] = []
    stream = feed.follow(key, known, viewer=viewer, seconds=seconds)
    async for value in stream:
        news.append(value)
        if len(news) == most:
            break
    await stream.aclose()  # type: ignore[attr-defined]  # An async generator, told as an iterator.
    return news


def test_all_viewers_share_one_look() -> None:
    rows = Rows(a=1, b=2)
    feed = Feed(rows.look, seconds=0.01)

    async def watch() -> list[list[int | None]]:
        return await asyncio.gather(*(told(feed, key, None, 1, seconds=60) for key in "aab" * 30))

    assert asyncio.run(watch()) == [[1], [1], [2]] * 30
    assert rows.looks == [["a", "b"]]
    assert feed.viewers() == {}


def test_viewers_are_counted_by_who_they_are() -> None:
    rows = Rows(a=1, b=2)
    feed = Feed(rows.look, seconds=0.01)

    async def watch() -> object:
        watching = [
            asyncio.create_task(told(feed, key, rows.rows[key], 1, viewer)) for key, viewer in ("aX", "bX", "bY")
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
        watching = asyncio.create_task(told(feed, "a", 1, 3))
        await asyncio.sleep(0.07)
        rows.rows["a"] = 2
        return await watching

    assert asyncio.run(watch()) == [None, 2, None]


def test_stream_ends_with_what_is_watched() -> None:
    rows = Rows(a=1)
    feed = Feed(rows.look, seconds=0.01)

    async def watch() -> list[int | None]:
        watching = asyncio.create_task(told(feed, "a", None, 100))
        await asyncio.sleep(0.03)
        del rows.rows["a"]
        return await watching

    assert asyncio.run(watch()) == [1]


def test_feed_survives_a_database_that_is_away(caplog: pytest.LogCaptureFixture) -> None:
    rows = Rows(a=1)
    rows.failures_to_come = 1

    assert asyncio.run(told(Feed(rows.look, seconds=0.01), "a", None, 1)) == [1]
    assert [record.message for record in caplog.records] == ["Nobody can look at what is watched; it is tried again."]


def test_closed_feed_lets_its_viewers_go() -> None:
    feed = Feed(Rows(a=1).look, seconds=0.01)

    async def watch() -> list[int | None]:
        watching = asyncio.create_task(told(feed, "a", 1, 1000))
        await asyncio.sleep(0.02)
        feed.close()
        return await watching

    began = time.monotonic()
    assert set(asyncio.run(watch())) <= {None}
    assert time.monotonic() - began < 5
