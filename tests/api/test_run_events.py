"""Watching a run: what its viewers are told as it happens, and for how long."""

import asyncio
import json
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.adapters.feed import Feed
from app.api import run_events
from app.api.run_events import RunFeed, Told
from app.db import SessionFactory, unit_of_work
from app.errors import NotSignedIn
from app.i18n.languages import LANGUAGES, Language, language
from app.models import Conference, ConferenceSession, Role, Run, RunStatus
from app.services import run_queue, runs
from app.services.run_failures import NOTHING_FOUND
from app.settings import HttpSettings
from tests.api.answers import API, NOBODY, assert_problem
from tests.api.people import People
from tests.factories import ADMINISTRATOR, a_delegation, a_run, hold_of


@pytest.fixture
def running(db: Session, session: ConferenceSession) -> Run:
    return a_run(db, session, status=RunStatus.RUNNING, attempt=1, started_at=datetime.now(UTC))


def told(text: str) -> list[tuple[str, Any]]:
    """The events of a stream, each with its data."""
    parts = [dict(line.split(": ", 1) for line in part.splitlines()) for part in text.split("\n\n") if part]
    return [(part["event"], json.loads(part["data"])) for part in parts if "event" in part]


def ending(factory: SessionFactory, run: Run) -> Callable[[Collection[UUID]], dict[UUID, Told]]:
    """Looks at runs, and lets this one fail before the second time."""
    looks: list[object] = []

    def look(run_ids: Collection[UUID]) -> dict[UUID, Told]:
        looks.append(run_ids)
        if len(looks) > 1:
            with unit_of_work(factory, write=True) as db:
                run_queue.fail(db, hold_of(run), NOTHING_FOUND)
        return run_events.look(factory, run_ids)

    return look


def test_viewer_is_told_until_the_end_in_the_own_language(
    app: FastAPI, client: TestClient, session_factory: SessionFactory, running: Run
) -> None:
    app.state.run_feed = Feed(ending(session_factory, running), seconds=0.01)
    before = client.get(f"{API}/runs/{running.id}").json()

    response = client.get(f"{API}/runs/{running.id}/events", headers={"Accept-Language": "vi"})

    after = client.get(f"{API}/runs/{running.id}", headers={"Accept-Language": "vi"}).json()
    assert response.headers["content-type"].startswith("text/event-stream")
    assert (response.headers["cache-control"], response.headers["x-accel-buffering"]) == ("no-store", "no")
    assert response.text.startswith("retry: 3000\n\nid: ")
    assert told(response.text) == [("run", before), ("run", after), ("end", {"status": "failed"})]
    assert after["error"].endswith("đã ghim.")


def test_viewer_who_knows_the_end_is_told_nothing(client: TestClient, db: Session, session: ConferenceSession) -> None:
    address = f"{API}/runs/{a_run(db, session, status=RunStatus.CANCELLED).id}/events"

    first = client.get(address)
    last = first.text.split("id: ")[1].split("\n")[0]
    again = client.get(address, headers={"Last-Event-ID": last})
    other = client.get(address, headers={"Last-Event-ID": "of-before"})

    assert [event for event, _ in told(first.text)] == ["run", "end"]
    assert (again.status_code, again.text) == (204, "")
    assert other.text == first.text


def test_viewer_who_knows_the_run_is_told_of_changes_alone(
    app: FastAPI, client: TestClient, db: Session, session_factory: SessionFactory, running: Run
) -> None:
    app.state.run_feed = Feed(ending(session_factory, running), seconds=0.01)
    known = Told(runs.get(db, ADMINISTRATOR, running.id)).id

    response = client.get(f"{API}/runs/{running.id}/events", headers={"Last-Event-ID": known})

    assert [event for event, _ in told(response.text)] == ["run", "end"]


@pytest.mark.parametrize("none", [HttpSettings(viewers_at_once=0), HttpSettings(viewers_of_account=0)])
def test_too_many_viewers_are_told_to_poll(app: FastAPI, client: TestClient, running: Run, none: HttpSettings) -> None:
    app.state.settings = app.state.settings.model_copy(update={"http": none})

    response = client.get(f"{API}/runs/{running.id}/events")

    assert_problem(response, 503, "too-many-viewers", "Ask for the run itself now and then instead.")
    assert response.headers["retry-after"] == "10"


def test_only_organisers_watch(
    client: TestClient, people: People, db: Session, session: ConferenceSession, running: Run
) -> None:
    address = f"{API}/runs/{running.id}/events"
    delegation = a_delegation(db, session)
    member = people.of(db.get_one(Conference, session.conference_id), Role.MEMBER, delegation)

    assert_problem(member.get(address), 404, "not-found", "No such run.")
    assert people.client().get(address).status_code == 401
    assert_problem(client.get(f"{API}/runs/{NOBODY}/events"), 404, "not-found", "No such run.")


def test_viewer_who_may_not_see_the_run_any_more_is_told_nothing_more(
    monkeypatch: pytest.MonkeyPatch, db: Session, running: Run
) -> None:
    monkeypatch.setattr(run_events, "ADMITTED_SECONDS", 0.0)
    first, changed = (Told(runs.get(db, ADMINISTRATOR, running.id)) for _ in range(2))
    changed.id = "later"
    feed: RunFeed = Feed(lambda ids: dict.fromkeys(ids, changed), seconds=0.01)

    def refuse() -> None:
        raise NotSignedIn("Sign in, or ask an organiser for an invitation.")

    async def watched(reader: Language) -> list[str]:
        stream = run_events.events(feed, first, reader, viewer=NOBODY, known=first.id, admit=refuse)
        return [part async for part in stream]

    assert asyncio.run(watched(language(LANGUAGES[1]))) == ["retry: 3000\n\n"]


def test_poller_is_told_that_nothing_has_changed(client: TestClient, db: Session, running: Run) -> None:
    address = f"{API}/runs/{running.id}"
    first = client.get(address)

    same = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    running.spent_seconds = 3.0
    db.commit()
    changed = client.get(address, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})

    assert (same.status_code, same.text, same.headers["etag"]) == (304, "", first.headers["etag"])
    assert (changed.status_code, changed.json()) == (200, first.json() | {"spent_seconds": 3.0})
