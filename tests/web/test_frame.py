"""The frame of all pages: where one can go, what has been done, how it looks; and the forms that every page can use."""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from pydantic import Field
from sqlalchemy.orm import Session

from app.errors import Invalid, Place
from app.i18n.languages import language
from app.main import create_app
from app.models import Conference, ConferenceSession, Delegation
from app.settings import Settings
from app.web import notices
from app.web.forms import Form, Sheet, Typed, filled
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader


def test_nobody_who_is_signed_in_is_told_to_sign_in(visitor: TestClient, of_province: TestClient) -> None:
    """Not even at an address that leads nowhere, where nobody is looked up."""
    pages = [each.get("/nowhere?lang=en").text for each in (visitor, of_province)]

    assert ["Sign in" in page for page in pages] == [True, False]


class SampleForm(Form):
    template: ClassVar[str] = "sample.html"
    called: ClassVar[dict[str, str]] = {"mail": "email"}
    seizes_focus: ClassVar[bool] = False

    email: str
    rank: int | None = None
    codes: list[str] = Field([])


@pytest.fixture
def request_() -> Request:
    return Request({"type": "http"})


@pytest.fixture
def of_province(app: FastAPI, db: Session, conference: Conference, province: Delegation) -> TestClient:
    return reader(app, db, conference, province)


@pytest.fixture
def in_development(settings: Settings) -> Iterator[TestClient]:
    app = create_app(settings.model_copy(update={"environment": "development"}))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def test_delegation_is_shown_where_it_is_and_where_it_can_go(
    of_province: TestClient, conference: Conference, province: Delegation
) -> None:
    page = of_province.get(f"/delegations/{province.id}/diary?lang=en").text

    assert texts(page, ".at-conference") == [conference.name_en]
    assert f'<a href="/delegations/{province.id}/diary" aria-current="page">Diary</a>' in page
    assert "/timetable" not in page


def test_organiser_sees_the_entries_of_the_delegation_besides(
    app: FastAPI, db: Session, conference: Conference, province: Delegation
) -> None:
    page = reader(app, db, conference).get(f"/delegations/{province.id}/diary?lang=en").text

    own, of_delegation = texts(page, ".sections")
    assert "Timetable" in own
    assert of_delegation.startswith("46 ")
    assert "Diary" in of_delegation


def test_each_session_has_its_entry_where_there_are_several(
    client: TestClient, db: Session, conference: Conference, session: ConferenceSession
) -> None:
    other = factories.a_session(db, conference, code="second", name_en="Second")

    page = client.get(f"/sessions/{session.id}/timetable?lang=en").text

    (entries,) = texts(page, ".sections")
    assert "Timetable: Session Timetable: Second" in entries
    assert f'href="/sessions/{session.id}/timetable" aria-current="page"' in page
    assert f'href="/sessions/{other.id}/timetable">' in page


def test_theme_is_chosen_in_the_address_and_remembered(visitor: TestClient) -> None:
    pages = [visitor.get(path) for path in ("/sign-in", "/sign-in?theme=contrast", "/sign-in", "/sign-in?theme=odd")]

    found = [page.text.partition('data-theme="')[2].partition('"')[0] for page in pages]
    assert found == ["automatic", "contrast", "contrast", "contrast"]
    assert "theme=contrast; HttpOnly" in pages[1].headers["set-cookie"]


def test_what_was_done_is_told_once(of_province: TestClient) -> None:
    of_province.cookies.set(notices.COOKIE, "saved")

    response = of_province.get("/?lang=en")

    assert texts(response.text, ".notice") == ["Your changes have been saved."]
    assert 'done=""; expires=' in response.headers["set-cookie"]


def test_words_of_others_are_not_told(of_province: TestClient) -> None:
    of_province.cookies.set(notices.COOKIE, "<b>odd</b>")

    assert texts(of_province.get("/").text, ".notice") == []


def test_style_guide_is_for_development(visitor: TestClient, in_development: TestClient) -> None:
    assert visitor.get("/styleguide").status_code == 404
    assert texts(in_development.get("/styleguide").text, "h1") == ["Style guide"]


def test_form_takes_lists_and_leaves_out_what_is_empty(request_: Request) -> None:
    typed = Typed([("email", "a"), ("rank", ""), ("codes", "x"), ("codes", ""), ("codes", "y"), ("odd", "z")])

    assert filled(request_, SampleForm, typed) == SampleForm(email="a", rank=None, codes=["x", "y"])


def test_failures_are_told_at_the_fields_that_pointers_name() -> None:
    sheet = Sheet(SampleForm, Typed.of({"email": "a", "codes": ["x", "y"], "rank": None}))
    places = [Place("/private/mail", "No such e-mail.", {}), Place("/codes/1", "No such code.", {})]

    sheet.tell(Invalid("No.", places=places), language("en"))

    assert sheet.faults == {"email": "No such e-mail.", "codes": "No such code."}
    assert (sheet.fault, sheet.focus) == (None, "email")
    assert (sheet["rank"], sheet.all("codes")) == ("", ["x", "y"])


def test_number_that_is_none_is_told_in_words(request_: Request) -> None:
    with pytest.raises(Invalid) as caught:
        filled(request_, SampleForm, Typed([("email", "a"), ("rank", "many")]))

    assert [(place.pointer, place.template) for place in caught.value.places] == [
        ("/rank", "Please write a whole number.")
    ]
