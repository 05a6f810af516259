"""Organisers look through needs and offerings: validate, return, refuse, one after the other."""

from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, InterestState, Need
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader


@pytest.fixture
def hue(db: Session, session: ConferenceSession) -> Delegation:
    return factories.a_delegation(db, session, "46")


@pytest.fixture
def needs(db: Session, hue: Delegation) -> list[Need]:
    """Three that wait, in this order."""
    titles = ("Điện gió", "Cảng cá", "Du lịch")
    return [factories.a_need(db, hue, title_vi=each, priority=rank) for rank, each in enumerate(titles, start=1)]


def page_of(need: Need) -> str:
    return f"/review/needs/{need.id}"


def decide(client: TestClient, need: Need, *, seen: int | None = None, **decision: str) -> Response:
    """Of the need as it is, or as it was."""
    return client.post(page_of(need), data=decision | {"seen": str(seen or need.revision)})


def test_queue_has_what_waits_and_can_be_searched(
    editor: TestClient, db: Session, conference: Conference, hue: Delegation, needs: list[Need]
) -> None:
    factories.an_offering(db, hue, title_vi="Vốn vay", state=InterestState.VALIDATED)
    needs[2].state = InterestState.RETURNED
    needs[0].folded = "dien gio"
    db.commit()
    address = f"/conferences/{conference.id}/review"
    questions = ("", "?state=returned", "?state=all", "?noun=offerings&state=validated", "?text=Điện")

    listed = [texts(editor.get(address + each).text, ".row-title") for each in questions]

    assert listed == [
        ["Điện gió", "Cảng cá"],
        ["Du lịch"],
        ["Điện gió", "Cảng cá", "Du lịch"],
        ["Vốn vay"],
        ["Điện gió"],
    ]
    assert texts(editor.get(f"{address}?state=withdrawn").text, ".empty-title") == ["Nothing here"]


def test_queue_tells_once_by_which_clock_its_times_are(
    editor: TestClient, db: Session, conference: Conference, needs: list[Need]
) -> None:
    for need in needs:
        need.submitted_at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    db.commit()

    page = editor.get(f"/conferences/{conference.id}/review").text

    assert page.count("20 November 2026, 17:00<") == len(needs)
    assert page.count("All times are by the clock of Hà Nội.") == 1
    assert "GMT" not in page


def test_one_leads_to_the_next_and_back(editor: TestClient, needs: list[Need]) -> None:
    page = editor.get(page_of(needs[1])).text

    assert "2 of 3 that wait" in page
    assert f'href="{page_of(needs[0])}" rel="prev"' in page
    assert f'href="{page_of(needs[2])}" rel="next"' in page


def test_validating_goes_on_to_the_next(editor: TestClient, db: Session, needs: list[Need]) -> None:
    answer = decide(editor, needs[0], state="validated")

    db.refresh(needs[0])
    assert needs[0].state is InterestState.VALIDATED
    assert answer.url.path == page_of(needs[1])
    assert texts(answer.text, ".notice") == ["It has been validated. Here is what comes next."]


def test_after_the_last_one_is_back_at_the_list(editor: TestClient, conference: Conference, needs: list[Need]) -> None:
    answer = decide(editor, needs[2], state="validated")

    assert answer.url.path == f"/conferences/{conference.id}/review"
    assert texts(answer.text, ".notice") == ["It has been validated."]


def test_returning_takes_a_comment_and_keeps_it(editor: TestClient, db: Session, needs: list[Need]) -> None:
    refused = decide(editor, needs[0], state="returned", comment=" ")
    decide(editor, needs[0], state="returned", comment="Thiếu quy mô")

    db.refresh(needs[0])
    assert (refused.status_code, texts(refused.text, ".fault")) == (422, ["Say why: the delegation is told."])
    assert "Điện gió" in refused.text
    assert needs[0].state is InterestState.RETURNED
    page = editor.get(page_of(needs[0])).text
    assert "Thiếu quy mô" in page
    assert ('id="comment"' in page, "V validate" in page, "Refuse as unfit" in page) == (False, False, True)


def test_refusing_asks_first_and_takes_away(editor: TestClient, db: Session, needs: list[Need]) -> None:
    asked = editor.get(f"{page_of(needs[0])}/refusal").text
    without = decide(editor, needs[0], state="refused")
    decide(editor, needs[0], state="refused", comment="Không phù hợp")

    db.refresh(needs[0])
    assert "This can&#39;t be undone" in asked
    assert "Điện gió" in texts(asked, ".meta")
    assert (without.status_code, texts(without.text, "h1")) == (422, ["Refuse as unfit"])
    assert (needs[0].state, needs[0].title_vi) == (InterestState.REFUSED, "")
    page = editor.get(page_of(needs[0])).text
    assert "It has been refused as unfit, and what it said is taken away." in page
    assert "has not sent this" not in page


def test_what_is_decided_already_is_told(editor: TestClient, db: Session, needs: list[Need]) -> None:
    needs[0].state = InterestState.WITHDRAWN
    db.commit()

    answer = decide(editor, needs[0], state="validated")
    odd = decide(editor, needs[1], state="draft", comment="?")

    assert (answer.status_code, texts(answer.text, ".failed")) == (409, ["It is withdrawn now."])
    assert (odd.status_code, "Điện gió" in answer.text) == (422, True)


@pytest.mark.parametrize("state", ["validated", "returned", "refused"])
def test_nobody_decides_on_a_text_never_seen(editor: TestClient, db: Session, needs: list[Need], state: str) -> None:
    seen = needs[0].revision
    needs[0].title_vi = "Điện mặt trời"
    db.commit()

    answer = decide(editor, needs[0], seen=seen, state=state, comment="Lý do")
    blind = editor.post(page_of(needs[0]), data={"state": state, "comment": "Lý do"})

    db.refresh(needs[0])
    assert needs[0].state is InterestState.SUBMITTED
    assert (answer.status_code, texts(answer.text, ".failed")) == (
        412,
        ["It has been changed meanwhile: this is what it says now."],
    )
    assert blind.status_code == 412
    assert "Điện mặt trời" in texts(answer.text, "h1") + texts(answer.text, ".meta")
    assert f'name="seen" value="{needs[0].revision}"' in answer.text


def test_drafts_stay_with_their_delegation(editor: TestClient, db: Session, hue: Delegation) -> None:
    draft = factories.a_need(db, hue, title_vi="Bí mật", state=InterestState.DRAFT)

    page = editor.get(page_of(draft)).text

    assert "Bí mật" not in page
    assert "Validate" not in page


def test_review_is_for_organisers_and_decisions_for_editors(
    app: FastAPI, db: Session, conference: Conference, hue: Delegation, needs: list[Need]
) -> None:
    viewer = reader(app, db, conference)
    clients = [viewer, reader(app, db, conference, hue), reader(app, db, factories.a_conference(db))]

    read = [
        [client.get(path).status_code for client in clients]
        for path in (f"/conferences/{conference.id}/review", page_of(needs[0]))
    ]

    assert read == [[200, 403, 404], [200, 403, 404]]
    assert "Validate" not in viewer.get(page_of(needs[0])).text
    assert decide(viewer, needs[0], state="validated").status_code == 403
