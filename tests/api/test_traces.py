"""What a collector of traces is told, and what it is not."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from app.main import create_app
from app.settings import Settings, TracingSettings
from tests.collector import collecting


def traced(settings: Settings, engine: Engine, tracing: TracingSettings) -> FastAPI:
    url = SecretStr(engine.url.render_as_string(hide_password=False))
    return create_app(settings.model_copy(update={"database_url": url, "tracing": tracing}))


def attributes(span: Span) -> dict[str, str | int]:
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


def test_request_is_told_with_its_statements_and_nothing_of_who_asks(settings: Settings, engine: Engine) -> None:
    asks = {"User-Agent": "hunter2", "X-Request-ID": "12345678", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}
    with collecting() as collector:
        app = traced(settings, engine, TracingSettings(endpoint=collector.endpoint))
        with TestClient(app, base_url="http://localhost") as client:
            assert client.get("/health/ready?token=hunter2", headers=asks).status_code == 200
            assert client.get("/nowhere/hunter2", headers=asks).status_code == 404

    (ready,) = collector.named("GET /health/ready")
    assert attributes(ready) == {
        "http.request.method": "GET",
        "http.route": "/health/ready",
        "http.response.status_code": 200,
        "ketnoi.request_id": "12345678",
    }
    statements = [span for span in collector.spans if span.parent_span_id == ready.span_id]
    assert {span.trace_id for span in statements} == {ready.trace_id}
    assert {attributes(span)["db.system.name"] for span in statements} == {engine.dialect.name}
    assert any("alembic_version" in str(attributes(span)["db.query.text"]) for span in statements)
    assert "hunter2" not in collector.text
    assert ready.trace_id.hex() != "a" * 32


def test_statement_that_fails_is_told_without_its_parameters(settings: Settings, engine: Engine) -> None:
    with collecting() as collector:
        app = traced(settings, engine, TracingSettings(endpoint=collector.endpoint))
        with TestClient(app), app.state.session_factory() as db, pytest.raises(DBAPIError):
            db.execute(text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": "hunter2"})

    (failed,) = collector.named("SELECT")
    assert failed.status.code == Status.STATUS_CODE_ERROR
    assert failed.events == []
    assert "hunter2" not in collector.text


def test_share_of_none_sends_none(settings: Settings, engine: Engine) -> None:
    with collecting() as collector:
        app = traced(settings, engine, TracingSettings(endpoint=collector.endpoint, share=0))
        with TestClient(app, base_url="http://localhost") as client:
            client.get("/health/ready")

    assert collector.spans == []


def test_service_goes_on_without_its_collector(settings: Settings, engine: Engine) -> None:
    app = traced(settings, engine, TracingSettings(endpoint="http://127.0.0.1:9", timeout_seconds=0.1))

    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/health/ready").status_code == 200
