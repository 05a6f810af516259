"""What else a delegation is asked for on its check-list: approvals, groups, its meeting link, what presses most."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.i18n.languages import language
from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    DelegationMode,
    InterestState,
    Role,
    SignOffState,
    Stage,
)
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader

english = language("en")


@pytest.fixture
def head(app: FastAPI, db: Session, conference: Conference, province: Delegation) -> TestClient:
    return reader(app, db, conference, province, Role.HEAD)


def checklist(client: TestClient, conference: Conference) -> dict[str, str]:
    """Where each task leads to."""
    page = client.get(f"/conferences/{conference.id}?lang=en").text
    return {label: href for href, label in re.findall(r'checklist-label"><a href="([^"]+)">([^<]+)</a>', page)}


def test_heads_are_asked_for_their_approval(
    app: FastAPI, db: Session, head: TestClient, conference: Conference, province: Delegation
) -> None:
    need = factories.a_need(db, province, state=InterestState.DRAFT, sign_off=SignOffState.ASKED)
    factories.a_need(db, province, sign_off=SignOffState.ASKED)  # Sent already: nobody can approve it any more.
    unasked = checklist(head, conference)
    conference.requires_sign_off = True
    db.commit()

    one = checklist(head, conference)
    factories.an_offering(db, province, state=InterestState.RETURNED, sign_off=SignOffState.ASKED)
    two = checklist(head, conference)
    others = checklist(reader(app, db, conference, province), conference)

    label = "Approve what will be sent"
    assert label not in unasked
    assert one[label] == f"/interests/needs/{need.id}"
    assert two[label] == f"/delegations/{province.id}/interests"
    assert label not in others


def test_what_was_returned_can_be_approved_when_nothing_new_is_taken(
    db: Session, head: TestClient, conference: Conference, province: Delegation
) -> None:
    conference.requires_sign_off = True
    conference.submissions_close_at = datetime.now(UTC) - timedelta(days=1)
    factories.a_need(db, province, state=InterestState.DRAFT, sign_off=SignOffState.ASKED)

    late = head.get(f"/conferences/{conference.id}?lang=en").text
    factories.a_need(db, province, state=InterestState.RETURNED, sign_off=SignOffState.ASKED)
    still = head.get(f"/conferences/{conference.id}?lang=en").text

    assert "Approve what will be sent To do" not in texts(late, ".checklist-label")
    assert "Approve what will be sent To do" in texts(still, ".checklist-label")
    assert "2 texts wait for your approval" in still


def test_groups_wait_for_an_answer_at_their_session(
    db: Session, head: TestClient, conference: Conference, session: ConferenceSession, province: Delegation
) -> None:
    other = factories.a_session(db, conference=conference, code="second")
    seoul = factories.a_delegation(db, session, "EMB-KR")
    factories.a_group(db, other, seoul, invited=[province])
    factories.a_group(db, session, province, seoul)

    tasks = checklist(head, conference)

    address = f"/delegations/{province.id}/wishes?session={other.id}#groups"
    assert tasks["Answer the invitations to groups"] == address
    assert 'id="groups"' in head.get(address).text


def test_meeting_link_is_asked_of_whoever_attends_on_line(
    db: Session, head: TestClient, conference: Conference, province: Delegation
) -> None:
    label = "Say where you are met on line"
    in_person = checklist(head, conference)
    province.mode = DelegationMode.ONLINE
    db.commit()
    missing = head.get(f"/conferences/{conference.id}?lang=en").text
    asked = checklist(head, conference)
    province.meeting_link = "https://meet.example/hue"
    db.commit()
    said = head.get(f"/conferences/{conference.id}?lang=en").text

    assert label not in in_person
    assert asked[label] == f"/delegations/{province.id}/details"
    assert any(text.startswith("Before ") for text in texts(missing, ".due"))
    assert f"{label} Done" in texts(said, ".checklist-label")


def test_meeting_link_can_be_said_when_the_timetable_is_there(
    db: Session, head: TestClient, conference: Conference, province: Delegation
) -> None:
    province.mode, conference.stage = DelegationMode.ONLINE, Stage.FINAL
    conference.starts_on = conference.ends_on = datetime.now(UTC).date() + timedelta(days=7)
    db.commit()

    assert texts(head.get(f"/conferences/{conference.id}?lang=en").text, ".next-label") == ["Say who comes"]
    assert "Say where you are met on line" in checklist(head, conference)


def test_nothing_but_the_timetable_is_left_when_the_days_are_over(
    db: Session, head: TestClient, conference: Conference
) -> None:
    conference.stage = Stage.FINAL
    conference.starts_on = conference.ends_on = datetime.now(UTC).date() - timedelta(days=7)
    db.commit()

    page = head.get(f"/conferences/{conference.id}?lang=en").text

    assert "The conference is over Read your timetable" in texts(page, ".next")[0]
    assert texts(page, ".due") == ["Closed"] * 4


def test_request_that_expires_first_says_until_when(
    db: Session, head: TestClient, conference: Conference, session: ConferenceSession, province: Delegation
) -> None:
    other = factories.a_session(db, conference=conference, code="second")
    seoul, paris = (factories.a_delegation(db, session, code) for code in ("EMB-KR", "EMB-FR"))
    factories.a_request(db, session, seoul, province)
    factories.a_request(db, other, paris, province, expires_at=datetime.now(UTC) + timedelta(days=2))

    page = head.get(f"/conferences/{conference.id}?lang=en").text

    asked = checklist(head, conference)["Answer the requests to meet you"]
    assert asked.endswith(f"/wishes?session={other.id}#requests")
    assert texts(page, ".due")[-1].startswith("Until ")


def test_hours_of_a_session_are_told_by_both_clocks(
    db: Session, head: TestClient, conference: Conference, session: ConferenceSession, province: Delegation
) -> None:
    page = f"/conferences/{conference.id}?lang=en"
    db.refresh(session, ["slots"])
    spans = [
        f"{english.time(session.slots[0].starts_at.astimezone(zone))}–{english.time(session.slots[-1].ends_at.astimezone(zone))}"
        for zone in (ZoneInfo(conference.timezone), ZoneInfo("Asia/Seoul"))
    ]
    one = [text for text in texts(head.get(page).text, ".quiet") if "–" in text]
    province.timezone = "Asia/Seoul"
    db.commit()

    both = [text for text in texts(head.get(page).text, ".quiet") if "–" in text]

    assert [text.endswith(span) for text, span in zip(one, spans[:1], strict=True)] == [True]
    assert [text.endswith(span) for text, span in zip(both, spans, strict=True)] == [True, True]
    assert both[1].startswith("By your clock: ")


def test_what_can_no_longer_be_said_is_not_called_right(db: Session, head: TestClient, conference: Conference) -> None:
    page = f"/conferences/{conference.id}?lang=en"
    enough = "If that is right, there is nothing to do."
    before = head.get(page).text
    conference.stage = Stage.SCHEDULING
    db.commit()

    assert (enough in before, enough in head.get(page).text) == (True, False)
