"""Runs as their askers see them: from the queue to cancelled. What carries them out is tested with the worker."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.matching.scheduling.checker import check
from app.matching.scheduling.io import read_instance, read_timetable
from app.models import ConferenceSession, MeetingTable, RunStatus
from app.services import planning
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.databases import counted_statements
from tests.factories import a_delegation, a_run, a_session, a_wish, a_wished_session, added


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    return a_wished_session(db)


def runs_of(session: ConferenceSession) -> str:
    return f"{API}/sessions/{session.id}/runs"


def test_create_run_answers_with_where_to_poll(client: TestClient, session: ConferenceSession) -> None:
    response = client.post(runs_of(session), json={"seconds": 5, "workers": 1, "seed": 7})

    run = response.json()
    assert response.status_code == 202
    assert response.headers["location"] == f"{API}/runs/{run['id']}"
    instance = client.get(f"{response.headers['location']}/instance").json()
    assert run == {
        "id": run["id"],
        "session_id": str(session.id),
        "status": "queued",
        "seconds": 5.0,
        "workers": 1,
        "seed": 7,
        "priority": 0,
        "amendments": None,
        "instance_digest": run["instance_digest"],
        "phase": None,
        "progress": None,
        "spent_seconds": 0.0,
        "best_at": None,
        "attempt": 0,
        "losses": 0,
        "shares": 1,
        "shares_begun": 0,
        "worker": None,
        "heartbeat_at": None,
        "not_before": None,
        "cancel_requested": False,
        "stop_requested": False,
        "error": None,
        "error_code": None,
        "error_output": None,
        "queued_at": run["queued_at"],
        "started_at": None,
        "finished_at": None,
        "timetable_id": None,
    }
    assert instance == client.get(f"{API}/sessions/{session.id}/instance").json()
    assert client.get(response.headers["location"]).json() == run


def test_create_run_keeps_the_instance_as_it_was(client: TestClient, session: ConferenceSession, db: Session) -> None:
    run = client.post(runs_of(session), json={}).json()
    before = client.get(f"{API}/runs/{run['id']}/instance").json()

    a_delegation(db, session, "EMB-JP")

    assert client.get(f"{API}/runs/{run['id']}/instance").json() == before
    assert client.get(f"{API}/sessions/{session.id}/instance").json() != before


@pytest.mark.parametrize(
    ("size", "what"), [({"slots": 0}, "slots"), ({"tables": 0}, "tables"), ({}, "wished meetings")]
)
def test_create_run_with_nothing_to_solve(client: TestClient, db: Session, size: dict[str, Any], what: str) -> None:
    response = client.post(runs_of(a_session(db, **size)), json={})

    assert_problem(response, 409, "nothing-to-solve", f"The session has no {what} yet.")


@pytest.mark.parametrize(
    ("change", "pointer", "detail"),
    [
        ({"seconds": 601}, "/seconds", "A run takes at most 600 seconds here."),
        ({"workers": 9}, "/workers", "A run has at most 8 workers here."),
        ({"shares": 2}, "/shares", "The number of shares is limited to 1 here."),
    ],
)
def test_create_run_beyond_the_limits(
    client: TestClient, session: ConferenceSession, change: dict[str, Any], pointer: str, detail: str
) -> None:
    response = client.post(runs_of(session), json=change)

    assert_problem(response, 422, "invalid", detail, errors=[{"pointer": pointer, "detail": detail, "in": "body"}])
    assert client.get(runs_of(session)).json() == page()


def test_create_run_of_two_who_each_have_own_tables_is_refused(client: TestClient, db: Session) -> None:
    session = a_session(db)
    province, mission = a_delegation(db, session, "01"), a_delegation(db, session)
    a_wish(db, session, province, mission)
    # The services refuse such rows; those of an earlier release may be there.
    for position, owner in enumerate((province, mission), start=1):
        table = MeetingTable(session_id=session.id, code=f"X{position}", position=position, delegation_id=owner.id)
        added(db, table)

    detail = "P-01 and EMB-KR are to meet, but each has own tables: take those of one of them away."
    assert_problem(client.post(runs_of(session), json={}), 409, "own-tables-clash", detail)
    assert_problem(client.get(f"{API}/sessions/{session.id}/instance"), 409, "own-tables-clash", detail)
    assert client.get(runs_of(session)).json() == page()


def test_create_run_with_too_little_time(client: TestClient, session: ConferenceSession) -> None:
    response = client.post(runs_of(session), json={"seconds": 0.9})

    assert_invalid(response, ("/seconds", "Input should be greater than or equal to 1"))


def test_create_run_takes_numbers_only(client: TestClient, session: ConferenceSession) -> None:
    response = client.post(runs_of(session), json={"seconds": "60", "workers": True, "seed": 1.5})

    assert_invalid(
        response,
        ("/seconds", "Input should be a valid number"),
        ("/workers", "Input should be a valid integer"),
        ("/seed", "Input should be a valid integer"),
    )


def test_limit_of_seconds_is_told_in_the_language_of_whoever_asks(
    client: TestClient, session: ConferenceSession
) -> None:
    response = client.post(runs_of(session), json={"seconds": 0}, headers={"Accept-Language": "vi"})

    assert [each["detail"] for each in response.json()["errors"]] == ["Giá trị phải lớn hơn hoặc bằng 1"]


def test_list_runs_has_the_latest_first(
    client: TestClient, db: Session, engine: Engine, session: ConferenceSession
) -> None:
    first = client.post(runs_of(session), json={}).json()
    with counted_statements(engine) as for_one:
        assert client.get(runs_of(session)).json() == page(first)
    second, third = (client.post(runs_of(session), json={"again": True}).json() for _ in range(2))
    a_run(db, a_session(db))
    with counted_statements(engine) as for_three:
        assert client.get(runs_of(session)).json() == page(third, second, first)

    assert len(for_three) == len(for_one)


def test_cancel_queued_run_ends_it_at_once(client: TestClient, session: ConferenceSession) -> None:
    run = client.post(runs_of(session), json={}).json()

    response = client.post(f"{API}/runs/{run['id']}/cancel")
    again = client.post(f"{API}/runs/{run['id']}/cancel")

    finished_at = response.json()["finished_at"]
    cancelled = run | {"status": "cancelled", "cancel_requested": True, "finished_at": finished_at}
    assert finished_at is not None
    assert (response.status_code, response.json()) == (202, cancelled)
    assert (again.status_code, again.json()) == (202, cancelled)


def test_cancel_running_run_asks_for_its_end(client: TestClient, db: Session, session: ConferenceSession) -> None:
    run = a_run(db, session, status=RunStatus.RUNNING, started_at=datetime.now(UTC))

    response = client.post(f"{API}/runs/{run.id}/cancel")

    assert response.status_code == 202
    assert (response.json()["status"], response.json()["cancel_requested"]) == ("running", True)


def test_same_run_is_not_made_twice(client: TestClient, db: Session, session: ConferenceSession) -> None:
    asked = {"seconds": 5, "workers": 1, "seed": 7}
    first = client.post(runs_of(session), json=asked)

    same = client.post(runs_of(session), json=asked | {"priority": 3})
    others = [client.post(runs_of(session), json=asked | change) for change in ({"seed": 8}, {"again": True})]
    a_wish(db, session, a_delegation(db, session, "02"), a_delegation(db, session, "EMB-JP"))
    changed = client.post(runs_of(session), json=asked)

    assert (same.status_code, same.json()) == (200, first.json())
    assert same.headers["location"] == first.headers["location"]
    assert [response.status_code for response in (*others, changed)] == [202] * 3
    assert len({response.json()["id"] for response in (first, *others, changed)}) == 4


@pytest.mark.parametrize(
    "ended",
    [
        {"status": RunStatus.CANCELLED},
        {"status": RunStatus.FAILED, "error": "It fell over."},
        {"status": RunStatus.RUNNING, "cancel_requested": True},
        {"status": RunStatus.SUCCEEDED},  # Its timetable was taken away.
    ],
)
def test_run_that_came_to_nothing_is_made_again(
    client: TestClient, db: Session, session: ConferenceSession, ended: dict[str, Any]
) -> None:
    run = a_run(db, session, seconds=60.0, workers=2, **ended)

    response = client.post(runs_of(session), json={})

    assert response.status_code == 202
    assert response.json()["id"] != str(run.id)
    assert response.json()["instance_digest"] == run.instance_digest


def test_list_runs_of_conference_can_be_of_failed_ones(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    failed = a_run(db, session, status=RunStatus.FAILED, error="It fell over.")
    waiting = a_run(db, session)
    a_run(db, a_session(db), status=RunStatus.FAILED, error="Elsewhere.")
    address = f"{API}/conferences/{session.conference_id}/runs"

    everything = client.get(address).json()
    only = client.get(address, params={"status": "failed"}).json()

    assert {run["id"] for run in everything["items"]} == {str(failed.id), str(waiting.id)}
    assert only == page(client.get(f"{API}/runs/{failed.id}").json())
    assert_problem(client.get(f"{API}/conferences/{NOBODY}/runs"), 404, "not-found", "No such conference.")


def test_course_of_a_run(client: TestClient, db: Session, session: ConferenceSession) -> None:
    points = [{"seconds": 0.5, "goal": "held", "value": 1, "bound": None}]
    run, other = a_run(db, session, course=points), a_run(db, session)

    assert client.get(f"{API}/runs/{run.id}/course").json() == points
    assert client.get(f"{API}/runs/{other.id}/course").json() == []


def test_best_so_far_is_a_file_that_anybody_can_check(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    problem = planning.problem_of(db, session)
    meeting = problem.meetings[0].id
    placed = {"meeting": meeting, "slot": problem.slots[0].id, "table": problem.tables[0].id, "interpreters": []}
    run = a_run(db, session, status=RunStatus.RUNNING, best=[placed], best_at=datetime.now(UTC))

    response = client.get(f"{API}/runs/{run.id}/best")
    instance = read_instance(client.get(f"{API}/runs/{run.id}/instance").content)
    report = check(instance, read_timetable(response.content))

    assert 'filename="best-' in response.headers["content-disposition"]
    assert [each["meeting"] for each in response.json()["placements"]] == [meeting]
    assert (report.violations, report.claims) == ((), ())


def test_best_of_a_run_without_one_is_refused(client: TestClient, db: Session, session: ConferenceSession) -> None:
    waiting = a_run(db, session)
    ended = a_run(db, session, status=RunStatus.SUCCEEDED, best_at=datetime.now(UTC))

    detail = "The run has no timetable yet, or has ended; then its timetable is what came of it."
    for run in (waiting, ended):
        assert_problem(client.get(f"{API}/runs/{run.id}/best"), 409, "nothing-found-yet", detail)


def test_stop_asks_for_the_best_so_far(client: TestClient, db: Session, session: ConferenceSession) -> None:
    now = datetime.now(UTC)
    run = a_run(db, session, status=RunStatus.RUNNING, started_at=now, best=[], best_at=now)

    responses = [client.post(f"{API}/runs/{run.id}/stop") for _ in range(2)]

    assert [response.status_code for response in responses] == [202, 202]
    assert [response.json()["stop_requested"] for response in responses] == [True, True]
    assert responses[0].json()["status"] == "running"


def test_stop_without_a_timetable_is_refused(client: TestClient, db: Session, session: ConferenceSession) -> None:
    run = a_run(db, session)
    ended = a_run(db, session, status=RunStatus.CANCELLED)

    nothing = client.post(f"{API}/runs/{run.id}/stop")
    late = client.post(f"{API}/runs/{ended.id}/stop")

    detail = "The run has no timetable yet that could be kept. Wait a moment, or cancel it."
    assert_problem(nothing, 409, "nothing-found-yet", detail)
    assert_problem(late, 409, "run-finished", "The run was cancelled.")


def test_failed_run_is_tried_again_from_its_best(client: TestClient, db: Session, session: ConferenceSession) -> None:
    now = datetime.now(UTC)
    run = a_run(db, session, status=RunStatus.FAILED, error="Lost.", losses=3, attempt=3, best=[], best_at=now)

    response = client.post(f"{API}/runs/{run.id}/retries")
    again = client.post(f"{API}/runs/{run.id}/retries")

    told = {name: response.json()[name] for name in ("status", "error", "losses", "attempt", "finished_at")}
    assert response.status_code == 202
    assert told == {"status": "queued", "error": None, "losses": 0, "attempt": 3, "finished_at": None}
    assert response.json()["best_at"] is not None
    assert_problem(again, 409, "run-not-failed", "Only a run that has failed can be tried again.")


@pytest.mark.parametrize(("status", "error"), [(RunStatus.SUCCEEDED, None), (RunStatus.FAILED, "It fell over.")])
def test_cancel_finished_run_is_refused(
    client: TestClient, db: Session, session: ConferenceSession, status: RunStatus, error: str | None
) -> None:
    run = a_run(db, session, status=status, error=error)

    response = client.post(f"{API}/runs/{run.id}/cancel")

    assert_problem(response, 409, "run-finished", f"The run has {status.value} already.")
    assert client.get(f"{API}/runs/{run.id}").json()["cancel_requested"] is False


def test_unknown_run_is_not_found(client: TestClient) -> None:
    paths = (
        ("GET", ""),
        ("GET", "/instance"),
        ("GET", "/best"),
        ("GET", "/course"),
        ("POST", "/cancel"),
        ("POST", "/stop"),
        ("POST", "/retries"),
    )
    for method, path in paths:
        response = client.request(method, f"{API}/runs/{NOBODY}{path}")
        assert_problem(response, 404, "not-found", "No such run.")


def test_runs_of_an_unknown_session(client: TestClient) -> None:
    for response in (
        client.get(f"{API}/sessions/{NOBODY}/runs"),
        client.post(f"{API}/sessions/{NOBODY}/runs", json={}),
    ):
        assert_problem(response, 404, "not-found", "No such session.")
