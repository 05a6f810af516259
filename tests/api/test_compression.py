"""What is compressed on its way out, and what is left as it is."""

import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient
from starlette.routing import Route

from app.main import SMALLEST_COMPRESSED_BYTES
from tests.api.answers import API


def answering(app: FastAPI, media_type: str, size: int) -> None:
    """Let `app` answer `/sized` with so many bytes."""
    response = PlainTextResponse("x" * size, media_type=media_type)
    app.router.routes.insert(0, Route("/sized", lambda _request: response))


@pytest.mark.parametrize(
    ("media_type", "size", "encoding"),
    [
        ("text/html", SMALLEST_COMPRESSED_BYTES, "gzip"),
        ("application/json", SMALLEST_COMPRESSED_BYTES, "gzip"),
        ("text/html", SMALLEST_COMPRESSED_BYTES - 1, None),
        ("text/event-stream", SMALLEST_COMPRESSED_BYTES, None),
        ("font/woff2", SMALLEST_COMPRESSED_BYTES, None),
    ],
)
def test_large_answers_are_compressed_but_for_streams_and_fonts(
    app: FastAPI, client: TestClient, media_type: str, size: int, encoding: str | None
) -> None:
    answering(app, media_type, size)

    response = client.get("/sized")

    assert (response.headers.get("content-encoding"), response.text) == (encoding, "x" * size)


def test_answer_to_who_can_not_read_compressed_ones_is_plain(client: TestClient) -> None:
    response = client.get(f"{API}/openapi.json", headers={"Accept-Encoding": "identity"})

    assert "content-encoding" not in response.headers
    assert response.json()["info"]["title"] == "Kết Nối"
