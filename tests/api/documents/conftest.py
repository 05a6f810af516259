"""The service with a folder for documents, and a scanner that looks into them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.db import SessionFactory
from app.models import ConferenceSession, Delegation
from app.settings import DocumentSettings, Settings
from tests import applications, factories
from tests.api.documents.desk import LARGEST, MOST
from tests.api.people import People
from tests.scanner import Scanner


@pytest.fixture
def scanner() -> Iterator[Scanner]:
    with Scanner.listening() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    return made


@pytest.fixture
def patience() -> float:
    """How long the service waits for the scanner, in seconds: enough for one that answers on a busy machine."""
    return 30.0


@pytest.fixture
def app(
    settings: Settings, folder: Path, scanner: Scanner, patience: float, session_factory: SessionFactory
) -> FastAPI:
    """With a folder for documents, and a scanner."""
    documents = DocumentSettings(
        folder=str(folder),
        max_bytes=LARGEST,
        max_per_submission=MOST,
        scanner=scanner.address,
        scanner_timeout_seconds=patience,
    )
    return applications.on(session_factory, settings.model_copy(update={"documents": documents}))


@pytest.fixture
def own(app: FastAPI, db: Session) -> People:
    return People(app, db)


@pytest.fixture
def delegation(db: Session, session: ConferenceSession) -> Delegation:
    return factories.a_delegation(db, session, "EMB-KR")
