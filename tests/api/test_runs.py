"""Runs as their askers see them: from the queue to cancelled. What carries them out is tested with the worker."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import ConferenceSession, MeetingTable, RunStatus
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.databases import counted_statements
from tests.factories import a_delegation, a_run, a_session, a_wish, added


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    """A province wants to meet a mission."""
    session = a_session(db)
    a_wish(db, session, a_delegation(db, session, "01"), a_delegation(db, session))
    return session


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
        "instance_digest": run["instance_digest"],
        "progress": None,
        "cancel_requested": False,
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
    response = client.post(runs_of(session), json={"seconds": "60", "workers": True, "seed": 1.0})

    assert_invalid(
        response,
        ("/seconds", "Input should be a valid number"),
        ("/workers", "Input should be a valid integer"),
        ("/seed", "Input should be a valid integer"),
    )


def test_list_runs_has_the_latest_first(
    client: TestClient, db: Session, engine: Engine, session: ConferenceSession
) -> None:
    first = client.post(runs_of(session), json={}).json()
    with counted_statements(engine) as for_one:
        assert client.get(runs_of(session)).json() == page(first)
    second, third = (client.post(runs_of(session), json={}).json() for _ in range(2))
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


@pytest.mark.parametrize(("status", "error"), [(RunStatus.SUCCEEDED, None), (RunStatus.FAILED, "It fell over.")])
def test_cancel_finished_run_is_refused(
    client: TestClient, db: Session, session: ConferenceSession, status: RunStatus, error: str | None
) -> None:
    run = a_run(db, session, status=status, error=error)

    response = client.post(f"{API}/runs/{run.id}/cancel")

    assert_problem(response, 409, "run-finished", f"The run has {status.value} already.")
    assert client.get(f"{API}/runs/{run.id}").json()["cancel_requested"] is False


def test_unknown_run_is_not_found(client: TestClient) -> None:
    for method, path in (("GET", ""), ("GET", "/instance"), ("POST", "/cancel")):
        response = client.request(method, f"{API}/runs/{NOBODY}{path}")
        assert_problem(response, 404, "not-found", "No such run.")


def test_runs_of_an_unknown_session(client: TestClient) -> None:
    for response in (
        client.get(f"{API}/sessions/{NOBODY}/runs"),
        client.post(f"{API}/sessions/{NOBODY}/runs", json={}),
    ):
        assert_problem(response, 404, "not-found", "No such session.")
