"""The pages on a rolled-back transaction, and a reader whose browser accepts Vietnamese."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy.orm import Session

from app.access.sign_in import COOKIE
from app.adapters.document_files import Folder
from app.adapters.virus_scanner import NullScanner
from app.db import SessionFactory
from app.models import Conference, ConferenceSession, Delegation, Role
from app.services.incoming_files import Intake
from app.settings import ExplainerSettings, HttpSettings, RunnerSettings, Settings
from tests import applications
from tests.factories import a_delegation, a_sign_in, an_account
from tests.web.readers import reader


@pytest.fixture
def settings() -> Settings:
    return Settings(
        database_url=SecretStr("sqlite://"),
        secret_key=SecretStr("only for tests, " * 3),
        runner=RunnerSettings(enabled=False),
        explainer=ExplainerSettings(enabled=False),
        http=HttpSettings(share_counts_seconds=0),
    )


@pytest.fixture
def app(settings: Settings, session_factory: SessionFactory) -> FastAPI:
    return applications.on(session_factory, settings)


@pytest.fixture
def takes_files(app: FastAPI, tmp_path: Path) -> None:
    """From now on the service has a folder for documents."""
    app.state.intake = Intake(app.state.settings.documents, Folder(tmp_path), NullScanner())


@pytest.fixture
def visitor(app: FastAPI) -> Iterator[TestClient]:
    """Somebody who is not signed in."""
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(app: FastAPI, db: Session) -> Iterator[TestClient]:
    """An administrator's, who may see everything."""
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        client.cookies.set(COOKIE, a_sign_in(db, an_account(db, is_administrator=True)))
        yield client


@pytest.fixture
def province(db: Session, session: ConferenceSession) -> Delegation:
    return a_delegation(db, session, "46")


@pytest.fixture
def seoul(db: Session, session: ConferenceSession) -> Delegation:
    return a_delegation(db, session, "EMB-KR")


@pytest.fixture
def editor(app: FastAPI, db: Session, conference: Conference) -> TestClient:
    """Of the conference, who reads English."""
    client = reader(app, db, conference, role=Role.EDITOR)
    client.cookies.set("lang", "en")
    return client
