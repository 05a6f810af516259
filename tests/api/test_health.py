"""What load balancers and containers are told, and what they are not."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from sqlalchemy.orm import sessionmaker

from app import db as database
from app.db import make_engine, make_session_factory
from tests.api.answers import assert_problem
from tests.logged import logged

DETAIL = "The database can't be reached, or `ketnoi migrate` has not been run."


def test_health_of_a_live_server(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready"}


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_is_told_to_any_host(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200


def test_server_on_a_database_without_tables_is_not_ready(
    app: FastAPI, client: TestClient, empty_engine: Engine
) -> None:
    app.state.session_factory = sessionmaker(empty_engine)

    assert_problem(client.get("/health/ready"), 503, "not-ready", DETAIL)
    assert client.get("/health/live").status_code == 200


@pytest.mark.parametrize("version", ["0001", "later"])
def test_server_on_the_schema_of_another_release_is_not_ready(
    app: FastAPI, client: TestClient, empty_engine: Engine, version: str
) -> None:
    database.upgrade(empty_engine)
    with empty_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    app.state.session_factory = sessionmaker(empty_engine)

    assert_problem(client.get("/health/ready"), 503, "not-ready", DETAIL)


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/hunter2.db", "postgresql+psycopg://me:hunter2@/ketnoi?host=/nowhere"]
)
def test_server_without_its_database_is_not_ready_and_tells_only_that(
    app: FastAPI, client: TestClient, url: str
) -> None:
    app.state.session_factory = make_session_factory(make_engine(url))

    with logged() as lines:
        response = client.get("/health/ready")

    assert_problem(response, 503, "not-ready", DETAIL)
    (reason,) = lines.of("database can't be reached")
    assert reason["exception"].splitlines()[-1] == "sqlalchemy.exc.OperationalError"
    assert "nowhere" not in response.text + "".join(lines.text)
    assert "hunter2" not in response.text + "".join(lines.text)
