"""Whoever may not send a file is told so whatever is in it, by the API and by the pages; nobody looks into it."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, EnquiryStatus, InterestState, Role
from tests import factories, files
from tests.api.answers import API
from tests.api.documents.desk import BOTH, LARGEST, MAKE, kept
from tests.api.people import People
from tests.scanner import EICAR, Scanner

FILES = [files.PDF, files.PDF + EICAR, files.PDF + b" " * LARGEST, b"<html><script>alert(1)</script>", b""]


@pytest.fixture
def viewer(own: People, conference: Conference) -> TestClient:
    return own.of(conference, Role.VIEWER)


@pytest.fixture
def stranger(db: Session, own: People, session: ConferenceSession, conference: Conference) -> TestClient:
    """Of another delegation."""
    return own.of(conference, Role.HEAD, factories.a_delegation(db, session, "EMB-JP"))


def answers(client: TestClient, address: str) -> list[tuple[int, str]]:
    """To each of the files, without what is of each request alone."""
    return [told(client.post(address, files={"file": ("a.pdf", data)})) for data in FILES]


def told(response: Response) -> tuple[int, str]:
    body: dict[str, Any] = response.json() if "json" in response.headers["content-type"] else {"detail": None}
    return response.status_code, body["detail"]


def assert_alike(found: list[tuple[int, str]], status: int) -> None:
    assert found == [found[0]] * len(FILES)
    assert found[0][0] == status


@BOTH
def test_documents_of_others_are_not_looked_into(
    *,
    db: Session,
    viewer: TestClient,
    stranger: TestClient,
    scanner: Scanner,
    folder: Path,
    delegation: Delegation,
    noun: str,
) -> None:
    interest = MAKE[noun](db, delegation, state=InterestState.SUBMITTED)
    draft = MAKE[noun](db, delegation, state=InterestState.DRAFT)

    for base in (f"{API}/{noun}s", f"/interests/{noun}s"):
        assert_alike(answers(viewer, f"{base}/{interest.id}/documents"), 403)
        assert_alike(answers(stranger, f"{base}/{draft.id}/documents"), 404)
        assert_alike(answers(stranger, f"{base}/{uuid4()}/documents"), 404)
    assert (scanner.files, kept(folder)) == ([], set())


def test_documents_of_enquiries_of_others_are_not_looked_into(
    db: Session, stranger: TestClient, scanner: Scanner, folder: Path, delegation: Delegation
) -> None:
    mission = factories.an_organisation(db, "EMB-FR")
    enquiry = factories.an_enquiry(
        db, organisation_id=delegation.organisation_id, mission_id=mission.id, status=EnquiryStatus.ASSIGNED
    )

    for base in (f"{API}/enquiries", "/enquiries"):
        assert_alike(answers(stranger, f"{base}/{enquiry.id}/documents"), 404)
        assert_alike(answers(stranger, f"{base}/{uuid4()}/documents"), 404)
    assert (scanner.files, kept(folder)) == ([], set())


def test_workbooks_of_those_who_can_import_nothing_are_not_looked_into(
    *, db: Session, own: People, viewer: TestClient, stranger: TestClient, conference: Conference, scanner: Scanner
) -> None:
    other = factories.a_conference(db)

    for base, ending in ((API, "workbook-imports"), ("", "import")):
        assert_alike(answers(viewer, f"{base}/conferences/{conference.id}/{ending}"), 403)
        assert_alike(answers(stranger, f"{base}/conferences/{other.id}/{ending}"), 404)
        assert_alike(answers(own.administrator(), f"{base}/conferences/{uuid4()}/{ending}"), 404)
    for address in (f"{API}/enquiry-workbook-imports", "/enquiries/import"):
        assert_alike(answers(viewer, address), 403)
    assert scanner.files == []


def test_workbook_of_somebody_who_may_is_looked_into(
    stranger: TestClient, conference: Conference, scanner: Scanner
) -> None:
    infected = {"file": ("a.xlsx", EICAR)}
    addresses = [f"{API}/conferences/{conference.id}/workbook-imports", f"{API}/enquiry-workbook-imports"]
    pages = [f"/conferences/{conference.id}/import", "/enquiries/import"]

    assert [stranger.post(each, files=infected).status_code for each in addresses + pages] == [422] * 4
    assert scanner.files == [EICAR] * 4
