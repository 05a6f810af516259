"""What a collector is told of runs and imports: they go on, in processes of their own, with the trace of a request."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from pydantic import SecretStr

from app.access.sign_in import COOKIE
from app.db import SessionFactory, unit_of_work
from app.main import create_app
from app.models import ConferenceSession
from app.services import runs
from app.settings import RunnerSettings, Settings, TracingSettings
from tests.api.answers import API
from tests.collector import Collected, collecting
from tests.endless import an_endless_session
from tests.factories import ADMINISTRATOR, a_mission_wished_for, a_session, a_sign_in, an_account
from tests.waiting import wait_for
from tests.working import Place, working


@pytest.fixture(scope="module")
def session(factory: SessionFactory) -> ConferenceSession:
    with factory() as db:
        session = a_session(db, slots=2)
        a_mission_wished_for(db, session)
        return session


@contextmanager
def serving(place: Place, factory: SessionFactory, tracing: TracingSettings) -> Iterator[TestClient]:
    """A server that carries nothing out, for an administrator."""
    app = create_app(
        Settings(
            database_url=SecretStr(place.url),
            secret_key=SecretStr("only for tests, " * 3),
            runner=RunnerSettings(enabled=False),
            tracing=tracing,
        )
    )
    with TestClient(app, base_url="http://localhost") as client:
        with factory() as db:
            client.cookies.set(COOKIE, a_sign_in(db, an_account(db, is_administrator=True)))
        yield client


def told(span: Span) -> dict[str, str | int | bool]:
    return {
        each.key: each.value.string_value or each.value.int_value or each.value.bool_value for each in span.attributes
    }


def only(collector: Collected, name: str) -> Span:
    (span,) = collector.named(name)
    return span


def inner(collector: Collected, span: Span) -> list[str]:
    """The names of the spans in it, by when they began."""
    within = [each for each in collector.spans if each.parent_span_id == span.span_id]
    assert {each.trace_id for each in within} <= {span.trace_id}
    return [each.name for each in sorted(within, key=lambda each: each.start_time_unix_nano)]


def test_run_goes_on_with_the_trace_of_its_request(
    place: Place, factory: SessionFactory, session: ConferenceSession
) -> None:
    with collecting() as collector:
        tracing = TracingSettings(endpoint=collector.endpoint)
        with serving(place, factory, tracing) as client:
            asked = client.post(f"{API}/sessions/{session.id}/runs", json={"seconds": 60, "workers": 1})
            assert asked.status_code == 202, asked.text
        run_id = UUID(asked.json()["id"])
        with working(place, tracing=tracing):
            wait_for(lambda: collector.named("run"))

    request, run = only(collector, f"POST {API}/sessions/{{session_id}}/runs"), only(collector, "run")
    assert (run.trace_id, run.parent_span_id) == (request.trace_id, request.span_id)
    assert told(run) == {"ketnoi.job_id": str(run_id), "ketnoi.attempt": 1}
    assert inner(collector, run) == ["reading", "searching", "judging", "storing"]
    with unit_of_work(factory, write=False) as db:
        assert runs.get(db, ADMINISTRATOR, run_id).status.value == "succeeded"  # What it did came before what it told.


def test_import_that_fails_goes_on_with_the_trace_of_its_request(
    place: Place, factory: SessionFactory, session: ConferenceSession
) -> None:
    with collecting() as collector:
        tracing = TracingSettings(endpoint=collector.endpoint)
        with serving(place, factory, tracing) as client:
            path = f"{API}/conferences/{session.conference_id}/workbook-imports"
            asked = client.post(path, files={"file": ("hunter2.xlsx", b"no workbook: hunter2")})
            assert asked.status_code == 202, asked.text
        with working(Place(place.url, place.kind, "imports"), tracing=tracing):
            wait_for(lambda: collector.named("import"))

    request = only(collector, f"POST {API}/conferences/{{conference_id}}/workbook-imports")
    job = only(collector, "import")
    assert (job.trace_id, job.parent_span_id) == (request.trace_id, request.span_id)
    assert told(job) == {
        "ketnoi.job_id": asked.json()["id"],
        "ketnoi.attempt": 1,
        "ketnoi.error_code": "invalid",
    }
    assert (job.status.code, inner(collector, job)) == (Status.STATUS_CODE_ERROR, ["reading"])
    assert "hunter2" not in collector.text


@pytest.mark.slow  # a process of a run begins, as in the first
def test_what_is_not_traced_at_the_server_is_not_at_the_worker(
    place: Place, factory: SessionFactory, session: ConferenceSession
) -> None:
    with collecting() as collector:
        with serving(place, factory, TracingSettings(endpoint=collector.endpoint, share=0)) as client:
            asked = client.post(f"{API}/sessions/{session.id}/runs", json={"seconds": 61, "workers": 1}).json()
        with working(place, tracing=TracingSettings(endpoint=collector.endpoint)) as bench:

            def is_over() -> bool:
                with unit_of_work(factory, write=False) as db:
                    return runs.get(db, ADMINISTRATOR, UUID(asked["id"])).status.ended and not bench.children

            wait_for(is_over)

    assert collector.spans == []


@pytest.mark.slow  # a search begins
def test_attempt_that_is_given_back_is_told_and_the_next_is_of_the_same_trace(
    place: Place, factory: SessionFactory
) -> None:
    session_id = an_endless_session(factory)
    with collecting() as collector:
        tracing = TracingSettings(endpoint=collector.endpoint)
        with serving(place, factory, tracing) as client:
            asked = client.post(f"{API}/sessions/{session_id}/runs", json={"seconds": 200, "workers": 1}).json()

        def found() -> object:
            with unit_of_work(factory, write=False) as db:
                return runs.get(db, ADMINISTRATOR, UUID(asked["id"])).best_at

        with working(place, tracing=tracing):
            wait_for(found)
        with working(place, tracing=tracing):
            with unit_of_work(factory, write=True) as db:
                runs.stop(db, ADMINISTRATOR, UUID(asked["id"]))
            wait_for(lambda: collector.named("storing"))
            wait_for(lambda: len(collector.named("run")) == 2)

    first, second = sorted(collector.named("run"), key=lambda span: span.start_time_unix_nano)
    assert [told(span).get("ketnoi.given_up") for span in (first, second)] == [True, None]
    assert [told(span)["ketnoi.attempt"] for span in (first, second)] == [1, 2]
    assert (first.trace_id, first.parent_span_id) == (second.trace_id, second.parent_span_id)
    assert inner(collector, first) == ["reading", "searching"]
