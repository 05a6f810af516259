"""What-if runs as their askers see them: what is asked, what comes of it, and that it is no timetable."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.matching.scheduling.checker import goal_values
from app.matching.scheduling.io import read_instance
from app.matching.scheduling.reasons import unplaced
from app.matching.scheduling.timetable import GoalValue, Placement, Status, Timetable
from app.models import ConferenceSession, Run, RunStatus
from app.queries import runs as queries
from app.queries import timetables
from app.services import planning, run_queue
from tests.api.answers import API, assert_invalid, assert_problem, page
from tests.factories import (
    a_delegation,
    a_run,
    a_session,
    a_wish,
    a_wished_session,
    as_file,
    hold_of,
)

ONE_MORE = {"change": "more-tables", "number": 1, "like": None}
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    return a_wished_session(db)


def what_ifs_of(session: ConferenceSession) -> str:
    return f"{API}/sessions/{session.id}/what-if-runs"


def asked(client: TestClient, session: ConferenceSession, *amendments: dict[str, Any]) -> dict[str, Any]:
    response = client.post(what_ifs_of(session), json={"amendments": [*amendments], "seconds": 5})
    assert response.status_code == 202, response.text
    answer: dict[str, Any] = response.json()
    return answer


def with_placements(file: dict[str, Any], *placements: Placement) -> Timetable:
    """A timetable that the checker passes, of an instance."""
    problem = read_instance(as_file(file))
    values = goal_values(problem, placements)
    return Timetable(
        instance=problem.digest,
        status=Status.FEASIBLE,
        placements=placements,
        goals=tuple(GoalValue(goal=goal, value=values[goal], bound=None) for goal in problem.policy.goals),
        unplaced=unplaced(problem, placements),
    )


def succeed(db: Session, run: Run, *placements: Placement) -> None:
    """As a worker does."""
    run.status, run.attempt = RunStatus.RUNNING, 1
    db.flush()
    run_queue.succeed(db, hold_of(run), with_placements(run.instance_file, *placements))
    db.commit()


def a_timetable(db: Session, session: ConferenceSession, *placements: Placement) -> Run:
    """The newest one of the session."""
    run = a_run(db, session, queued_at=NOW)
    succeed(db, run, *placements)
    return run


def found(db: Session, answer: dict[str, Any]) -> Run:
    return db.scalars(queries.with_instance(UUID(answer["id"])).execution_options(populate_existing=True)).one()


def at(slot: str, table: str = "T01", meeting: str = "01~EMB-KR") -> Placement:
    return Placement(meeting=meeting, slot=slot, table=table)


def differs(
    meeting: str, parties: list[str], before: tuple[str, str] | None, then: tuple[str, str] | None
) -> dict[str, Any]:
    spots = {"before": before, "then": then}
    written = {name: at and dict(zip(("slot", "table"), at, strict=True)) for name, at in spots.items()}
    return {"meeting": meeting, "parties": parties} | written


def test_create_what_if_run_is_a_run_of_the_amended_session(client: TestClient, session: ConferenceSession) -> None:
    response = client.post(what_ifs_of(session), json={"amendments": [ONE_MORE], "seconds": 5, "seed": 7})

    run = response.json()
    assert (response.status_code, response.headers["location"]) == (202, f"{API}/runs/{run['id']}")
    assert (run["amendments"], run["priority"], run["timetable_id"]) == ([ONE_MORE], -1, None)
    assert client.get(f"{API}/runs/{run['id']}").json() == run
    plain = client.get(f"{API}/sessions/{session.id}/instance").json()
    amended = client.get(f"{API}/runs/{run['id']}/instance").json()
    assert [table["id"] for table in amended["tables"]] == ["T01", "T01+1"]
    assert amended | {"tables": plain["tables"]} == plain


def test_a_worker_of_the_release_before_does_not_take_it_for_a_run_for_a_timetable(
    client: TestClient, session: ConferenceSession, db: Session
) -> None:
    run = found(db, asked(client, session, ONE_MORE))

    assert [*run.instance] == ["amended"]  # Which no reader of instances takes for one.


def test_a_what_if_run_begins_with_the_timetable_as_it_is(
    client: TestClient, session: ConferenceSession, db: Session
) -> None:
    a_timetable(db, session, at("s02"))

    near, closed = (
        found(db, asked(client, session, change)) for change in (ONE_MORE, {"change": "closed-slot", "slot": "s02"})
    )

    assert near.best == [{"meeting": "01~EMB-KR", "slot": "s02", "table": "T01", "interpreters": []}]
    assert near.instance_file["published"] == {"01~EMB-KR": {"slot": "s02", "table": "T01"}}
    assert near.instance_file["policy"]["goals"][-1] == "changes"
    assert closed.best is None or closed.best == []


@pytest.mark.parametrize(
    ("change", "pointer", "detail"),
    [
        ({"change": "without-table", "table": "T09"}, "/amendments/1/table", "The session has nothing called T09."),
        ({"change": "absent", "party": "P-99"}, "/amendments/1/party", "The session has nothing called P-99."),
        (
            {"change": "absent", "party": "P-01", "slots": ["s01", "s99"]},
            "/amendments/1/slots",
            "The session has nothing called s99.",
        ),
    ],
)
def test_create_what_if_run_about_what_is_not_there(
    client: TestClient, session: ConferenceSession, change: dict[str, Any], pointer: str, detail: str
) -> None:
    response = client.post(what_ifs_of(session), json={"amendments": [ONE_MORE, change]})

    assert_problem(response, 422, "invalid", detail, errors=[{"pointer": pointer, "detail": detail, "in": "body"}])
    assert client.get(what_ifs_of(session)).json() == page()


def test_what_was_asked_of_a_delegation_that_does_not_come_at_all_can_be_asked_again(
    client: TestClient, session: ConferenceSession
) -> None:
    absent = {"change": "absent", "party": "P-01"}

    run = asked(client, session, ONE_MORE, absent)

    assert run["amendments"] == [ONE_MORE, absent]
    again = client.post(what_ifs_of(session), json={"amendments": run["amendments"], "seconds": 5})
    assert (again.status_code, again.json()["id"]) == (200, run["id"])


@pytest.mark.parametrize(
    ("amendments", "pointer", "detail"),
    [
        ([], "/amendments", "List should have at least 1 item after validation, not 0"),
        ([{"number": 1}], "/amendments/0", "Unable to extract tag using discriminator 'change'"),
        (
            [{"change": "more-tables", "number": 0}],
            "/amendments/0/number",
            "Input should be greater than or equal to 1",
        ),
        (
            [{"change": "goals", "goals": ["held", "required"]}],
            "/amendments/0/goals",
            "“required” comes first, if at all",
        ),
        (
            [{"change": "absent", "party": "P-01", "slots": []}],
            "/amendments/0/slots",
            "List should have at least 1 item after validation, not 0",
        ),
        ([ONE_MORE] * 21, "/amendments", "List should have at most 20 items after validation, not 21"),
    ],
)
def test_create_what_if_run_of_unfit_amendments(
    client: TestClient, session: ConferenceSession, amendments: list[dict[str, Any]], pointer: str, detail: str
) -> None:
    response = client.post(what_ifs_of(session), json={"amendments": amendments})

    assert_invalid(response, (pointer, detail))


def test_create_what_if_run_beyond_the_limits(client: TestClient, session: ConferenceSession) -> None:
    response = client.post(what_ifs_of(session), json={"amendments": [ONE_MORE], "seconds": 601})

    assert_invalid(response, ("/seconds", "A run takes at most 600 seconds here."))


def test_what_if_without_the_only_table_is_nothing_to_solve(client: TestClient, session: ConferenceSession) -> None:
    body = {"amendments": [{"change": "without-table", "table": "T01"}]}

    response = client.post(what_ifs_of(session), json=body)

    assert_problem(response, 409, "nothing-to-solve", "The session has no tables yet.")


def test_the_same_question_twice_is_one_run_and_never_one_for_a_timetable(
    client: TestClient, session: ConferenceSession
) -> None:
    # That there is no such maximum changes nothing: its instance is that of a run for a timetable.
    nothing = {"amendments": [{"change": "maximum", "party": "P-01", "most": None}], "seconds": 5}

    first = client.post(what_ifs_of(session), json=nothing)
    again = client.post(what_ifs_of(session), json=nothing)
    real = client.post(f"{API}/sessions/{session.id}/runs", json={"seconds": 5})
    after = client.post(what_ifs_of(session), json=nothing)

    assert [each.status_code for each in (first, again, real, after)] == [202, 200, 202, 200]
    assert first.json()["instance_digest"] == real.json()["instance_digest"]
    assert again.json()["id"] == first.json()["id"] == after.json()["id"] != real.json()["id"]


@pytest.mark.parametrize(("path", "body"), [("runs", {}), ("what-if-runs", {"amendments": [ONE_MORE]})])
def test_what_was_stopped_is_not_given_to_whoever_asks_for_the_same(
    client: TestClient, session: ConferenceSession, db: Session, path: str, body: dict[str, Any]
) -> None:
    address = f"{API}/sessions/{session.id}/{path}"
    run = found(db, client.post(address, json=body).json())
    run.status, run.stop_requested = RunStatus.RUNNING, True
    db.commit()

    again, same, anew = (client.post(address, json=body | more) for more in ({}, {}, {"again": True}))

    assert [each.status_code for each in (again, same, anew)] == [202, 200, 202]
    assert again.json()["id"] == same.json()["id"]
    assert len({str(run.id), again.json()["id"], anew.json()["id"]}) == 3


def test_what_a_question_begins_with_is_not_kept_as_if_it_had_been_found(
    client: TestClient, session: ConferenceSession, db: Session
) -> None:
    a_timetable(db, session, at("s02"))
    run = asked(client, session, ONE_MORE)

    stopped, best = client.post(f"{API}/runs/{run['id']}/stop"), client.get(f"{API}/runs/{run['id']}/best")

    detail = "The run has no timetable yet that could be kept. Wait a moment, or cancel it."
    assert_problem(stopped, 409, "nothing-found-yet", detail)
    assert (run["best_at"], best.status_code, best.json()["type"]) == (None, 409, "/problems/nothing-found-yet")


@pytest.mark.parametrize(("slot", "is_stopped"), [("s02", True), ("s01", True), ("s02", False)])
def test_comparison_of_what_was_stopped_before_anything_was_found(
    client: TestClient, session: ConferenceSession, db: Session, slot: str, *, is_stopped: bool
) -> None:
    a_timetable(db, session, at("s02"))
    run = found(db, asked(client, session, ONE_MORE))
    run.stop_requested = is_stopped
    succeed(db, run, at(slot))

    answer = client.get(f"{API}/what-if-runs/{run.id}/comparison")

    if is_stopped and slot == "s02":
        told = "The run was stopped before it had found anything. Ask again, and let it search for longer."
        assert_problem(answer, 409, "nothing-to-compare", told)
    else:
        assert answer.status_code == 200


def test_lists_tell_the_kinds_apart(client: TestClient, session: ConferenceSession) -> None:
    asking = asked(client, session, ONE_MORE)
    real = client.post(f"{API}/sessions/{session.id}/runs", json={}).json()

    paths = ("runs", "what-if-runs")
    lists = [client.get(f"{API}/sessions/{session.id}/{path}").json()["items"] for path in paths]

    assert lists == [[real], [asking]]
    of_all = client.get(f"{API}/conferences/{session.conference_id}/runs").json()["items"]
    assert {each["id"]: each["amendments"] for each in of_all} == {real["id"]: None, asking["id"]: [ONE_MORE]}


def test_what_came_of_it_is_no_version_of_the_timetable(
    client: TestClient, session: ConferenceSession, db: Session
) -> None:
    run = found(db, asked(client, session, ONE_MORE))

    succeed(db, run, at("s01", "T01+1"))

    assert client.get(f"{API}/runs/{run.id}").json()["status"] == "succeeded"
    assert db.scalars(timetables.of_session(session.id)).all() == []


def test_comparison_tells_what_would_be_held_lost_and_moved(
    client: TestClient, session: ConferenceSession, db: Session
) -> None:
    for code in ("02", "03"):
        province = a_delegation(db, session, code)
        other = a_delegation(db, session, f"EMB-{code}")
        a_wish(db, session, province, other)
    now = a_timetable(db, session, at("s01"), at("s02", meeting="02~EMB-02"))
    run = found(db, asked(client, session, ONE_MORE, {"change": "absent", "party": "P-02"}))
    succeed(db, run, at("s01", "T01+1"), at("s01", meeting="03~EMB-03"))

    told = client.get(f"{API}/what-if-runs/{run.id}/comparison").json()

    goals = {each["goal"]: each for each in told.pop("goals")}
    assert told == {
        "run_id": str(run.id),
        "status": "feasible",
        "timetable_id": client.get(f"{API}/runs/{now.id}").json()["timetable_id"],
        "is_of_same_data": True,
        "held_before": 2,
        "held": 2,
        "gained": [differs("03~EMB-03", ["P-03", "EMB-03"], None, ("s01", "T01"))],
        "lost": [differs("02~EMB-02", ["P-02", "EMB-02"], ("s02", "T01"), None)],
        "moved": [differs("01~EMB-KR", ["P-01", "EMB-KR"], ("s01", "T01"), ("s01", "T01+1"))],
        "told": ["EMB-02", "EMB-03", "EMB-KR", "P-01", "P-03"],  # Who does not come is not told.
    }
    assert [*goals] == ["required", "floors", "welfare", "breaks"]
    none = {"value": 0, "bound": None}
    assert goals["breaks"] == {"goal": "breaks", "before": none, "then": none}


def test_comparison_says_that_something_was_edited_meanwhile(
    client: TestClient, session: ConferenceSession, db: Session
) -> None:
    a_timetable(db, session, at("s01"))
    a_delegation(db, session, "EMB-JP")
    run = found(db, asked(client, session, ONE_MORE))
    succeed(db, run, at("s01"))

    told = client.get(f"{API}/what-if-runs/{run.id}/comparison").json()

    assert (told["is_of_same_data"], told["moved"], told["told"]) == (False, [], [])


def test_comparison_where_there_is_no_timetable_yet(
    client: TestClient, session: ConferenceSession, db: Session
) -> None:
    run = found(db, asked(client, session, ONE_MORE))
    succeed(db, run, at("s01"))

    told = client.get(f"{API}/what-if-runs/{run.id}/comparison").json()

    assert (told["timetable_id"], told["is_of_same_data"], told["held_before"], told["held"]) == (None, False, 0, 1)
    assert [each["meeting"] for each in told["gained"]] == ["01~EMB-KR"]


def test_comparison_of_what_is_not_done_and_of_what_is_no_question(
    client: TestClient, session: ConferenceSession, db: Session
) -> None:
    waiting, real = asked(client, session, ONE_MORE), a_run(db, session)

    early = client.get(f"{API}/what-if-runs/{waiting['id']}/comparison")
    wrong = client.get(f"{API}/what-if-runs/{real.id}/comparison")

    assert_problem(early, 409, "nothing-to-compare", "The run has come to nothing yet.")
    assert_problem(wrong, 404, "not-found", "No such what-if run.")


def test_a_failed_question_is_made_up_for_by_its_answer_alone(db: Session) -> None:
    session = a_session(db)

    def ended(days: int, status: RunStatus, **values: Any) -> Run:
        error = "Hỏng" if status is RunStatus.FAILED else None
        return a_run(db, session, status=status, queued_at=NOW + timedelta(days=days), error=error, **values)

    asking = {"amendments": [ONE_MORE], "instance_digest": "q"}
    question, run = ended(0, RunStatus.FAILED, **asking), ended(1, RunStatus.FAILED)

    def failed() -> set[Any]:
        return {each.id for each in db.scalars(queries.failed(session.conference_id))}

    assert failed() == {question.id, run.id}
    ended(2, RunStatus.SUCCEEDED, amendments=[ONE_MORE], instance_digest="other")
    assert failed() == {question.id, run.id}
    ended(3, RunStatus.SUCCEEDED)
    assert failed() == {question.id}
    ended(4, RunStatus.SUCCEEDED, **asking)
    assert failed() == set()


def test_nobody_looks_at_the_best_so_far_of_a_question_as_if_it_were_a_timetable(
    client: TestClient, session: ConferenceSession, db: Session
) -> None:
    a_timetable(db, session, at("s02"))
    run = found(db, asked(client, session, ONE_MORE))

    assert (run.best is not None, planning.provisional(db, run)) == (True, None)


def test_idempotency_key_keeps_a_question_from_being_asked_twice(
    client: TestClient, session: ConferenceSession
) -> None:
    body, key = {"amendments": [ONE_MORE]}, {"Idempotency-Key": "what-if-1"}

    first, again = (client.post(what_ifs_of(session), json=body, headers=key) for _ in range(2))

    assert (first.status_code, again.status_code, again.json()) == (202, 202, first.json())
