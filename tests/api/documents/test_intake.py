"""What is taken as a document, and what is not."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.db import SessionFactory
from app.main import create_app
from app.models import Delegation, InterestState
from app.settings import DocumentSettings, Settings
from tests import factories, files
from tests.api.answers import assert_invalid, assert_problem, page
from tests.api.documents.desk import LARGEST, MOST, kept, of, send
from tests.api.people import People
from tests.api.test_conferences import HUE, URL
from tests.scanner import EICAR, Scanner


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\An\\map.PDF", "map.pdf"),
        ("map.html", "map.html.pdf"),
        ("a\u202eb\u200b.pdf", "ab.pdf"),
        (".pdf", "document.pdf"),
        ("   ...  ", "document.pdf"),
        ("Ba\u0309n.pdf", "Bản.pdf"),
        ("a" * 300 + ".pdf", "a" * 120 + ".pdf"),
    ],
)
def test_name_is_a_name_and_ends_in_what_the_file_is(
    db: Session, head: TestClient, delegation: Delegation, name: str, told: str
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)

    assert send(head, need, name=name).json()["name"] == told


@pytest.mark.parametrize("data", [b"", b"<html><script>alert(1)</script>", files.office("a", "word/vbaProject.bin")])
def test_other_kinds_are_refused_whatever_they_are_called(
    db: Session, head: TestClient, folder: Path, delegation: Delegation, data: bytes
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)

    response = send(head, need, data, "a.pdf")

    detail = "Only these files are taken, without macros: pdf, png, jpg, docx, xlsx, pptx, odt, ods, odp."
    place = {"pointer": "/file", "detail": detail, "in": "body"}
    assert_problem(response, 422, "invalid", detail, errors=[place])
    assert (head.get(of(need)).json(), kept(folder)) == (page(), set())


def test_text_for_a_file_is_told_so_and_choices_in_the_language_of_the_reader(
    db: Session, head: TestClient, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    form = {"file": (None, "a text"), "purpose": (None, "picture")}

    told = [
        {each["pointer"]: each["detail"] for each in head.post(of(need), files=form, headers=spoken).json()["errors"]}
        for spoken in ({"Accept-Language": "en"}, {"Accept-Language": "vi"})
    ]

    choices = "Giá trị không thuộc danh mục cho phép; các giá trị hợp lệ: 'attachment' hoặc 'letter'"
    assert told == [
        {"/file": "A file is expected here", "/purpose": "Input should be 'attachment' or 'letter'"},
        {"/file": "Ở đây cần một tệp", "/purpose": choices},
    ]


def test_file_of_a_form_that_does_not_fit_is_not_kept(
    db: Session, head: TestClient, folder: Path, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)

    response = send(head, need, purpose="picture")

    assert (response.status_code, kept(folder)) == (422, set())


def test_large_file_is_refused(db: Session, head: TestClient, folder: Path, delegation: Delegation) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)

    largest = send(head, need, files.PDF + b" " * (LARGEST - len(files.PDF)))
    larger = send(head, need, files.PDF + b" " * (LARGEST - len(files.PDF) + 1))

    assert largest.status_code == 201
    assert_problem(larger, 413, "content-too-large", "At most 9.7 KB are taken.")
    assert len(kept(folder)) == 1


def test_only_so_many_go_with_one(db: Session, head: TestClient, folder: Path, delegation: Delegation) -> None:
    need, other = (factories.a_need(db, delegation, state=InterestState.DRAFT) for _ in range(2))
    for _ in range(MOST):
        assert send(head, need).status_code == 201

    assert_problem(send(head, need), 409, "too-many-documents", "At most 3 documents go with it.")
    assert send(head, other).status_code == 201
    assert len(kept(folder)) == MOST + 1


def test_virus_is_refused(
    db: Session, head: TestClient, folder: Path, scanner: Scanner, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)

    response = send(head, need, files.PDF + EICAR)

    detail = "The virus scanner knows it as Eicar-Test-Signature; it was not kept."
    assert_problem(response, 422, "infected-file", detail)
    assert (head.get(of(need)).json(), kept(folder), len(scanner.files)) == (page(), set(), 1)


@pytest.mark.parametrize("patience", [0.5])
def test_scanner_that_is_down_lets_nothing_pass(
    db: Session, head: TestClient, folder: Path, scanner: Scanner, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)
    scanner.is_silent = True

    response = send(head, need)

    detail = "The virus scanner does not answer; the file was not kept. Try again later."
    assert_problem(response, 503, "scanner-down", detail)
    assert (head.get(of(need)).json(), kept(folder)) == (page(), set())


def test_nobody_who_is_not_signed_in_reaches_the_scanner(
    db: Session, own: People, scanner: Scanner, delegation: Delegation
) -> None:
    need = factories.a_need(db, delegation, state=InterestState.DRAFT)

    assert_problem(send(own.client(), need), 401, "not-signed-in")
    assert scanner.files == []


@pytest.fixture
def bare(db: Session, settings: Settings, session_factory: SessionFactory) -> TestClient:
    """An administrator's, of a server without a folder."""
    service = create_app(settings.model_copy(update={"documents": DocumentSettings()}))
    service.state.session_factory = session_factory
    return People(service, db).administrator()


def test_server_without_a_folder_takes_none(bare: TestClient, db: Session, delegation: Delegation) -> None:
    need = factories.a_need(db, delegation, state=InterestState.SUBMITTED)

    detail = "Send it in another way; whoever runs this server can set a folder for documents."
    assert_problem(send(bare, need), 409, "documents-not-taken", detail)


def test_file_sent_again_with_its_key_is_kept_once(
    db: Session, head: TestClient, folder: Path, delegation: Delegation
) -> None:
    need, key = factories.a_need(db, delegation, state=InterestState.DRAFT), {"Idempotency-Key": "a1b2"}

    def form(data: bytes, boundary: str) -> dict[str, Any]:
        lines = (b"--%b", b'Content-Disposition: form-data; name="file"; filename="a.pdf"', b"", data, b"--%b--", b"")
        body = b"\r\n".join(lines).replace(b"%b", boundary.encode())
        return {"content": body, "headers": key | {"Content-Type": f"multipart/form-data; boundary={boundary}"}}

    first, again = (head.post(of(need), **form(files.PDF, boundary)) for boundary in ("one", "another"))
    other = head.post(of(need), **form(files.PDF + b" ", "one"))

    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert_problem(other, 422, "idempotency-key-reused")
    assert len(kept(folder)) == 1


def test_scans_are_not_asked_for_where_nothing_is_taken(bare: TestClient, db: Session) -> None:
    one = f"{URL}/{factories.a_conference(db).id}"
    asking = HUE | {"requires_letter_scan": True}

    told = "This server takes no documents, so no scan could be added. Whoever runs it can set a folder for them."
    for refused in (bare.post(URL, json=asking), bare.put(one, json=asking)):
        assert_invalid(refused, ("/requires_letter_scan", told))
    assert bare.get(one).json()["requires_letter_scan"] is False


def test_next_conference_asks_for_no_scans_where_nothing_is_taken_any_more(
    bare: TestClient, own: People, db: Session
) -> None:
    last = factories.a_conference(db, requires_sign_off=True, requires_letter_scan=True)
    address = f"{URL}/{last.id}/clones"

    clones = [
        client.post(address, json={"code": code, "starts_on": "2027-12-07"}).json()
        for client, code in ((own.administrator(), "first"), (bare, "second"))
    ]

    assert [(each["requires_sign_off"], each["requires_letter_scan"]) for each in clones] == [
        (True, True),
        (True, False),
    ]
