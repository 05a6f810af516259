"""What Prometheus is told, by whom it is asked, and what is never in it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.db import SessionFactory, make_engine, make_session_factory
from app.main import create_app
from app.models import Conference, ConferenceSession, OutgoingMail, RunStatus
from app.models.run import Phase
from app.settings import MetricsSettings, Settings
from tests import factories
from tests.api.answers import assert_problem
from tests.databases import counted_statements

TOKEN = "bW9zdGx5LWhhcm1sZXNzLXRva2VuLW9mLW5vYm9keQ"  # noqa: S105 -- of nobody
TOLD = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"metrics": MetricsSettings(token=SecretStr(TOKEN))})


def values(client: TestClient) -> dict[str, float]:
    """Each sample of ours, as `name{label=value}`."""
    response = client.get("/metrics", headers=TOLD)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    return {
        f"{sample.name}{sample.labels or ''}": sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
        if sample.name.startswith("ketnoi_")
    }


@pytest.mark.parametrize("headers", [{}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": TOKEN}])
def test_metrics_are_for_who_brings_the_token(client: TestClient, headers: dict[str, str]) -> None:
    detail = "This token is unknown, has expired or was revoked."

    assert_problem(client.get("/metrics", headers=headers), 401, "not-signed-in", detail)


def test_without_a_token_in_the_settings_there_are_none(settings: Settings, session_factory: SessionFactory) -> None:
    app = create_app(settings.model_copy(update={"metrics": MetricsSettings()}))
    app.state.session_factory = session_factory
    client = TestClient(app, base_url="http://localhost")

    answers = [client.get("/metrics", headers=headers) for headers in ({}, {"Authorization": "Bearer None"})]

    for answer in answers:
        assert_problem(answer, 404, "not-found", "There is nothing at this address.")


def test_metrics_are_told_to_any_host_that_brings_the_token(client: TestClient) -> None:
    assert client.get("/metrics", headers=TOLD | {"Host": "10.1.2.3:8000"}).status_code == 200


def test_requests_are_counted_by_the_template_of_their_route(client: TestClient) -> None:
    unknown = uuid4()
    client.get(f"/api/v1/needs/{unknown}")
    client.get(f"/api/v1/needs/{unknown}")
    client.request("BREW", "/nowhere/hunter2")

    told = values(client)

    need = "'method': 'GET', 'route': '/api/v1/needs/{need_id}'"
    assert told[f"ketnoi_http_requests_total{{{need}, 'status': '404'}}"] == 2
    assert told[f"ketnoi_http_request_seconds_count{{{need}}}"] == 2
    odd = [name for name in told if "other" in name and "_total" in name]
    assert len(odd) == 1
    everything = client.get("/metrics", headers=TOLD).text
    assert [word for word in (str(unknown), "hunter2", "BREW", TOKEN) if word in everything] == []


def test_runs_and_mails_are_told_as_the_database_has_them(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    now = datetime.now(UTC)
    goal: dict[str, Any] = {"goal": "wishes", "value": 90, "bound": 100, "seconds": 1.0, "goals": []}
    ended = {"started_at": now, "finished_at": now, "spent_seconds": 30.0, "losses": 1}
    factories.a_run(db, session, queued_at=now - timedelta(seconds=60))
    factories.a_run(db, session, queued_at=now - timedelta(seconds=5))
    factories.a_run(db, session, status=RunStatus.RUNNING, phase=Phase.SEARCHING, progress=goal)
    factories.a_run(db, session, status=RunStatus.SUCCEEDED, **ended)
    factories.a_run(db, session, status=RunStatus.CANCELLED, **ended)
    for attempts in (0, 0, 3):
        times = {"created_at": now - timedelta(minutes=10), "due_at": now, "useless_at": now + timedelta(days=1)}
        factories.added(db, OutgoingMail(id=uuid4(), sealed=b"hunter2", attempts=attempts, **times))

    old = {"created_at": now - timedelta(days=2), "due_at": now, "useless_at": now + timedelta(days=1)}
    factories.added(db, OutgoingMail(sealed=b"", attempts=1, refusal={"template": "", "params": {}}, **old))

    sender, conference = factories.an_account(db), db.get_one(Conference, session.conference_id)
    waiting = {"status": RunStatus.QUEUED, "losses": 2}
    factories.a_workbook_import(db, sender, conference, queued_at=now - timedelta(seconds=30), **waiting)
    factories.a_workbook_import(db, sender, conference)

    told = values(client)

    states = {state: told[f"ketnoi_runs{{'state': '{state}'}}"] for state in RunStatus}
    assert states == {"queued": 2, "running": 1, "succeeded": 1, "failed": 0, "cancelled": 1}
    assert told["ketnoi_runs_working{'goal': 'wishes', 'phase': 'searching'}"] == 1
    assert 59 < told["ketnoi_queue_age_seconds"] < 100
    assert told["ketnoi_solver_seconds_total"] == 60
    assert told["ketnoi_run_losses"] == 2
    assert told["ketnoi_run_gap_ratio"] == pytest.approx(0.1)
    imports = {state: told[f"ketnoi_imports{{'state': '{state}'}}"] for state in RunStatus}
    assert imports == {"queued": 1, "running": 0, "succeeded": 1, "failed": 0, "cancelled": 0}
    assert 29 < told["ketnoi_import_queue_age_seconds"] < 100
    assert told["ketnoi_import_losses"] == 2
    assert (told["ketnoi_mails_waiting"], told["ketnoi_mails_failed"]) == (3, 1)
    assert told["ketnoi_mails_refused"] == 1
    assert 599 < told["ketnoi_mail_age_seconds"] < 700
    assert (told["ketnoi_database_up"], told["ketnoi_turns_waiting"]) == (1, 0)


def test_metrics_take_four_queries_however_much_there_is(
    client: TestClient, db: Session, session: ConferenceSession, engine: Engine
) -> None:
    counts = []
    for _ in range(2):
        with counted_statements(engine) as statements:
            values(client)
        counts.append(len(statements))
        for _run in range(3):
            factories.a_run(db, session, status=RunStatus.RUNNING)

    assert counts == [4, 4]


def test_metrics_of_a_server_without_its_database_say_so(app: FastAPI, client: TestClient) -> None:
    app.state.session_factory = make_session_factory(make_engine("sqlite:////nowhere/hunter2.db"))

    told = values(client)

    assert told["ketnoi_database_up"] == 0
    assert "ketnoi_queue_age_seconds" not in told
    assert told["ketnoi_database_connections_used"] == 0
