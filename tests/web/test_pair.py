"""Why two delegations meet or not: for organisers, of any pair."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, RequestStatus, SideRule, Unavailability
from app.services.planning.seating import Wanted
from app.services.timetable_drafts import drafts, moves
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader


@pytest.fixture
def viewer(app: FastAPI, db: Session, conference: Conference) -> TestClient:
    client = reader(app, db, conference)
    client.cookies.set("lang", "en")
    return client


def path(session: ConferenceSession, one: Delegation | None = None, other: Delegation | None = None) -> str:
    asked = "" if one is None or other is None else f"?one_id={one.id}&other_id={other.id}"
    return f"/sessions/{session.id}/desk/why{asked}"


def told(client: TestClient, session: ConferenceSession, one: Delegation, other: Delegation) -> tuple[str, list[str]]:
    """The verdict, and each thing that stands behind it."""
    page = client.get(path(session, one, other)).text
    return texts(page, "strong")[0], texts(page, ".ground")


def test_pair_of_which_nothing_was_said_is_explained(
    viewer: TestClient, session: ConferenceSession, province: Delegation, seoul: Delegation
) -> None:
    page = viewer.get(path(session, province, seoul)).text

    assert texts(page, "strong") == ["No timetable will have a meeting of theirs, for none is wanted."]
    assert "Neither has wished for the other or asked for a meeting." in page
    assert f'<option value="{seoul.id}" selected>' in page


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (RequestStatus.SENT, "46 has asked for a meeting; EMB-KR has not answered yet."),
        (RequestStatus.DECLINED, "EMB-KR has declined the meeting request of 46."),
        (RequestStatus.WITHDRAWN, "46 has withdrawn its meeting request to EMB-KR."),
        (RequestStatus.ACCEPTED, "46 has asked for a meeting, and EMB-KR has agreed."),
    ],
)
def test_what_became_of_a_request_is_told(
    *,
    viewer: TestClient,
    db: Session,
    session: ConferenceSession,
    province: Delegation,
    seoul: Delegation,
    status: RequestStatus,
    sentence: str,
) -> None:
    factories.a_request(db, session, province, seoul, status=status)

    verdict, grounds = told(viewer, session, seoul, province)

    assert grounds == [sentence]
    assert verdict.startswith("They are to meet." if status is RequestStatus.ACCEPTED else "No timetable")


def test_refusals_and_overdue_answers_are_told_before_wishes(
    viewer: TestClient, db: Session, session: ConferenceSession, province: Delegation, seoul: Delegation
) -> None:
    factories.a_request(db, session, province, seoul, expires_at=datetime.now(UTC) - timedelta(days=1))
    factories.a_wish(db, session, province, seoul, rank=3)
    factories.a_do_not_meet(db, session, seoul, province)
    factories.added(db, SideRule(session_id=session.id, side="province", may_ask=[]))
    factories.added(db, SideRule(session_id=session.id, side="mission", may_ask=[]))

    verdict, grounds = told(viewer, session, province, seoul)

    assert verdict == "No timetable will have a meeting of theirs, for none is wanted."
    assert grounds == [
        "EMB-KR does not want to meet 46.",
        "46 has asked for a meeting; EMB-KR did not answer in time.",
        "46 wishes for EMB-KR: rank 3",
        "By the rules of the session neither side asks the other.",
    ]


def test_meeting_of_the_draft_is_explained_as_at_the_desk(
    viewer: TestClient, db: Session, session: ConferenceSession, province: Delegation, seoul: Delegation
) -> None:
    tokyo = factories.a_delegation(db, session, "EMB-JP")
    factories.a_wish(db, session, province, seoul)
    factories.a_wish(db, session, province, tokyo, rank=2)
    before, _ = told(viewer, session, province, seoul)
    somebody = factories.an_administrator(db)
    begun = drafts.begin(db, somebody, session.id, timetable_id=None)
    moves.move(db, somebody, begun.id, [Wanted(meeting="46~EMB-KR", slot="s01")])
    db.commit()
    factories.a_must_meet(db, session, seoul, tokyo)

    held, open_one, unknown = (
        viewer.get(path(session, *each)).text for each in ((province, seoul), (tokyo, province), (seoul, tokyo))
    )

    assert before == "They are to meet. Where is told when somebody edits the timetable at the desk."
    assert texts(held, "strong") == ["They meet."]
    assert "Held at" in held
    assert f'href="/sessions/{session.id}/desk?meeting=46~EMB-KR"' in held
    assert texts(open_one, "strong") == ["They are to meet, and their meeting is not placed."]
    assert "46 already meets EMB-KR; one meeting at a table at a time" in texts(open_one, ".why-not")[0]
    assert "does not know of it" in texts(unknown, "strong")[0]


def test_it_is_told_which_side_is_in_the_way_of_a_slot(
    viewer: TestClient, db: Session, session: ConferenceSession, province: Delegation
) -> None:
    seoul = factories.a_delegation(db, session, "EMB-KR", max_meetings=1)
    hanoi, tokyo = (factories.a_delegation(db, session, code) for code in ("01", "EMB-JP"))
    for one in (province, hanoi):
        factories.a_wish(db, session, one, seoul)
        factories.a_wish(db, session, one, tokyo, rank=2)
    db.refresh(session, ["slots"])
    factories.added(db, Unavailability(delegation_id=tokyo.id, slot_id=session.slots[1].id))
    somebody = factories.an_administrator(db)
    begun = drafts.begin(db, somebody, session.id, timetable_id=None)
    moves.move(db, somebody, begun.id, [Wanted(meeting="46~EMB-KR", slot="s01")])
    db.commit()

    full, away, engaged = (
        viewer.get(path(session, *each)).text for each in ((hanoi, seoul), (hanoi, tokyo), (province, tokyo))
    )

    at_maximum = "EMB-KR holds as many meetings as it may"
    busy = f"EMB-KR already meets 46; {at_maximum}; one meeting at a table at a time"
    assert texts(full, "dd") == [busy, at_maximum]
    assert texts(away, "dd") == ["one meeting at a table at a time", "EMB-JP is not there"]
    assert f"<p>{at_maximum}" in full
    assert "<p>46 has a meeting in every slot that they have in common" in engaged


def test_what_is_missing_or_odd_is_told_at_its_field(
    viewer: TestClient, session: ConferenceSession, province: Delegation, seoul: Delegation
) -> None:
    empty, half, same = (
        viewer.get(each)
        for each in (
            path(session),
            path(session) + f"?one_id={province.id}&other_id=",
            path(session, province, province),
        )
    )

    assert (empty.status_code, texts(empty.text, ".fault")) == (200, [])
    assert half.status_code == same.status_code == 422
    assert texts(same.text, ".fault") == ["Choose two different delegations."]
    assert f'<option value="{province.id}" selected>' in half.text
    assert str(seoul.id) in half.text


def test_explanations_are_for_organisers(
    *,
    app: FastAPI,
    db: Session,
    visitor: TestClient,
    conference: Conference,
    session: ConferenceSession,
    province: Delegation,
    seoul: Delegation,
) -> None:
    factories.a_do_not_meet(db, session, seoul, province)
    asked = path(session, province, seoul)
    others = [reader(app, db, conference, province), reader(app, db, factories.a_conference(db))]

    assert visitor.get(asked, follow_redirects=False).status_code == 303
    assert [each.get(asked).status_code for each in others] == [403, 404]
