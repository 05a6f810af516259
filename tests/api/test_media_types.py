"""A body of another media type than the route takes is refused by its name, before anything is read into it."""

import pytest
from fastapi.testclient import TestClient

from app.models import Conference
from tests.api.answers import API, assert_invalid, assert_problem

SIGN_INS = f"{API}/sign-ins"
JSON = b'{"email": "binh@example.vn", "password": "a long password"}'


@pytest.mark.parametrize("sent", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])
def test_body_of_another_kind_is_refused_with_what_is_expected(client: TestClient, sent: str) -> None:
    response = client.post(SIGN_INS, content=JSON, headers={"Content-Type": sent})

    assert_problem(response, 415, "unsupported-media-type", "Send it as application/json.")


@pytest.mark.parametrize(
    "sent", ["application/json; charset=utf-8", "Application/JSON", "application/merge-patch+json"]
)
def test_json_is_taken_under_each_of_its_names(client: TestClient, sent: str) -> None:
    response = client.post(SIGN_INS, content=b'{"email": "binh@example.vn"}', headers={"Content-Type": sent})

    assert_invalid(response, ("/password", "Field required"))


def test_no_body_at_all_is_no_other_kind(client: TestClient) -> None:
    assert_invalid(client.post(SIGN_INS), ("", "Field required"))


def test_file_is_expected_in_a_form(client: TestClient, conference: Conference) -> None:
    response = client.post(f"{API}/conferences/{conference.id}/workbook-imports", json={"file": "Sổ"})

    assert_problem(response, 415, "unsupported-media-type", "Send it as multipart/form-data.")
