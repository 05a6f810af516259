"""The way through setting up a conference: computed from what is there, and leading to where the rest is done."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Role, SideRule, Stage
from tests import factories
from tests.databases import counted_statements
from tests.web.markup import texts
from tests.web.readers import reader


@pytest.fixture
def draft(db: Session) -> Conference:
    """With nothing but its name, days and place."""
    return factories.a_conference(db, stage=Stage.DRAFT)


@pytest.fixture
def owner(app: FastAPI, db: Session, draft: Conference) -> TestClient:
    client = reader(app, db, draft, role=Role.OWNER)
    client.cookies.set("lang", "en")
    return client


def states(page: str) -> dict[str, str]:
    """By step what is said of it."""
    labels, words = texts(page, ".way-label"), texts(page, "ol")
    badges = texts(next(part for part in page.split("<ol") if 'class="way"' in part), ".badge")
    assert words
    return dict(zip(labels, badges, strict=True))


def test_empty_conference_begins_with_its_deadlines(owner: TestClient, draft: Conference) -> None:
    page = owner.get(f"/conferences/{draft.id}/setup").text

    assert states(page) == {
        "Name, days and place": "done",
        "Deadlines": "missing",
        "Those who organise": "done",
        "Sessions": "missing",
        "Programme": "missing",
        "Tables and halls": "missing",
        "Sides and their rules": "if need be",
        "Interpreters": "if need be",
        "The delegations": "missing",
        "Invitations": "missing",
        "Collecting opened": "missing",
    }
    assert texts(page, ".next-label") == ["Deadlines"]
    assert f'href="/conferences/{draft.id}/deadlines">Set the deadlines' in page


def complete(db: Session, conference: Conference) -> ConferenceSession:
    """All but collecting."""
    now = datetime.now(UTC)
    conference.submissions_close_at = conference.requests_close_at = now + timedelta(days=9)
    session = factories.a_session(db, conference)
    db.add(SideRule(session_id=session.id, side="mission", min_meetings=1))
    seoul = factories.a_delegation(db, session, "EMB-KR")
    factories.a_membership(db, factories.an_account(db), conference, Role.HEAD, seoul)
    hue = factories.a_delegation(db, session, "46")
    factories.an_invitation(db, conference_id=conference.id, delegation_id=hue.id, role=Role.HEAD)
    return session


def test_what_is_there_is_done_and_the_last_step_opens_collecting(
    db: Session, owner: TestClient, draft: Conference
) -> None:
    complete(db, draft)
    before = owner.get(f"/conferences/{draft.id}/setup").text

    owner.post(f"/conferences/{draft.id}/stage", data={"stage": "collecting"})

    after = owner.get(f"/conferences/{draft.id}/setup").text
    assert {step for step, state in states(before).items() if state != "done"} == {"Interpreters", "Collecting opened"}
    assert f'class="button" href="/conferences/{draft.id}/stage">Open collecting' in before
    assert states(after)["Collecting opened"] == "done"
    assert "All that a conference needs is there." in after


def test_invitation_that_has_expired_reaches_nobody(db: Session, owner: TestClient, draft: Conference) -> None:
    session = complete(db, draft)
    seoul = factories.a_delegation(db, session, "EMB-JP")
    gone = datetime.now(UTC) - timedelta(days=1)
    factories.an_invitation(
        db, "gone@example.jp", conference_id=draft.id, delegation_id=seoul.id, role=Role.HEAD, expires_at=gone
    )

    page = owner.get(f"/conferences/{draft.id}/setup").text

    assert states(page)["Invitations"] == "missing"
    assert "2 of 3 delegations have somebody who has joined or is invited." in page


def test_step_leads_to_the_session_that_lacks_it(db: Session, owner: TestClient, draft: Conference) -> None:
    complete(db, draft)
    second = factories.a_session(db, draft, code="second", slots=0, tables=0)

    page = owner.get(f"/conferences/{draft.id}/setup").text

    assert (states(page)["Programme"], states(page)["Tables and halls"]) == ("missing", "missing")
    assert f'class="button" href="/sessions/{second.id}/programme"' in page
    assert f'href="/sessions/{second.id}/tables"' in page


def test_overview_of_a_draft_leads_through_it_and_that_of_a_complete_one_does_not(
    db: Session, owner: TestClient, draft: Conference
) -> None:
    empty = owner.get(f"/conferences/{draft.id}/overview").text
    complete(db, draft)
    draft.stage = Stage.COLLECTING
    db.flush()
    whole = owner.get(f"/conferences/{draft.id}/overview").text
    draft.requests_close_at = None
    db.flush()
    lacking = owner.get(f"/conferences/{draft.id}/overview").text

    assert states(empty)["Sessions"] == "missing"
    assert (texts(whole, ".way"), texts(whole, ".next-label")) == ([], [])
    assert (texts(lacking, ".way"), texts(lacking, ".next-label")) == ([], ["Deadlines"])
    assert f'href="/conferences/{draft.id}/setup">All steps of the set-up' in lacking


def test_viewer_reads_how_far_it_is_and_is_led_nowhere(app: FastAPI, db: Session, draft: Conference) -> None:
    viewer = reader(app, db, draft)
    viewer.cookies.set("lang", "en")

    page = viewer.get(f"/conferences/{draft.id}/setup").text

    assert states(page)["Deadlines"] == "missing"
    assert f"/conferences/{draft.id}/deadlines" not in page


def test_set_up_is_for_organisers(app: FastAPI, db: Session, visitor: TestClient, draft: Conference) -> None:
    session = factories.a_session(db, draft)
    seoul = factories.a_delegation(db, session)
    path = f"/conferences/{draft.id}/setup"

    assert reader(app, db, draft, seoul).get(path).status_code == 403
    assert reader(app, db, factories.a_conference(db), role=Role.OWNER).get(path).status_code == 404
    assert visitor.get(path, follow_redirects=False).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("page", ["setup", "delegations"])
def test_pages_take_as_many_statements_for_many_as_for_few(
    db: Session, engine: Engine, owner: TestClient, draft: Conference, page: str
) -> None:
    counts = []
    for number in range(2):
        session = factories.a_session(db, draft, code=f"s{number}")
        for each in range(number * 3 + 1):
            factories.a_delegation(db, session, f"E{number}{each}")
        with counted_statements(engine) as statements:
            owner.get(f"/conferences/{draft.id}/{page}")
        counts.append(len(statements))

    assert counts[0] == counts[1] > 0
