"""What a worker tells Prometheus of itself, and whom."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import count

import pytest
import requests
from pydantic import SecretStr, ValidationError

from app.adapters import worker_metrics
from app.settings import MetricsSettings

TOKEN = "bW9zdGx5LWhhcm1sZXNzLXRva2VuLW9mLW5vYm9keQ"  # noqa: S105 -- of nobody


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ExitStack() as listening:
        yield next(filter(None, (_listens(listening) for _ in count())))


def _listens(listening: ExitStack) -> str | None:
    """Its address, unless somebody else took the port that was free a moment ago."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    with suppress(OSError):
        listening.enter_context(worker_metrics.told(MetricsSettings(token=SecretStr(TOKEN), worker_port=port)))
        return f"http://127.0.0.1:{port}"
    return None


def test_worker_tells_who_brings_the_token(address: str) -> None:
    answer = requests.get(f"{address}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60)

    assert answer.status_code == 200
    assert "process_resident_memory_bytes" in answer.text
    assert 'ketnoi_release_info{version="' in answer.text


@pytest.mark.parametrize(
    ("path", "token", "status"),
    [("/metrics", "", 401), ("/metrics", f"{TOKEN}x", 401), ("/metrics/", TOKEN, 404), ("/", TOKEN, 404)],
)
def test_worker_tells_nobody_else(address: str, path: str, token: str, status: int) -> None:
    answer = requests.get(address + path, headers={"Authorization": f"Bearer {token}"}, timeout=60)

    assert (answer.status_code, answer.text) == (status, "")


def test_worker_without_a_port_listens_nowhere() -> None:
    with worker_metrics.told(MetricsSettings(token=SecretStr(TOKEN))):
        pass


def test_port_needs_a_token() -> None:
    with pytest.raises(ValidationError, match="KETNOI_METRICS__TOKEN is needed"):
        MetricsSettings(worker_port=9100)
