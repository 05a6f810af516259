"""The page of what failed for good: of a conference, and of all."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, OutgoingMail, Run, RunStatus, WorkbookImport
from tests import factories, mailbox
from tests.web.markup import texts
from tests.web.readers import reader

FAILURE = {
    "code": "crashed",
    "template": "The solver process ended with exit code {exit_code}.",
    "params": {"exit_code": 3},
    "output": "Segmentation fault",
    "recurs": False,
}


@pytest.fixture
def run(db: Session, session: ConferenceSession) -> Run:
    return factories.a_run(db, session, status=RunStatus.FAILED, error="…", failure=FAILURE)


@pytest.fixture
def lost(db: Session, conference: Conference) -> WorkbookImport:
    sender = factories.an_account(db, name="Nguyễn Văn An")
    why = {"error": "…", "error_code": "crashed"}
    return factories.a_workbook_import(db, sender, conference, status=RunStatus.FAILED, **why)


def test_page_tells_what_failed_and_tries_it_again(
    editor: TestClient, db: Session, session: ConferenceSession, run: Run, lost: WorkbookImport
) -> None:
    path = f"/conferences/{session.conference_id}/failures"
    page = editor.get(path).text
    again = [editor.post(f"{path}/{each}") for each in (f"runs/{run.id}", f"imports/{lost.id}")]
    db.expire_all()

    runs, imports = texts(page, ".card")
    assert f"{session.name_en}" in runs
    assert "The solver process ended with exit code 3. (Segmentation fault)" in runs
    assert "Looking through a workbook of Nguyễn Văn An" in imports
    assert "The process that carried out the import has ended early." in imports
    assert f'action="{path}/runs/{run.id}"' in page
    assert [each.url.path for each in again] == [path, path]
    assert "It is tried again." in again[0].text
    assert (run.status, lost.status) == (RunStatus.QUEUED, RunStatus.QUEUED)
    assert "Nothing has failed" in again[1].text


def test_page_names_the_file_of_an_import(
    editor: TestClient, db: Session, conference: Conference, lost: WorkbookImport
) -> None:
    lost.file_name = "can-tho.xlsx"
    db.commit()

    page = editor.get(f"/conferences/{conference.id}/failures").text

    assert "Looking through “can-tho.xlsx” of Nguyễn Văn An" in texts(page, ".card")[0]


@pytest.mark.usefixtures("run")
def test_viewer_sees_runs_and_no_button(app: FastAPI, db: Session, conference: Conference) -> None:
    page = reader(app, db, conference).get(f"/conferences/{conference.id}/failures?lang=en").text

    assert "exit code 3" in page
    assert "Try again" not in page
    assert "Mails that were refused are shown to those who edit the conference." in page


@pytest.mark.usefixtures("run")
def test_administrators_find_all_of_it_by_the_navigation(
    client: TestClient, conference: Conference, editor: TestClient
) -> None:
    start, page = client.get("/?lang=en"), client.get("/failures?lang=en")

    assert 'href="/failures"' in start.text
    assert conference.name_en in texts(page.text, ".card")[0]
    assert 'href="/failures"' not in editor.get("/").text
    assert editor.get("/failures").status_code == 403


def test_refused_mail_is_sent_again_from_the_page(
    app: FastAPI, client: TestClient, db: Session, conference: Conference
) -> None:
    mailbox.opened(app)
    asked = {"email": "binh@example.vn", "role": "editor"}
    secret = client.post(f"/api/v1/conferences/{conference.id}/invitations", json=asked).json()["secret"]
    row = db.query(OutgoingMail).one()
    row.refusal = {"template": "The mail server has refused it for good, with code {code}.", "params": {"code": 550}}
    db.commit()

    page = client.get("/failures?lang=en").text
    client.post(f"/failures/mails/{row.id}")
    db.expire_all()

    (card,) = texts(page, ".card")
    assert "binh@example.vn" in card
    assert "refused it for good, with code 550" in card
    assert secret not in page
    assert row.refusal is None
