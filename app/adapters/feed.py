"""News of rows for many viewers at once, by one look a second, however many they are."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

logger = logging.getLogger(__name__)

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(slots=True)
class _Topic(Generic[V]):
    """Something that is watched; `gone` once nobody can look at it any more."""

    viewers: Counter[Hashable] = field(default_factory=Counter)
    latest: V | None = None
    gone: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, latest: V | None) -> None:
        """Wake those who wait, if this is news to them."""
        if latest is None or latest != self.latest:
            self.latest, self.gone = latest, latest is None
            self.wake()

    def wake(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()


@dataclass(slots=True)
class _Watched(Generic[K, V]):
    """What is watched in one event loop, and who looks."""

    topics: dict[K, _Topic[V]] = field(default_factory=dict)
    looking: asyncio.Task[None] | None = None


class Feed(Generic[K, V]):
    """`look` says in one query how several things are now; it may be slow and is called beside the event loop."""

    def __init__(self, look: Callable[[Collection[K]], Mapping[K, V]], *, seconds: float = 1.0) -> None:
        self._look = look
        self._seconds = seconds
        self._closed = False
        # A server has one loop; each test client has its own.
        self._of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, _Watched[K, V]] = WeakKeyDictionary()

    def viewers(self) -> Counter[Hashable]:
        """Who watches now, and how many things at once."""
        topics = (topic for watched in self._of_loop.values() for topic in watched.topics.values())
        return sum((topic.viewers for topic in topics), Counter[Hashable]())

    def close(self) -> None:
        """Let all viewers go within a second: a server that stops waits for them. May be called by anybody."""
        self._closed = True

    async def follow(self, key: K, known: V | None, *, viewer: Hashable, seconds: float) -> AsyncIterator[V | None]:
        """Each change of what is `known`, and None whenever there was none for so many seconds."""
        watched = self._of_loop.setdefault(asyncio.get_running_loop(), _Watched())
        topic = watched.topics.setdefault(key, _Topic())
        topic.viewers[viewer] += 1
        if watched.looking is None or watched.looking.done():
            watched.looking = asyncio.create_task(self._look_on(watched))
        try:
            while not (self._closed or topic.gone):
                if topic.latest is not None and topic.latest != known:
                    known = topic.latest
                    yield known
                elif not await _happens(topic.changed, seconds):
                    yield None
        finally:
            topic.viewers -= Counter([viewer])
            if not topic.viewers and watched.topics.get(key) is topic:
                del watched.topics[key]

    async def _look_on(self, watched: _Watched[K, V]) -> None:
        """As long as anybody watches."""
        while watched.topics and not self._closed:
            asked = dict(watched.topics)
            try:
                found = await asyncio.to_thread(self._look, list(asked))
            except Exception:
                logger.exception("Nobody can look at what is watched; it is tried again.")
            else:
                for key, topic in asked.items():
                    topic.tell(found.get(key))
            await asyncio.sleep(self._seconds)
        for topic in watched.topics.values():
            topic.wake()


async def _happens(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
