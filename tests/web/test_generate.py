"""Making a timetable on the pages: pre-checks, starting a run, watching it, ending it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    Run,
    RunShare,
    RunStatus,
    TimetableStatus,
    TimetableVersion,
)
from app.services import planning
from app.services.precheck_words import Remedy
from app.web.views.curve import curves
from app.web.views.remedies import PLACES
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader

POINTS = [
    {"seconds": 1.0, "goal": "welfare", "value": 100, "bound": 400},
    {"seconds": 2.0, "goal": "welfare", "value": 300, "bound": 400},
    {"seconds": 3.0, "goal": "welfare", "value": 300, "bound": 300},
    {"seconds": 4.0, "goal": "breaks", "value": 7, "bound": None},
]
PROGRESS = {
    "goal": "welfare",
    "value": 300,
    "bound": 400,
    "seconds": 4.2,
    "goals": [{"goal": "required", "value": 0, "bound": 0}],
}


@pytest.fixture
def seoul(db: Session, session: ConferenceSession) -> Delegation:
    """Wanted by three, in two slots."""
    seoul = factories.a_delegation(db, session, "EMB-KR", position=0)
    for code in ("01", "46", "48"):
        factories.a_wish(db, session, factories.a_delegation(db, session, code), seoul)
    return seoul


def page_of(session: ConferenceSession) -> str:
    return f"/sessions/{session.id}/generate"


def typed(**values: Any) -> dict[str, Any]:
    return {"seconds": "30", "workers": "1", "seed": "0"} | values


@pytest.mark.parametrize("remedy", Remedy)
def test_each_remedy_leads_to_the_part_of_a_page_where_it_is_done(
    editor: TestClient, session: ConferenceSession, seoul: Delegation, remedy: Remedy
) -> None:
    address = PLACES[remedy].format(session=session.id, party=seoul.id, asking=seoul.id)

    page = editor.get(address)

    assert page.status_code == 200
    part = address.partition("#")[2]
    assert not part or f'id="{part}"' in page.text


def test_remedies_are_links_for_those_who_can_do_them(
    app: FastAPI, db: Session, editor: TestClient, session: ConferenceSession, seoul: Delegation
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    viewer = reader(app, db, conference)
    viewer.cookies.set("lang", "en")
    link = f'<a href="/delegations/{seoul.id}/plan#teams">Have it send people for one more team.</a>'

    pages = [each.get(page_of(session)).text for each in (editor, viewer)]

    assert [link in page for page in pages] == [True, False]
    assert all("Have it send people for one more team." in page for page in pages)
    # It is those who wish for it that can take another instead.
    (wisher,) = {
        each.id
        for each in db.scalars(select(Delegation).where(Delegation.side == "province"))
        if f"/delegations/{each.id}/wishes" in pages[0]
    }
    assert wisher != seoul.id


def test_what_would_go_wrong_is_told_before_one_starts(
    editor: TestClient, session: ConferenceSession, seoul: Delegation
) -> None:
    page = editor.get(page_of(session)).text

    assert seoul.side == "mission"
    assert "EMB-KR is wanted for 3 meetings and can hold 2 at most." in page
    assert "Have it send people for one more team." in page
    assert "No run yet" in page
    assert "disabled" not in page


def test_without_any_meeting_nothing_can_be_started(editor: TestClient, session: ConferenceSession) -> None:
    page = editor.get(page_of(session)).text

    assert "The session has no wished meetings yet." in page
    assert "<button disabled>Start</button>" in page
    refused = editor.post(page_of(session), data=typed())
    assert (refused.status_code, texts(refused.text, ".failed")) == (409, ["The session has no wished meetings yet."])


def test_run_is_started_and_found_again(
    editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation
) -> None:
    started = editor.post(page_of(session), data=typed())
    again = editor.post(page_of(session), data=typed())

    run = db.query(Run).one()
    assert (run.seconds, run.workers, seoul.side) == (30, 1, "mission")
    assert started.url.path == again.url.path == f"/runs/{run.id}"
    assert texts(started.text, "h2")[0] == "Waiting for its turn"
    assert "here is that run" in texts(again.text, ".good")[0]
    assert 'hx-trigger="news, every 10s"' in started.text
    assert f'href="/runs/{run.id}"' in editor.get(page_of(session)).text


def test_several_searches_are_offered_where_the_server_allows_them(
    app: FastAPI, editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation
) -> None:
    label = "Searches at the same time"
    before = editor.get(page_of(session)).text
    by_hand = editor.post(page_of(session), data=typed(shares="4"))
    allowed = app.state.settings.solver.model_copy(update={"max_shares": 3})
    app.state.settings = app.state.settings.model_copy(update={"solver": allowed})

    page = editor.get(page_of(session)).text
    too_many = editor.post(page_of(session), data=typed(shares="4"))
    started = editor.post(page_of(session), data=typed(shares="2"))

    assert (seoul.side, label in before, label in page) == ("mission", False, True)
    assert (by_hand.status_code, texts(by_hand.text, ".failed")) == (
        422,
        ["The number of shares is limited to 1 here."],
    )
    assert texts(too_many.text, ".fault") == ["The number of shares is limited to 3 here."]
    assert (started.url.path, db.query(RunShare).count()) == (f"/runs/{db.query(Run).one().id}", 2)
    assert "seed 0; 0 of 2 searches took part" in editor.get(page_of(session)).text


def test_limits_of_the_server_are_told_at_their_fields(
    editor: TestClient, session: ConferenceSession, seoul: Delegation
) -> None:
    too_long = editor.post(page_of(session), data=typed(seconds="90000"))
    too_many = editor.post(page_of(session), data=typed(workers="99"))
    odd = editor.post(page_of(session), data=typed(workers="many", seconds="45"))

    assert seoul.side == "mission"
    assert texts(too_long.text, ".fault") == ["A run takes at most 600 seconds here."]
    assert texts(too_many.text, ".fault") == ["A run has at most 8 workers here."]
    assert texts(odd.text, ".fault") == ["Please write a whole number."]
    assert 'value="45"' in odd.text


def test_progress_is_told_goal_by_goal_with_a_curve(
    editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation
) -> None:
    values: dict[str, Any] = {"status": RunStatus.RUNNING, "phase": "searching", "progress": PROGRESS, "course": POINTS}
    run = factories.a_run(db, session, **values, best_at=datetime.now(UTC))

    page = editor.get(f"/runs/{run.id}").text
    part = editor.get(f"/runs/{run.id}/progress").text

    assert seoul.side == "mission"
    assert texts(page, "tbody")[0] == (
        "Must-meets that could not be placed 0 0 Proven best Value of all meetings together 300 400 being worked on"
    )
    assert "Stop and keep the best so far" in part
    assert "<html" not in part
    assert 'd="M0.0 160.0H300.0V53.3H600.0V53.3"' in part
    assert "1 100 400 2 300 400 3 300 300" in texts(part, "details")[0]


def test_seconds_go_on_while_the_search_has_nothing_to_tell(
    editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation
) -> None:
    now = datetime.now(UTC)
    values: dict[str, Any] = {"status": RunStatus.RUNNING, "phase": "searching", "progress": PROGRESS, "seconds": 3600}
    run = factories.a_run(db, session, **values, started_at=now - timedelta(minutes=30), spent_seconds=3)

    (told,) = (int(text) for text in re.findall(r'<progress[^>]* value="(\d+)"', editor.get(f"/runs/{run.id}").text))

    assert seoul.side == "mission"
    assert 1800 <= told < 3600


def test_best_so_far_is_kept_or_the_run_is_cancelled(
    editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation
) -> None:
    run = factories.a_run(db, session, status=RunStatus.RUNNING, phase="searching", best_at=datetime.now(UTC))

    stopped = editor.post(f"/runs/{run.id}/stop")
    cancelled = editor.post(f"/runs/{run.id}/cancel")

    db.refresh(run)
    assert (run.stop_requested, run.cancel_requested, seoul.side) == (True, True, "mission")
    assert "being stopped" in stopped.text
    assert "its best timetable so far is kept" in texts(stopped.text, "#run-live")[0]
    assert "It leaves no timetable." in texts(cancelled.text, "#run-live")[0]
    assert texts(cancelled.text, ".good") == []


def test_best_so_far_is_seen_in_the_views_of_a_timetable_and_marked_as_provisional(
    editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation
) -> None:
    now, problem = datetime.now(UTC), planning.problem_of(db, session)
    first = {"meeting": problem.meetings[0].id, "slot": problem.slots[0].id, "table": problem.tables[0].id}
    kept = {"progress": PROGRESS, "best": [first | {"interpreters": []}], "best_at": now}
    run = factories.a_run(db, session, status=RunStatus.RUNNING, phase="searching", **kept)
    best = f"/runs/{run.id}/best"

    running = editor.get(f"/runs/{run.id}/progress").text
    page, by_slot = editor.get(best), editor.get(f"{best}?view=slots&version=7")
    ended = factories.a_run(db, session, status=RunStatus.CANCELLED, seed=1, best_at=now, finished_at=now)
    after = editor.get(f"/runs/{ended.id}/best", follow_redirects=False)

    assert f'<a class="button plain" href="{best}">' in running
    assert texts(page.text, "#provisional") == ["Provisional: the best timetable so far"]
    assert texts(page.text, "dd")[0] == "1 of 3 wanted"
    # Its must-meets are proven; what the search is working on is not, and nothing after it.
    told = " ".join(texts(page.text, "tr"))
    assert "Must-meets that could not be placed 0 0 ✓ Proven best" in told
    assert "Meetings missing from the promised minimum 0 – Nothing proven" in told
    assert "Provisional, of" in page.text
    assert "version=" not in page.text
    assert seoul.side == "mission"
    assert by_slot.status_code == 200
    assert db.query(TimetableVersion).count() == 0
    assert (after.status_code, after.headers["location"]) == (303, f"/runs/{ended.id}")


def test_certificate_says_what_no_timetable_can_do(
    editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation
) -> None:
    run = factories.a_run(db, session, status=RunStatus.SUCCEEDED, finished_at=datetime.now(UTC))
    goals = [
        {"goal": "required", "value": 0, "bound": 0},
        {"goal": "welfare", "value": 300, "bound": 400},
        {"goal": "held", "value": 2, "bound": 2},
        {"goal": "breaks", "value": 3, "bound": None},
    ]
    factories.a_version(db, session, run_id=run.id, goals=goals, status=TimetableStatus.FEASIBLE)

    page = editor.get(f"/runs/{run.id}").text

    assert seoul.side == "mission"
    (told,) = texts(page, ".certificate")
    assert told == (
        "All meetings that must be held are held. "
        "No timetable can serve more than 400; this one reaches 300, which is 25% less. "
        "No timetable can hold more than 2 meetings, and this one does. "
        "Waits between two meetings: 3. Nothing is proven of that."
    )
    assert f'href="/sessions/{session.id}/timetable?version=1"' in page
    assert "hx-trigger" not in page


def test_failed_run_says_why_and_can_be_tried_again(
    editor: TestClient, db: Session, session: ConferenceSession, seoul: Delegation
) -> None:
    failure = {"code": "killed", "template": "The solver process was ended by {signal}.", "output": "out of memory"}
    run = factories.a_run(
        db, session, status=RunStatus.FAILED, error="…", failure=failure | {"params": {"signal": "SIGKILL"}}
    )

    page = editor.get(f"/runs/{run.id}?lang=vi").text
    listed = editor.get(f"{page_of(session)}?lang=en").text
    editor.post(f"/runs/{run.id}/retries")

    db.refresh(run)
    assert "SIGKILL" in texts(page, ".notice")[0]
    assert "out of memory" in page
    assert "The solver process was ended by SIGKILL." in listed
    assert (run.status, seoul.side) == (RunStatus.QUEUED, "mission")


def test_pages_are_for_organisers_and_changes_for_editors(
    app: FastAPI,
    db: Session,
    visitor: TestClient,
    session: ConferenceSession,
    seoul: Delegation,
) -> None:
    run, conference = factories.a_run(db, session), db.get_one(Conference, session.conference_id)
    viewer = reader(app, db, conference)
    clients = [viewer, reader(app, db, conference, seoul), reader(app, db, factories.a_conference(db))]

    read = {
        path: [client.get(path).status_code for client in clients]
        for path in (page_of(session), f"/runs/{run.id}", f"/runs/{run.id}/progress", f"/runs/{run.id}/best")
    }
    changed = [viewer.post(f"/runs/{run.id}/{each}").status_code for each in ("stop", "cancel", "retries")]

    assert read == {
        page_of(session): [200, 403, 404],
        f"/runs/{run.id}": [200, 404, 404],
        f"/runs/{run.id}/progress": [200, 404, 404],
        f"/runs/{run.id}/best": [200, 404, 404],
    }
    assert changed == [403, 403, 403]
    assert viewer.post(page_of(session), data=typed()).status_code == 403
    assert "<button" not in texts(viewer.get(page_of(session)).text, "#start")
    assert visitor.get(page_of(session), follow_redirects=False).status_code == 303


def test_goals_that_did_not_change_have_no_curve() -> None:
    drawn = {curve.goal: curve.is_worth_drawing for curve in curves(POINTS)}

    assert drawn == {"welfare": True, "breaks": False}


@pytest.mark.usefixtures("seoul")
def test_run_is_asked_for_with_a_priority(editor: TestClient, db: Session, session: ConferenceSession) -> None:
    form = editor.get(page_of(session)).text
    editor.post(page_of(session), data=typed(priority="3"))
    refused = editor.post(page_of(session), data=typed(priority="10"))

    assert 'id="priority"' in form
    assert [run.priority for run in db.scalars(select(Run))] == [3]
    assert "priority 3" in editor.get(page_of(session)).text
    assert refused.status_code == 422
