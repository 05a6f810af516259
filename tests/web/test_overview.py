"""The overview of a conference, reminders, and deadlines, as organisers use them."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, InterestState, RequestStatus, Role, Stage
from tests import factories, mailbox
from tests.web.markup import texts
from tests.web.readers import reader


@pytest.fixture
def hue(db: Session, session: ConferenceSession) -> Delegation:
    return factories.a_delegation(db, session, "46")


def address(conference: Conference, page: str = "overview") -> str:
    return f"/conferences/{conference.id}/{page}"


def test_organisers_read_what_is_missing_of_whom(
    editor: TestClient, db: Session, session: ConferenceSession, conference: Conference, hue: Delegation
) -> None:
    seoul = factories.a_delegation(db, session, "EMB-KR")
    factories.a_need(db, hue)
    factories.a_need(db, hue, state=InterestState.RETURNED)
    factories.a_request(db, session, hue, seoul, status=RequestStatus.ACCEPTED)
    for number in range(3):
        factories.a_wish(db, session, factories.a_delegation(db, session, f"0{number}"), seoul)

    page = editor.get(address(conference)).text

    assert texts(page, "h1") == ["Overview"]
    assert texts(page, ".now") == ["Collecting"]
    assert "Missions abroad 0 of 1" in texts(page, "main")[0]
    assert "EMB-KR 4 1 2" in texts(page, "#main")[0]
    assert f'href="/delegations/{hue.id}"' in page
    assert f'<a href="/delegations/{seoul.id}/plan">EMB-KR</a>' in page
    assert "to be corrected: 1" in page
    assert "4 of 2" in page


def test_numbers_look_anew_by_themselves(
    editor: TestClient, db: Session, conference: Conference, hue: Delegation
) -> None:
    whole = editor.get(address(conference)).text
    factories.a_need(db, hue)
    part = editor.get(address(conference), headers={"HX-Request": "true"}).text

    assert f'id="counts" hx-get="{address(conference)}" hx-trigger="every 30s"' in whole
    assert "Provinces 0 of 1" in texts(whole, "#counts")[0]
    assert "Provinces 1 of 1" in texts(part, "#counts")[0]
    assert texts(part, "h1") == []


def test_list_can_be_narrowed_to_what_is_missing(
    editor: TestClient, db: Session, session: ConferenceSession, conference: Conference, hue: Delegation
) -> None:
    factories.a_need(db, factories.a_delegation(db, session, "EMB-KR"))

    asked = ("lacking=submission&side=", "lacking=&side=mission", "lacking=answer", "lacking=odd")
    listed = [texts(editor.get(f"{address(conference)}?{each}").text, "tbody")[-1] for each in asked]

    assert hue.side == "province"
    found = [("46" in rows, "EMB-KR" in rows) for rows in listed]
    assert found == [(True, False), (False, True), (False, False), (True, True)]


def test_ticked_delegations_are_reminded(
    editor: TestClient, app: FastAPI, db: Session, conference: Conference, hue: Delegation
) -> None:
    mailbox.opened(app)
    factories.a_membership(db, factories.an_account(db, email="hue@example.vn"), conference, Role.HEAD, hue)

    answer = editor.post(address(conference, "reminders"), data={"delegation_ids": [str(hue.id)]})
    again = editor.post(address(conference, "reminders"), data={"delegation_ids": [str(hue.id)]})

    assert texts(answer.text, ".notice") == ["The reminders are on their way."]
    assert texts(again.text, ".notice")[0].startswith("Nobody was reminded")
    assert [mail.recipient for mail in mailbox.taken(app, db)] == ["hue@example.vn"]


def test_reminders_are_offered_only_where_mail_is_sent(
    editor: TestClient, app: FastAPI, db: Session, conference: Conference, hue: Delegation
) -> None:
    factories.a_membership(db, factories.an_account(db), conference, Role.HEAD, hue)

    without = editor.get(address(conference)).text
    mailbox.opened(app)
    with_mail = editor.get(address(conference)).text

    buttons = ["delegation_ids" in page for page in (without, with_mail)]
    assert buttons == ["Remind those that are ticked" in page for page in (without, with_mail)] == [False, True]
    assert texts(without, ".notice") == [
        "This server sends no mail Write to them yourself; their people are listed with each delegation."
    ]
    assert texts(with_mail, ".notice") == []


def test_deadlines_are_moved_by_the_clock_of_the_conference(
    editor: TestClient, db: Session, conference: Conference
) -> None:
    before = editor.get(address(conference, "deadlines")).text
    answer = editor.post(address(conference, "deadlines"), data={"submissions_close_at": "2025-11-20T17:00"})
    again = editor.post(address(conference, "deadlines"), data={"submissions_close_at": "2025-11-20T17:00"})

    db.expire_all()
    closed = "Saved. A deadline that you have set is over already: its part is closed to delegations."
    assert (closed in answer.text, closed in again.text) == (True, False)
    assert 'name="submissions_close_at" type="datetime-local" value=""' in before
    assert answer.url.path == address(conference)
    assert conference.submissions_close_at == datetime(2025, 11, 20, 10, 0, tzinfo=UTC)
    assert 'value="2025-11-20T17:00"' in editor.get(address(conference, "deadlines")).text


def test_deadline_that_comes_too_late_is_told(editor: TestClient, db: Session, conference: Conference) -> None:
    first_day = datetime.now(UTC).date() + timedelta(days=60)
    conference.starts_on = conference.ends_on = first_day
    db.commit()
    late = "Saved. A deadline that you have set comes only once the conference has begun."

    shown = [
        late in editor.post(address(conference, "deadlines"), data={"requests_close_at": f"{day}T17:00"}).text
        for day in (first_day - timedelta(days=1), first_day)
    ]

    assert shown == [False, True]


def test_deadline_that_is_none_is_told_at_its_field(editor: TestClient, conference: Conference) -> None:
    typed = {"submissions_close_at": "soon", "requests_close_at": "2026-11-21T09:00"}

    answer = editor.post(address(conference, "deadlines"), data=typed)

    assert answer.status_code == 422
    assert texts(answer.text, ".fault") == ["Please write a day and a time, like 2026-11-20 17:00."]
    assert 'value="2026-11-21T09:00"' in answer.text


def test_viewers_read_and_change_nothing(app: FastAPI, db: Session, conference: Conference, hue: Delegation) -> None:
    viewer = reader(app, db, conference)

    page = viewer.get(address(conference)).text

    assert "delegation_ids" not in page
    assert "/deadlines" not in page
    assert "/reminders" not in page
    assert viewer.get(address(conference, "deadlines")).status_code == 403
    assert viewer.post(address(conference, "deadlines"), data={}).status_code == 403
    assert viewer.post(address(conference, "reminders"), data={"delegation_ids": str(hue.id)}).status_code == 403


def test_overview_is_for_the_organisers_of_this_conference(
    app: FastAPI, db: Session, visitor: TestClient, conference: Conference, hue: Delegation
) -> None:
    clients = [reader(app, db, conference, hue), reader(app, db, factories.a_conference(db))]

    assert [client.get(address(conference)).status_code for client in clients] == [403, 404]
    assert visitor.get(address(conference), follow_redirects=False).headers["location"].startswith("/sign-in")


def test_empty_conference_says_that_nothing_is_there(editor: TestClient, conference: Conference, db: Session) -> None:
    conference.stage, conference.requests_close_at = Stage.REVIEWING, datetime.now(UTC) - timedelta(days=2)
    db.commit()

    page = texts(editor.get(address(conference)).text, "main")[0]

    assert "No delegation has been set up yet." in page
    assert "Nobody to chase" in page
    assert "All delegations have done" not in page
    assert "over" in page
