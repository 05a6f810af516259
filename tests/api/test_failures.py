"""What failed for good: who is told of it, and who may have it tried again."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, OutgoingMail, Role, Run, RunStatus, WorkbookImport
from app.services import outgoing_mails
from tests import factories, mailbox
from tests.api.answers import API, assert_problem
from tests.api.people import People

KILLED = {"code": "killed", "template": "The solver process was ended by {signal}.", "params": {"signal": "SIGKILL"}}
LOST = {
    "error_code": "worker-lost",
    "error": "…",
    "file_name": "can-tho.xlsx",
    "queued_at": datetime(2026, 12, 8, tzinfo=UTC),
}
NOW = datetime.now(UTC)


def a_failed_run(db: Session, session: ConferenceSession, **values: Any) -> Run:
    failure = KILLED | {"output": "", "recurs": False}
    return factories.a_run(db, session, status=RunStatus.FAILED, error="…", failure=failure, **values)


def a_lost_import(db: Session, conference: Conference) -> WorkbookImport:
    sender = factories.an_account(db, name="Nguyễn Văn An")
    return factories.a_workbook_import(db, sender, conference, status=RunStatus.FAILED, **LOST)


def a_refused_mail(app: FastAPI, db: Session, client: TestClient, conference: Conference) -> OutgoingMail:
    """An invitation."""
    mailbox.opened(app)
    asked = {"email": "binh@example.vn", "role": "editor"}
    assert client.post(f"{API}/conferences/{conference.id}/invitations", json=asked).status_code == 201
    mail = outgoing_mails.claim(db, app.state.postbox.sealer)
    assert mail is not None
    outgoing_mails.refuse(
        db, mail.id, template="The mail server has refused it for good, with code {code}.", params={"code": 550}
    )
    db.commit()
    return db.get_one(OutgoingMail, mail.id)


@pytest.fixture
def failed(
    app: FastAPI, db: Session, client: TestClient, session: ConferenceSession, conference: Conference
) -> dict[str, UUID]:
    """The ids of what failed, one of each kind."""
    return {
        "runs": a_failed_run(db, session).id,
        "imports": a_lost_import(db, conference).id,
        "mails": a_refused_mail(app, db, client, conference).id,
    }


def ids(found: Any) -> dict[str, list[str]]:
    return {kind: [each["id"] for each in items] for kind, items in found.items()}


def test_failures_are_told_with_their_reasons(
    client: TestClient, conference: Conference, failed: dict[str, UUID]
) -> None:
    answer = client.get(f"{API}/conferences/{conference.id}/failures", headers={"Accept-Language": "vi"})

    found = answer.json()
    assert answer.status_code == 200, answer.text
    assert ids(found) == {kind: [str(key)] for kind, key in failed.items()}
    assert found["runs"][0]["error"] == "Tiến trình xếp lịch đã bị hệ thống dừng (tín hiệu SIGKILL)."
    (imported,), (mail,) = found["imports"], found["mails"]
    told = (imported["file_name"], imported["sent_by"], imported["dry_run"])
    assert told == ("can-tho.xlsx", "Nguyễn Văn An", True)
    assert imported["error"].startswith("Lần nào")
    assert (mail["recipient"], mail["conference_id"]) == ("binh@example.vn", str(conference.id))
    assert mail["error"].endswith("mã 550.")
    assert "secret" not in answer.text


def test_run_that_one_made_up_for_is_not_told_any_more(
    client: TestClient, db: Session, session: ConferenceSession, conference: Conference
) -> None:
    before, after = NOW - timedelta(minutes=2), NOW
    a_failed_run(db, session, queued_at=before)
    factories.a_run(db, session, status=RunStatus.SUCCEEDED, queued_at=NOW - timedelta(minutes=1))
    late = a_failed_run(db, session, queued_at=after)

    found = client.get(f"{API}/conferences/{conference.id}/failures").json()

    assert ids(found)["runs"] == [str(late.id)]


def test_administrators_are_told_of_all_conferences(
    client: TestClient, db: Session, people: People, session: ConferenceSession, conference: Conference
) -> None:
    elsewhere = factories.a_session(db)
    keys = {str(a_failed_run(db, each).id) for each in (session, elsewhere)}

    assert set(ids(client.get(f"{API}/failures").json())["runs"]) == keys
    assert len(ids(client.get(f"{API}/conferences/{conference.id}/failures").json())["runs"]) == 1
    assert_problem(people.of(conference, Role.OWNER).get(f"{API}/failures"), 403, "forbidden")


@pytest.mark.usefixtures("failed")
def test_mails_are_told_to_editors_alone(people: People, conference: Conference) -> None:
    address = f"{API}/conferences/{conference.id}/failures"
    viewer, editor = (people.of(conference, role).get(address).json() for role in (Role.VIEWER, Role.EDITOR))

    assert ({kind: len(each) for kind, each in viewer.items()}) == {"runs": 1, "imports": 1, "mails": 0}
    assert ({kind: len(each) for kind, each in editor.items()}) == {"runs": 1, "imports": 1, "mails": 1}


def test_what_failed_is_tried_again_by_editors(
    people: People, db: Session, conference: Conference, failed: dict[str, UUID]
) -> None:
    editor, viewer = people.of(conference, Role.EDITOR), people.of(conference, Role.VIEWER)
    addresses = {
        "runs": f"{API}/runs/{failed['runs']}/retries",
        "imports": f"{API}/workbook-imports/{failed['imports']}/retries",
        "mails": f"{API}/mails/{failed['mails']}/retries",
    }
    refused = [viewer.post(address).status_code for address in addresses.values()]
    taken = [editor.post(address).status_code for address in addresses.values()]
    again = [editor.post(address) for address in addresses.values()]

    assert (refused, taken) == ([403, 404, 404], [202, 202, 204])
    assert [each.json()["type"] for each in again] == [
        "/problems/run-not-failed",
        "/problems/not-failed",
        "/problems/not-failed",
    ]
    assert db.get_one(WorkbookImport, failed["imports"], populate_existing=True).status is RunStatus.QUEUED
    assert ids(editor.get(f"{API}/conferences/{conference.id}/failures").json()) == {
        "runs": [],
        "imports": [],
        "mails": [],
    }


def test_mail_of_nobodys_conference_is_for_administrators(
    app: FastAPI, db: Session, client: TestClient, people: People, conference: Conference
) -> None:
    mail = a_refused_mail(app, db, client, conference)
    mail.conference_id = None
    db.commit()
    address = f"{API}/mails/{mail.id}/retries"

    assert_problem(people.of(conference, Role.OWNER).post(address), 404, "not-found")
    assert [each["id"] for each in client.get(f"{API}/failures").json()["mails"]] == [str(mail.id)]
    assert client.post(address).status_code == 204
