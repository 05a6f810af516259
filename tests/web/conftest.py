"""The pages on a rolled-back transaction, and a reader whose browser accepts Vietnamese."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.db import SessionFactory
from app.main import create_app
from app.settings import RunnerSettings, Settings


@pytest.fixture
def app(session_factory: SessionFactory) -> FastAPI:
    settings = Settings(
        database_url=SecretStr("sqlite://"),
        secret_key=SecretStr("only for tests, " * 3),
        runner=RunnerSettings(enabled=False),
    )
    app = create_app(settings)
    app.state.session_factory = session_factory
    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client
