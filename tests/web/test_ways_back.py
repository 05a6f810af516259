"""Where one gets from an answer to a form, and from something that is not there any more."""

from urllib.parse import quote
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import ConferenceSession, Delegation, MeetingTable
from tests import factories
from tests.web.markup import texts


def language_link(page: str) -> str:
    """The address of the page in Vietnamese."""
    return page.partition('class="languages"')[2].partition('href="')[2].partition('"')[0]


def test_language_is_switched_on_the_answer_to_a_form_that_has_no_page(
    editor: TestClient, db: Session, session: ConferenceSession, province: Delegation
) -> None:
    need = factories.a_need(db, province)
    documents = f"/interests/needs/{need.id}/documents"
    table = factories.added(db, MeetingTable(session_id=session.id, code="X", position=9, features=[]))
    table.delegation_id = province.id
    db.commit()
    tables = f"/sessions/{session.id}/tables"

    refused = editor.post(documents, files={"file": ("a.exe", b"MZ")}, data={"purpose": "attachment"})
    pressed = {"Referer": f"http://localhost{tables}"}
    told = editor.post(f"/tables/{table.id}/removal", data={"revision": str(session.revision)}, headers=pressed)

    assert (refused.status_code, told.status_code) == (409, 409)
    assert language_link(refused.text) == f"/interests/needs/{need.id}?lang=vi"
    assert language_link(told.text) == f"/tables/{table.id}?lang=vi"
    assert [editor.get(language_link(each.text)).status_code for each in (refused, told)] == [200, 200]


def test_what_is_removed_a_second_time_is_told_where_it_stood(editor: TestClient, session: ConferenceSession) -> None:
    tables, removal = f"/sessions/{session.id}/tables", f"/tables/{uuid4()}/removal"
    pressed = {"Referer": f"http://localhost{tables}"}

    again = editor.post(removal, headers=pressed)
    by_script = editor.post(removal, headers=pressed | {"HX-Request": "true"})
    elsewhere = editor.post(removal, headers={"Referer": f"http://example.vn{tables}"})

    assert (again.status_code, again.url.path) == (200, tables)
    assert texts(again.text, ".good") == ["It is not there any more: perhaps it was removed just before."]
    assert (by_script.status_code, elsewhere.status_code) == (404, 404)


@pytest.mark.parametrize("header", [{"HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}])
def test_script_takes_whoever_is_not_signed_in_any_more_to_sign_in_and_back(
    visitor: TestClient, header: dict[str, str]
) -> None:
    page = f"/runs/{uuid4()}"

    answers = [
        visitor.get(f"{page}/progress", headers=header | {"Referer": f"http://localhost{page}"}),
        visitor.post(f"{page}/stop", headers=header | {"Referer": f"http://localhost{page}"}),
        visitor.get(f"{page}/progress", headers=header | {"Referer": f"http://example.vn{page}"}),
    ]

    told = [(each.status_code, each.headers["hx-redirect"], each.text) for each in answers]
    back = f"/sign-in?next={quote(page, safe='')}"
    assert told == [(401, back, ""), (401, back, ""), (401, "/sign-in", "")]


def test_whoever_presses_a_button_when_the_sign_in_has_ended_comes_back_to_the_page(visitor: TestClient) -> None:
    page = f"/runs/{uuid4()}"

    answer = visitor.post(f"{page}/stop", headers={"Referer": f"http://localhost{page}"}, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={quote(page, safe='')}")


def test_search_that_is_too_long_is_told(editor: TestClient, province: Delegation) -> None:
    answer = editor.get(f"/delegations/{province.id}/directory", params={"q": "a" * 400})

    assert (answer.status_code, texts(answer.text, "h1")) == (422, ["This is too long to look for"])


def test_file_over_the_limit_of_the_server_is_told_on_a_page_that_leads_back(
    editor: TestClient, db: Session, province: Delegation
) -> None:
    at = f"/interests/needs/{factories.a_need(db, province).id}"
    db.commit()
    pressed = {"Referer": f"http://localhost{at}", "Accept": "text/html", "Accept-Language": "en"}

    refused = editor.post(
        f"{at}/documents", files={"file": ("a.pdf", bytes(8 * 1024 * 1024))}, data={"purpose": "x"}, headers=pressed
    )

    assert (refused.status_code, refused.headers["Content-Type"]) == (413, "text/html; charset=utf-8")
    assert texts(refused.text, "h1") == ["This is too large to be sent"]
    assert "At most 8 MB are taken." in refused.text
    assert f'href="{at}"' in refused.text


@pytest.mark.parametrize(
    ("link", "onward"), [("/invitations/accept", "/sign-in"), ("/password-reset/accept", "/password-reset")]
)
def test_whoever_comes_with_a_link_that_is_over_is_shown_the_way_on(
    visitor: TestClient, link: str, onward: str
) -> None:
    page = visitor.get(f"{link}?secret=unknown").text
    main = page.partition("<main")[2].partition("</main>")[0]

    assert f'<a class="button" href="{onward}">' in main
    assert "409" not in main
