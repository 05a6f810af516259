"""Imports as jobs: a row says how they stand, to whoever has sent the file."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.virus_scanner import Clamd
from app.models import Conference, ConferenceSession, Delegation, Role, WorkbookImport
from app.services.incoming_files import Intake
from app.settings import DocumentSettings
from tests import importing
from tests.api.answers import API, NOBODY, assert_problem
from tests.api.people import People
from tests.api.workbook_desk import exported, send, submitted
from tests.scanner import EICAR, Scanner

KEY = {"Idempotency-Key": "a1"}


@pytest.fixture
def delegations(db: Session, session: ConferenceSession) -> dict[str, Delegation]:
    return submitted(db, session)


def test_import_waits_at_an_address_of_its_own(
    client: TestClient, conference: Conference, delegations: dict[str, Delegation]
) -> None:
    asked = send(client, conference, exported(client, conference))
    found: dict[str, Any] = asked.json()

    assert (asked.status_code, asked.headers["Location"]) == (202, f"{API}/workbook-imports/{found['id']}")
    assert found == client.get(asked.headers["Location"]).json()
    assert found == {
        "id": found["id"],
        "conference_id": str(conference.id),
        "file_name": "workbook.xlsx",
        "dry_run": True,
        "status": "queued",
        "can_be_confirmed": False,
        "report": None,
        "error": None,
        "error_code": None,
        "attempt": 0,
        "not_before": None,
        "queued_at": found["queued_at"],
        "started_at": None,
        "finished_at": None,
    }
    ended = importing.ended(client, asked)
    assert (ended["status"], ended["attempt"], ended["can_be_confirmed"]) == ("succeeded", 1, True)
    assert ended["started_at"] < ended["finished_at"]
    assert len(ended["report"]["sheets"]) == len(delegations) + 3


@pytest.mark.usefixtures("delegations")
def test_file_and_confirmation_that_are_sent_again_are_taken_once(
    client: TestClient, db: Session, conference: Conference
) -> None:
    data = exported(client, conference)
    first, second = (send(client, conference, data, **KEY) for _ in range(2))
    found = importing.ended(client, first)
    address = f"{API}/workbook-imports/{found['id']}/confirmations"
    confirmed = [client.post(address, headers={"Idempotency-Key": "a2"}) for _ in range(2)]

    assert first.json() == second.json()
    assert [each.status_code for each in confirmed] == [202, 202]
    assert len(db.scalars(select(WorkbookImport)).all()) == 1
    assert_problem(client.post(address), 409, "nothing-to-confirm")


def test_import_is_shown_to_whoever_has_sent_it_alone(
    people: People, conference: Conference, delegations: dict[str, Delegation]
) -> None:
    """Its report repeats what is written but not submitted, which organisers may not read either."""
    head = people.of(conference, Role.HEAD, delegations["01"])
    colleague, stranger = (people.of(conference, Role.HEAD, delegations[code]) for code in ("01", "EMB-KR"))
    viewer, visitor = people.of(conference, Role.VIEWER), people.client()
    found = importing.ended(head, send(head, conference, exported(head, conference)))
    address = f"{API}/workbook-imports/{found['id']}"

    asked = [each.get(address).status_code for each in (head, viewer, colleague, stranger, visitor)]
    confirmed = [each.post(f"{address}/confirmations").status_code for each in (viewer, stranger, visitor, head)]

    assert (asked, confirmed) == ([200, 404, 404, 404, 401], [404, 404, 401, 202])
    assert_problem(head.get(f"{API}/workbook-imports/{NOBODY}"), 404, "not-found")


@pytest.fixture
def clamd(app: FastAPI) -> Iterator[Scanner]:
    with Scanner.listening() as listening:
        app.state.intake = Intake(DocumentSettings(), None, Clamd(listening.address, 5.0))
        yield listening


def test_workbook_with_a_virus_is_not_taken(
    client: TestClient, db: Session, people: People, conference: Conference, clamd: Scanner
) -> None:
    refused = send(client, conference, EICAR)
    unknown = send(people.client(), conference, EICAR)

    assert_problem(refused, 422, "infected-file")
    assert_problem(unknown, 401, "not-signed-in")
    assert (len(clamd.files), db.scalars(select(WorkbookImport)).all()) == (1, [])
