"""Bringing a workbook in on the pages: the dry run is shown, and just that is done."""

from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, Need, Role, RunStatus, WorkbookImport
from tests import factories
from tests.api.workbook_desk import submitted
from tests.importing import carry_out_all
from tests.web.markup import texts
from tests.web.readers import reader
from tests.workbooks import Draft


@pytest.fixture
def delegations(db: Session, session: ConferenceSession) -> dict[str, Delegation]:
    return submitted(db, session)


def page_of(conference: Conference) -> str:
    return f"/conferences/{conference.id}/import"


def send(client: TestClient, path: str, data: bytes) -> Response:
    """The page of a workbook that was sent and looked through."""
    asked = client.post(path, files={"file": ("w.xlsx", data)})
    carry_out_all(cast(FastAPI, client.app))
    return client.get(asked.url.path) if asked.status_code == 200 else asked


def edited(client: TestClient, conference: Conference, **cells: Any) -> bytes:
    """The workbook of the conference with cells of the first need typed over."""
    draft = Draft.of(client.get(f"/api/v1/conferences/{conference.id}/workbook").content)
    return draft.set("Needs", 2, **cells).saved()


@pytest.mark.usefixtures("delegations")
def test_dry_run_tells_what_would_change_and_that_is_done(
    app: FastAPI, editor: TestClient, db: Session, conference: Conference
) -> None:
    data = edited(editor, conference, Vietnamese_title="Gạo nếp")
    waits = editor.post(page_of(conference), files={"file": ("w.xlsx", data)})
    carry_out_all(app)
    looked = editor.get(waits.url.path)
    untouched = db.query(Need).one().title_vi
    going_on = editor.post(f"{waits.url.path}/confirmed")
    again = editor.post(f"{waits.url.path}/confirmed")
    carry_out_all(app)
    done = editor.get(f"{waits.url.path}/progress")

    db.expire_all()
    assert texts(waits.text, "#sent") == []  # How it stands is told above, where it goes on changing.
    assert texts(waits.text, "#import-status") == ["The workbook waits for its turn"]
    assert '<noscript><meta http-equiv="refresh"' in waits.text
    assert 'http-equiv="refresh"' not in looked.text
    assert "Xuất khẩu gạo thơm → Gạo nếp" in texts(looked.text, "tbody")[1]
    assert texts(looked.text, "tbody")[1].count("changed") == 1
    assert {*texts(going_on.text + again.text, "#import-status")} == {"The workbook waits for its turn"}
    assert texts(done.text, "#import-status") == ["The workbook has been imported"]
    assert "Import just this" not in done.text
    assert (untouched, db.query(Need).one().title_vi) == ("Xuất khẩu gạo thơm", "Gạo nếp")
    assert f'href="{waits.url.path}"' in editor.get(page_of(conference)).text


@pytest.mark.usefixtures("delegations")
def test_each_cell_that_is_wrong_is_named(editor: TestClient, conference: Conference) -> None:
    page = send(editor, page_of(conference), edited(editor, conference, Priority="many")).text

    assert "1 cell has to be put right first" in page
    assert 'class="notice warn"' in page
    assert texts(page, "tbody")[0].startswith("Needs ")
    assert "Import just this" not in page


@pytest.mark.usefixtures("delegations")
def test_list_says_what_can_be_done_about_each(editor: TestClient, conference: Conference) -> None:
    send(editor, page_of(conference), edited(editor, conference, Priority="many"))
    send(editor, page_of(conference), edited(editor, conference, Priority=3))

    page = editor.get(page_of(conference)).text
    listed = texts(page, ".badge")

    assert sorted(listed) == ["Looked through, not to be imported", "Looked through, to be confirmed"]
    assert page.count(">w.xlsx</a>") == 2


@pytest.mark.usefixtures("delegations")
def test_of_many_faults_the_page_says_how_many_it_lists(
    editor: TestClient, db: Session, conference: Conference
) -> None:
    path = send(editor, page_of(conference), edited(editor, conference, Priority="many")).url.path
    row = db.query(WorkbookImport).one()
    assert row.report is not None
    row.report = row.report | {"problems": row.report["problems"] * 201}
    db.commit()

    page = editor.get(path).text

    assert "201 cells have to be put right first" in page
    assert page.count("<td>Needs</td>") == 200
    assert "Only the first 200 are listed here." in page


@pytest.mark.usefixtures("delegations")
def test_what_changes_nothing_is_not_imported(editor: TestClient, conference: Conference) -> None:
    data = editor.get(f"/api/v1/conferences/{conference.id}/workbook").content

    page = send(editor, page_of(conference), data).text

    assert "nothing would change" in page
    assert "Import just this" not in page


def test_what_is_no_workbook_is_told(editor: TestClient, conference: Conference) -> None:
    odd, none = send(editor, page_of(conference), b"no workbook"), editor.post(page_of(conference))

    assert texts(odd.text, "#import-status") == ["The workbook could not be looked through"]
    assert "This is not a spreadsheet" in odd.text
    assert (none.status_code, len(texts(none.text, ".failed"))) == (422, 1)


@pytest.mark.usefixtures("delegations")
def test_import_is_shown_to_whoever_has_sent_it_alone(
    app: FastAPI, editor: TestClient, db: Session, conference: Conference
) -> None:
    path = send(editor, page_of(conference), edited(editor, conference, Priority=3)).url.path
    owner, elsewhere = reader(app, db, conference, role=Role.OWNER), factories.a_conference(db)
    there = reader(app, db, elsewhere, role=Role.OWNER)

    assert 'action="' + path in editor.get(path).text
    assert [owner.get(path).status_code, owner.post(f"{path}/confirmed").status_code] == [404, 404]
    assert there.get(path).status_code == 404
    assert there.get(path.replace(str(conference.id), str(elsewhere.id))).status_code == 404


def test_import_is_for_editors_and_delegations_and_downloads_for_organisers(
    app: FastAPI, db: Session, conference: Conference, delegations: dict[str, Delegation]
) -> None:
    viewer, own = reader(app, db, conference), reader(app, db, conference, delegations["01"])
    clients = [viewer, own, reader(app, db, factories.a_conference(db))]

    assert [client.get(page_of(conference)).status_code for client in clients] == [200, 200, 404]
    forms = ['type="file"' in client.get(page_of(conference)).text for client in clients]
    assert forms == [False, True, False]
    assert [client.get(f"{page_of(conference)}/workbook").status_code for client in clients] == [200, 200, 404]
    assert [send(client, page_of(conference), b"x").status_code for client in clients] == [403, 200, 404]


def test_head_of_a_delegation_brings_in_what_it_submits(
    app: FastAPI, db: Session, conference: Conference, delegations: dict[str, Delegation]
) -> None:
    head = reader(app, db, conference, delegations["01"], Role.HEAD)
    head.cookies.set("lang", "en")
    entry = head.get(f"/delegations/{delegations['01'].id}").text
    others = head.get(f"/delegations/{delegations['EMB-KR'].id}").text

    page = head.get(page_of(conference)).text
    looked = send(head, page_of(conference), edited(head, conference, Vietnamese_title="Gạo nếp"))
    head.post(f"{looked.url.path}/confirmed")
    carry_out_all(app)

    link = f'href="{page_of(conference)}"'
    assert (link in entry, link in others) == (True, False)
    assert "What your delegation submits" in page
    assert f'href="/delegations/{delegations["01"].id}"' in page
    assert "Xuất khẩu gạo thơm → Gạo nếp" in texts(looked.text, "tbody")[1]
    db.expire_all()
    assert db.query(Need).one().title_vi == "Gạo nếp"


@pytest.mark.usefixtures("delegations")
def test_workbook_is_in_the_language_of_the_page(app: FastAPI, db: Session, conference: Conference) -> None:
    viewer = reader(app, db, conference)
    viewer.headers["Accept-Language"] = "en"
    viewer.cookies.set("lang", "vi")

    answer = viewer.get(f"{page_of(conference)}/workbook?template=true")

    assert "Nhu cầu" in Draft.of(answer.content).sheets
    assert f"{conference.code}-template.xlsx" in answer.headers["Content-Disposition"]


@pytest.mark.usefixtures("delegations")
def test_workbook_is_thrown_away_unless_it_is_imported(
    app: FastAPI, editor: TestClient, conference: Conference
) -> None:
    first, second = (send(editor, page_of(conference), edited(editor, conference, Priority=n)) for n in (3, 4))

    thrown = editor.post(f"{first.url.path}/removal")
    editor.post(f"{second.url.path}/confirmed")
    going_on = editor.post(f"{second.url.path}/removal")
    carry_out_all(app)

    assert "Throw it away" in second.text
    assert (thrown.url.path, editor.get(first.url.path).status_code) == (page_of(conference), 404)
    assert (going_on.url.path, "Throw it away" in going_on.text) == (second.url.path, False)
    assert texts(editor.get(second.url.path).text, "#import-status") == ["The workbook has been imported"]


@pytest.mark.usefixtures("delegations")
def test_what_failed_by_no_fault_of_the_file_is_tried_again_by_its_sender(
    editor: TestClient, db: Session, conference: Conference
) -> None:
    path = send(editor, page_of(conference), edited(editor, conference, Priority=3)).url.path
    row = db.query(WorkbookImport).one()
    row.status, row.error, row.error_code = RunStatus.FAILED, "…", "crashed"
    db.commit()

    page = editor.get(path).text
    again, twice = editor.post(f"{path}/retries"), editor.post(f"{path}/retries")

    assert f'action="{path}/retries"' in page
    assert (again.url.path, texts(again.text, "#import-status")) == (path, ["The workbook waits for its turn"])
    assert (twice.status_code, "Try again" in twice.text) == (200, False)


def test_what_is_the_files_own_fault_is_not_tried_again(editor: TestClient, conference: Conference) -> None:
    path = send(editor, page_of(conference), b"no workbook").url.path

    assert "Try again" not in editor.get(path).text


def test_file_with_nothing_in_it_is_called_empty(editor: TestClient, conference: Conference) -> None:
    answer = editor.post(page_of(conference), files={"file": ("w.xlsx", b"")})

    assert answer.status_code == 422
    assert "The file is empty." in answer.text
