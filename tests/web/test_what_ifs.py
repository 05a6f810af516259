"""What if something were otherwise, on the pages: asking, and reading the answer."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ConferenceSession, Delegation, Run
from tests import factories
from tests.web.markup import texts


def page_of(session: ConferenceSession) -> str:
    return f"/sessions/{session.id}/what-ifs"


@pytest.fixture
def wished(db: Session, session: ConferenceSession, province: Delegation, seoul: Delegation) -> ConferenceSession:
    factories.a_wish(db, session, province, seoul)
    return session


def test_what_is_asked_becomes_a_run_whose_page_says_it(
    editor: TestClient, db: Session, wished: ConferenceSession
) -> None:
    factories.an_interpreter(db, wished, "vi", "ko", code="I-KO", name="Kim Ji-woo")
    typed: dict[str, Any] = {
        "more_tables": "2",
        "more_slot": "s02",
        "closed_slots": ["s01"],
        "absent": "EMB-KR",
        "absent_slots": ["s02"],
        "more_interpreters": "1",
        "tongues": ["vi", "ko"],
        "without_interpreter": "I-KO",
        "limited": "P-46",
        "most": "3",
        "teamed": "EMB-KR",
        "teams": "2",
        "first_goal": "held",
        "seconds": "5",
    }

    page = editor.post(page_of(wished), data=typed)

    run = db.scalars(select(Run)).one()
    assert (page.status_code, page.url.path) == (200, f"/runs/{run.id}")
    assert run.amendments == [
        {"change": "more-tables", "number": 2, "like": None},
        {"change": "more-slot", "after": "s02"},
        {"change": "closed-slot", "slot": "s01"},
        {"change": "absent", "party": "EMB-KR", "slots": ["s02"]},
        {"change": "more-interpreters", "languages": ["vi", "ko"], "number": 1},
        {"change": "without-interpreter", "interpreter": "I-KO"},
        {"change": "maximum", "party": "P-46", "most": 3},
        {"change": "teams", "party": "EMB-KR", "teams": 2},
        {"change": "goals", "goals": ["required", "held", "floors", "welfare", "breaks"]},
    ]
    for line in (
        "2 more tables",
        "One more slot after 13:45, at the end of its part",
        "EMB-KR does not come at 13:45",
        "Without interpreter I-KO",
        "EMB-KR can hold 2 meetings at once",
    ):
        assert f"<li>{line}</li>" in page.text
    asked = editor.get(page_of(wished)).text
    assert "2 more tables; One more slot after 13:45" in asked
    assert '<option value="I-KO">Kim Ji-woo</option>' in asked


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Please say what would be otherwise."),
        ({"more_interpreters": "1", "tongues": ["vi"]}, "Please choose at least two languages."),
        ({"more_tables": "0"}, "This must be 1 or more."),
        ({"teamed": "EMB-KR"}, "Please fill this in."),
        ({"teams": "2", "more_tables": "1"}, "Please choose a delegation."),
        ({"most": "2", "more_tables": "1"}, "Please choose a delegation."),
        ({"absent_slots": "s01", "more_tables": "1"}, "Please choose a delegation."),
    ],
)
def test_what_is_wrong_with_a_question_is_told_at_its_field(
    editor: TestClient, wished: ConferenceSession, typed: dict[str, Any], told: str
) -> None:
    page = editor.post(page_of(wished), data={"seconds": "5"} | typed)

    assert (page.status_code, texts(page.text, ".fault")) == (422, [told])


def test_an_answer_is_told_beside_the_timetable_as_it_is(
    editor: TestClient, db: Session, wished: ConferenceSession
) -> None:
    run = factories.an_answered_question(db, wished)

    page = editor.get(f"/runs/{run.id}").text

    assert "The answer stands below." in page
    assert "There is no timetable yet to compare it with." in page
    assert "Look at the best timetable so far" not in page


def test_a_question_that_was_stopped_too_early_says_so_and_can_be_asked_again(
    editor: TestClient, db: Session, wished: ConferenceSession
) -> None:
    stopped = factories.an_answered_question(db, wished)
    stopped.stop_requested = True
    db.commit()
    typed = {"more_tables": "1", "seconds": "5"}

    page = editor.get(f"/runs/{stopped.id}").text
    first, same, anew = (editor.post(page_of(wished), data=typed | more) for more in ({}, {}, {"again": "true"}))

    assert "The run was stopped before it had found anything." in page
    assert "The answer stands below." not in page
    assert (same.url.path, anew.url.path != first.url.path) == (first.url.path, True)


def test_a_question_is_no_run_so_far_of_the_timetable(
    editor: TestClient, db: Session, wished: ConferenceSession
) -> None:
    factories.an_answered_question(db, wished)

    assert "No run yet" in editor.get(f"/sessions/{wished.id}/generate").text
