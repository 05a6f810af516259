"""The service on a rolled-back transaction, and a client for it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.access.sign_in import COOKIE
from app.db import SessionFactory
from app.models import Conference, ConferenceSession, Delegation, Role
from app.settings import (
    AccountSettings,
    DocumentSettings,
    ExplainerSettings,
    HttpSettings,
    RunnerSettings,
    Settings,
    SolverSettings,
)
from tests import applications
from tests.api import stage as stages
from tests.api.people import People
from tests.api.stage import Stage
from tests.factories import a_delegation, a_sign_in, an_account


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        database_url=SecretStr("sqlite://"),
        secret_key=SecretStr("only for tests, " * 3),
        solver=SolverSettings(max_seconds=600, max_workers=8),
        runner=RunnerSettings(enabled=False),
        explainer=ExplainerSettings(enabled=False),
        http=HttpSettings(max_body_bytes=100_000, requests_per_minute=1_000_000, share_counts_seconds=0),
        accounts=AccountSettings(max_failures=3, max_failures_of_address=8),
        documents=DocumentSettings(folder=str(tmp_path_factory.mktemp("documents"))),
    )


@pytest.fixture
def app(settings: Settings, session_factory: SessionFactory) -> FastAPI:
    """The service on the test's own transaction."""
    return applications.on(session_factory, settings)


@pytest.fixture
def client(app: FastAPI, db: Session) -> Iterator[TestClient]:
    """An administrator's, who may do everything."""
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        client.headers["If-Match"] = "*"
        client.cookies.set(COOKIE, a_sign_in(db, an_account(db, is_administrator=True)))
        yield client


@pytest.fixture(scope="module")
def stage(settings: Settings, engine: Engine) -> Iterator[Stage]:
    yield from stages.opened(settings, engine)


@pytest.fixture
def people(app: FastAPI, db: Session) -> People:
    return People(app, db)


@pytest.fixture
def delegation(db: Session, session: ConferenceSession) -> Delegation:
    """A province's at the conference of the session."""
    return a_delegation(db, session, "01")


@pytest.fixture
def head(people: People, conference: Conference, delegation: Delegation) -> TestClient:
    return people.of(conference, Role.HEAD, delegation)


@pytest.fixture
def editor(people: People, conference: Conference) -> TestClient:
    return people.of(conference, Role.EDITOR)
