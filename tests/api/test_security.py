"""The gate before every request, and failures that belong to no resource."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.api.security import HEADERS
from app.errors import MethodNotAllowed
from tests.api.answers import API, assert_invalid, assert_problem

URL = f"{API}/conferences"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_change_for_another_site_is_refused(client: TestClient, method: str, headers: dict[str, str]) -> None:
    response = client.request(method, URL, headers=headers, json={})

    assert_problem(response, 403, "cross-site-request", "The browser says that another site sent this request.")


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}],
)
def test_change_for_the_own_site_passes(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post(URL, headers=headers, json={}).status_code == 422


def test_reading_for_another_site_passes(client: TestClient) -> None:
    assert client.get(URL, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example:80"])
def test_unknown_host_is_refused(client: TestClient, host: str) -> None:
    assert_problem(client.get(URL, headers={"Host": host}), 421, "unknown-host")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]"])
def test_loopback_hosts_pass(client: TestClient, host: str) -> None:
    assert client.get(URL, headers={"Host": host}).status_code == 200


def test_body_that_declares_too_much_is_refused(client: TestClient) -> None:
    response = client.post(URL, content=b"x" * 100_001)

    assert_problem(response, 413, "content-too-large", "At most 97.6 KB are taken.")


def test_body_that_grows_too_large_is_refused(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(11):
            yield b" " * 10_000

    response = client.post(URL, content=chunks())

    assert_problem(response, 413, "content-too-large", "At most 97.6 KB are taken.")


def test_every_answer_carries_the_headers(client: TestClient) -> None:
    answers = [
        client.get("/"),
        client.get(URL),
        client.get(f"{API}/nowhere"),
        client.get(URL, headers={"Host": "evil.example"}),
    ]

    for response in answers:
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_unknown_path_is_not_found(client: TestClient) -> None:
    assert_problem(client.get(f"{API}/nowhere"), 404, "not-found")


def test_wrong_method_names_the_right_ones(client: TestClient) -> None:
    response = client.delete(URL)

    assert_problem(response, MethodNotAllowed.status, "method-not-allowed")
    assert response.headers["allow"] == "GET, POST"


def test_body_that_is_not_json(client: TestClient) -> None:
    response = client.post(URL, content=b'{"code": ', headers={"Content-Type": "application/json"})

    assert_invalid(response, ("", "JSON decode error"))


def test_bug_tells_nothing_of_our_insides(app: FastAPI, client: TestClient) -> None:
    def broken() -> Any:
        raise RuntimeError("postgresql://me:hunter2@db/ketnoi")

    app.state.session_factory.begin = broken

    response = client.get(URL, headers={"X-Request-ID": "of-the-proxy"})

    detail = "The failure has been logged; please try again later."
    assert_problem(response, 500, "internal-error", detail, request_id="of-the-proxy")
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "hunter2" not in response.text
