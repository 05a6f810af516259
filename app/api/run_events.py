"""What viewers of a run are told as it happens: server-sent events, for as long as they may be told."""

import hashlib
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import State
from starlette.responses import Response, StreamingResponse

from app.adapters.feed import Feed
from app.api.schemas.runs import RunEndRead, RunRead, in_language
from app.db import SessionFactory, unit_of_work
from app.errors import AppError, TooManyViewers
from app.i18n.languages import Language
from app.models import Run
from app.services import run_queue

HEARTBEAT_SECONDS = 15.0
"""Below what proxies wait for an answer that says nothing."""
ADMITTED_SECONDS = 30.0
"""How long somebody is told without being asked anew who they are."""
RETRY_MILLISECONDS = 3000
TOLD_AGAIN_SECONDS = 10


class Told:
    """A run as it was at a moment; two are the same if viewers would see no difference."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.id = hashlib.sha256(RunRead.model_validate(run).model_dump_json().encode()).hexdigest()[:16]
        self._texts: dict[Language, str] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Told) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def event(self, language: Language) -> str:
        """Written once for all who read that language."""
        if language not in self._texts:
            data = in_language(self.run, language).model_dump_json()
            self._texts[language] = f"id: {self.id}\nevent: run\ndata: {data}\n\n"
        return self._texts[language]


RunFeed = Feed[UUID, Told]
# As OpenAPI describes an event of a stream.
EVENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "event": {"enum": ["run", "end"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["event", "data"],
}


def look(factory: SessionFactory, run_ids: Collection[UUID]) -> dict[UUID, Told]:
    """How these runs are, by one query."""
    with unit_of_work(factory, write=False) as db:
        return {run.id: Told(run) for run in run_queue.watched(db, run_ids)}


class EventStream(StreamingResponse):
    """Nothing on the way shall keep it."""

    media_type = "text/event-stream"

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        super().init_headers({"Cache-Control": "no-store", "X-Accel-Buffering": "no", **(headers or {})})


def answer(
    state: State, first: Told, reader: Language, *, viewer: UUID, known: str | None, admit: Callable[[], None]
) -> Response:
    """A stream, for those who do not know its end already. `viewer` is an account. Raises `TooManyViewers`."""
    feed: RunFeed = state.run_feed
    if first.run.status.ended and first.id == known:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    watching, http = feed.viewers(), state.settings.http
    if watching.total() >= http.viewers_at_once or watching[viewer] >= http.viewers_of_account:
        raise TooManyViewers("Ask for the run itself now and then instead.", retry_after_seconds=TOLD_AGAIN_SECONDS)
    return EventStream(events(feed, first, reader, viewer=viewer, known=known, admit=admit))


async def events(
    feed: RunFeed, first: Told, language: Language, *, viewer: UUID, known: str | None, admit: Callable[[], None]
) -> AsyncIterator[str]:
    """The run now, unless that is what the viewer has `known` already, each change of it, and its end.

    `admit` raises an `AppError` once the viewer may not see the run any more; then nothing more is told.
    """
    yield f"retry: {RETRY_MILLISECONDS}\n\n"
    if first.id != known:
        yield first.event(language)
    latest, admitted_at = first, time.monotonic()
    if not latest.run.status.ended:
        async for told in feed.follow(first.run.id, first, viewer=viewer, seconds=HEARTBEAT_SECONDS):
            if time.monotonic() - admitted_at >= ADMITTED_SECONDS:
                try:
                    await run_in_threadpool(admit)
                except AppError:
                    return
                admitted_at = time.monotonic()
            latest = told or latest
            yield ": nothing new\n\n" if told is None else told.event(language)
            if latest.run.status.ended:
                break
    if latest.run.status.ended:
        yield f"event: end\ndata: {RunEndRead(status=latest.run.status).model_dump_json()}\n\n"
