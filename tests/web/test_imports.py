"""Bringing a workbook in on the pages: the dry run is shown, and just that is done."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, Need
from tests import factories
from tests.api.workbook_desk import submitted
from tests.web.markup import texts
from tests.web.readers import reader
from tests.workbooks import Draft


@pytest.fixture
def delegations(db: Session, session: ConferenceSession) -> dict[str, Delegation]:
    return submitted(db, session)


def page_of(conference: Conference) -> str:
    return f"/conferences/{conference.id}/import"


def send(client: TestClient, path: str, data: bytes, **typed: Any) -> Response:
    return client.post(path, files={"file": ("w.xlsx", data)}, data=typed)


def edited(client: TestClient, conference: Conference, **cells: Any) -> bytes:
    """The workbook of the conference with cells of the first need typed over."""
    draft = Draft.of(client.get(f"/api/v1/conferences/{conference.id}/workbook").content)
    return draft.set("Needs", 2, **cells).saved()


def field(page: str, name: str) -> str:
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


@pytest.mark.usefixtures("delegations")
def test_dry_run_tells_what_would_change_and_that_is_done(
    editor: TestClient, db: Session, conference: Conference
) -> None:
    looked = send(editor, page_of(conference), edited(editor, conference, Vietnamese_title="Gạo nếp"))
    untouched = db.query(Need).one().title_vi
    kept = {name: field(looked.text, name) for name in ("confirms", "content")}
    done = editor.post(f"{page_of(conference)}/confirmed", data=kept)

    db.expire_all()
    assert "Xuất khẩu gạo thơm → Gạo nếp" in texts(looked.text, "tbody")[1]
    assert texts(looked.text, "tbody")[1].count("changed") == 1
    assert (untouched, db.query(Need).one().title_vi) == ("Xuất khẩu gạo thơm", "Gạo nếp")
    assert done.url.path == f"/conferences/{conference.id}/overview"


@pytest.mark.usefixtures("delegations")
def test_each_cell_that_is_wrong_is_named(editor: TestClient, conference: Conference) -> None:
    page = send(editor, page_of(conference), edited(editor, conference, Priority="many")).text

    assert "1 cell has to be put right first" in page
    assert texts(page, "tbody")[0].startswith("Needs ")
    assert 'name="confirms"' not in page


@pytest.mark.usefixtures("delegations")
def test_what_changes_nothing_is_not_imported(editor: TestClient, conference: Conference) -> None:
    data = editor.get(f"/api/v1/conferences/{conference.id}/workbook").content

    page = send(editor, page_of(conference), data).text

    assert "nothing would change" in page
    assert 'name="confirms"' not in page


def test_what_is_no_workbook_is_told(editor: TestClient, conference: Conference) -> None:
    odd, none = send(editor, page_of(conference), b"no workbook"), editor.post(page_of(conference))
    other = editor.post(f"{page_of(conference)}/confirmed", data={"confirms": "0" * 64, "content": "?"})

    assert [(each.status_code, len(texts(each.text, ".failed"))) for each in (odd, none, other)] == [
        (422, 1),
        (422, 1),
        (409, 1),
    ]


def test_import_is_for_editors_and_downloads_for_organisers(
    app: FastAPI, db: Session, conference: Conference, delegations: dict[str, Delegation]
) -> None:
    viewer = reader(app, db, conference)
    clients = [viewer, reader(app, db, conference, delegations["01"]), reader(app, db, factories.a_conference(db))]

    assert [client.get(page_of(conference)).status_code for client in clients] == [200, 403, 404]
    assert 'type="file"' not in viewer.get(page_of(conference)).text
    assert [client.get(f"{page_of(conference)}/workbook").status_code for client in clients] == [200, 200, 404]
    assert send(viewer, page_of(conference), b"x").status_code == 403


@pytest.mark.usefixtures("delegations")
def test_workbook_is_in_the_language_of_the_page(app: FastAPI, db: Session, conference: Conference) -> None:
    viewer = reader(app, db, conference)
    viewer.headers["Accept-Language"] = "en"
    viewer.cookies.set("lang", "vi")

    answer = viewer.get(f"{page_of(conference)}/workbook?template=true")

    assert "Nhu cầu" in Draft.of(answer.content).sheets
    assert f"{conference.code}-" in answer.headers["Content-Disposition"]
