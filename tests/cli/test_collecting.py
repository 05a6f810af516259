"""Nobody waits for a search for garbage in what was loaded when the server began."""

import gc
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from pydantic import SecretStr

from app.cli.collecting import OBJECTS_BETWEEN_COLLECTIONS
from app.cli.server import LOOPBACK, listen, run_server
from app.settings import RunnerSettings, Settings


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    found = listen(LOOPBACK, 0)
    assert found
    with found:
        yield found


@pytest.fixture
def collector() -> Iterator[None]:
    """It is as it was after the test."""
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


@pytest.mark.usefixtures("collector")
def test_server_spares_the_collector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listener: socket.socket) -> None:
    before, found = gc.get_freeze_count(), []
    monkeypatch.setattr("app.logs.configure", lambda *_, **__: None)
    monkeypatch.setattr(
        uvicorn.Server, "run", lambda *_, **__: found.append((gc.get_freeze_count() > before, gc.get_threshold()[0]))
    )
    settings = Settings(
        database_url=SecretStr(f"sqlite:///{tmp_path / 'ketnoi.db'}"),
        secret_key=SecretStr("only for tests, " * 3),
        runner=RunnerSettings(enabled=False),
    )

    run_server(settings, listener)

    assert found == [(True, OBJECTS_BETWEEN_COLLECTIONS)]
