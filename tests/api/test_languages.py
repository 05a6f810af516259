"""Problems and failed runs are told in the language that the caller accepts, in English where it says none."""

import pytest
from fastapi.testclient import TestClient
from pydantic_core._pydantic_core import list_all_errors
from sqlalchemy.orm import Session

from app.api.validation import TEMPLATES
from app.models import RunStatus
from app.services import run_failures, run_queue
from tests.api.answers import API, NOBODY
from tests.factories import a_run, a_session, as_file, hold_of

VIETNAMESE = {"Accept-Language": "vi-VN, en;q=0.5"}


def test_problem_is_told_in_the_language_that_is_accepted(client: TestClient) -> None:
    address = f"{API}/sessions/{NOBODY}"

    vietnamese, english = client.get(address, headers=VIETNAMESE), client.get(address)

    assert vietnamese.json() == {
        "type": "/problems/not-found",
        "code": "not-found",
        "title": "Không tìm thấy",
        "status": 404,
        "detail": "Không có phiên này.",
        "instance": address,
    }
    assert (english.json()["title"], english.json()["detail"]) == ("Not found", "No such session.")
    assert [each.headers["content-language"] for each in (vietnamese, english)] == ["vi", "en"]
    assert "Accept-Language" in vietnamese.headers["vary"]


@pytest.mark.parametrize(
    ("headers", "details"),
    [
        (
            VIETNAMESE,
            {
                "/code": "Chuỗi ký tự phải có ít nhất 1 ký tự",
                "/starts_on": "Thiếu mục bắt buộc",
                "/timezone": "Không phải múi giờ theo danh mục IANA",
                "/seats": "Không được có mục này",
            },
        ),
        (
            {},
            {
                "/code": "String should have at least 1 character",
                "/starts_on": "Field required",
                "/timezone": "Not an IANA time zone",
                "/seats": "Extra inputs are not permitted",
            },
        ),
    ],
)
def test_every_place_of_a_request_is_told_in_that_language(
    client: TestClient, headers: dict[str, str], details: dict[str, str]
) -> None:
    body = {
        "code": " ",
        "name_vi": "Hội nghị",
        "name_en": "Conference",
        "city": "Huế",
        "timezone": "Asia/Hue",
        "ends_on": "2026-12-08",
        "seats": 4,
    }

    response = client.post(f"{API}/conferences", json=body, headers=headers)

    assert {error["pointer"]: error["detail"] for error in response.json()["errors"]} == details


def test_every_place_of_a_file_is_told_in_that_language(client: TestClient) -> None:
    file = as_file({"format": "ketnoi.instance/1", "name": 7, "slots": [], "tables": [], "parties": [], "meetings": []})

    response = client.post(f"{API}/conferences/import", params={"code": "c"}, content=file, headers=VIETNAMESE)

    assert [error["detail"] for error in response.json()["errors"]] == [
        'thiếu khoá "policy"',
        "cần một chuỗi ký tự, nhận được 7",
        "cần ít nhất một khung giờ",
    ]


def test_body_that_is_too_large_is_told_in_that_language(client: TestClient) -> None:
    chunks = iter([b" " * 60_000] * 2)

    response = client.post(f"{API}/conferences", content=chunks, headers=VIETNAMESE)

    assert (response.status_code, response.json()["detail"]) == (413, "Chỉ nhận tối đa 97,6 KB.")


def test_failed_run_says_why_in_that_language(client: TestClient, db: Session) -> None:
    run = a_run(db, a_session(db), status=RunStatus.RUNNING)
    run_queue.fail(db, hold_of(run), run_failures.of_process(-9, "Out of memory."))
    db.commit()

    answers = [client.get(f"{API}/runs/{run.id}", headers=headers) for headers in ({}, VIETNAMESE)]

    told = [[answer.json()[name] for name in ("error_code", "error", "error_output")] for answer in answers]
    assert [answer.headers["vary"] for answer in answers] == ["Accept-Language"] * 2
    assert told == [
        ["killed", "The solver process was ended by SIGKILL.", "Out of memory."],
        ["killed", "Tiến trình xếp lịch đã bị hệ thống dừng (tín hiệu SIGKILL).", "Out of memory."],
    ]


def test_messages_are_known_by_the_words_of_the_pydantic_that_is_installed() -> None:
    theirs: dict[str, str] = {error["type"]: error["message_template_python"] for error in list_all_errors()}

    strange = {kind: words for kind, words in TEMPLATES.items() if theirs[kind] != words}
    assert strange == {"json_invalid": "JSON decode error"}  # FastAPI has parsed the body, and says so.


def test_pattern_is_told_in_words(client: TestClient) -> None:
    body = {"need": {"title_vi": "Hai\ndòng", "size_currency": "vnd"}}

    errors = client.post(f"{API}/enquiries", json=body, headers=VIETNAMESE).json()["errors"]

    told = {error["pointer"]: error["detail"] for error in errors}
    assert told["/need/size_currency"] == "Cần ba chữ cái in hoa, như VND"
    assert told["/need/title_vi"] == "Cần ghi trên một dòng, không có ký tự điều khiển"
